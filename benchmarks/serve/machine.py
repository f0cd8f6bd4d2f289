"""The machine a benchmark ran on, as far as it matters and anybody may know."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pysqlite3

_PACKAGES = ("fastapi", "uvicorn", "httptools", "pydantic", "sqlalchemy", "datasette")


def described() -> dict[str, str]:
    """Return what to say of the machine and of the versions."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "processors": f"{os.cpu_count()} × {_processor()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "system": f"Linux {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "sqlite": pysqlite3.sqlite_version,
        **{package: version(package) for package in _PACKAGES},
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
