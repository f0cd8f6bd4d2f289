"""How the ingestion command fares with a bulk of news on all cores: time, CPU and memory of each process."""

from __future__ import annotations

import itertools
import lzma
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HISTORY = Path(__file__).parents[2] / "shared/corpora/current-events/history.jsonl.xz"
"""112,787 paragraphs of Wikipedia's current events, 27 words each."""

_FIELDS = ("--map", "published_at=date", "--map", "publisher=citations.0.publisher")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class _Seen:
    """The CPU seconds that a process has taken, and the megabytes it has in memory."""

    cpu: float
    resident: float


def bulk(records: int | None, *, jobs: int, database: str | None = None) -> dict[str, float]:
    """Return how ingesting records of the corpus goes: all of them when `records` is None.

    They go into an empty `database`, or a file of SQLite's that is gone afterwards.
    """
    command = str(Path(sys.executable).with_name("conflict-records"))
    with tempfile.TemporaryDirectory() as folder:
        # Unpacked: what xz keeps of the text grows while it reads, up to the 64 MB that its file asks for.
        file, source = Path(folder, "bulk.db"), Path(folder, "history.jsonl")
        with lzma.open(HISTORY) as lines:
            source.write_bytes(b"".join(itertools.islice(lines, records)))
        to = ["--database", database or str(file)]
        subprocess.run([command, "db", "upgrade", *to], check=True, stdout=subprocess.DEVNULL)
        began = time.perf_counter()
        ingestion = [command, "ingest", str(source), *_FIELDS, "--jobs", str(jobs), *to, "--json"]
        process = subprocess.Popen(ingestion, stdout=subprocess.PIPE)
        looks = []
        while process.poll() is None:
            looks.append(dict(_looked(process.pid)))
            time.sleep(0.5)
        took = time.perf_counter() - began
        if process.returncode:
            raise SystemExit(f"the ingestion failed with {process.returncode}")
        with lzma.open(HISTORY) as lines:
            count = records or sum(1 for _ in lines)
        return {
            "records": count,
            "wall seconds": took,
            "records a second": count / took,
            **_told("coordinator", [[look[process.pid]] for look in looks if process.pid in look], count),
            **_told("workers", [[seen for pid, seen in look.items() if pid != process.pid] for look in looks], count),
            **({} if database else {"MB of database": file.stat().st_size / 1e6}),
        }


def _told(name: str, looks: list[list[_Seen]], count: int) -> dict[str, float]:
    """Return what processes took: those that share a page of memory count it each."""
    resident = [sum(seen.resident for seen in look) for look in looks]
    cpu = max((sum(seen.cpu for seen in look) for look in looks), default=0.0)
    return {
        f"CPU seconds of {name}": cpu,
        f"CPU ms a record of {name}": cpu / count * 1000,
        f"MB resident of {name} after a tenth": resident[len(resident) // 10] if resident else 0.0,
        f"MB resident of {name} at the end": resident[-3] if len(resident) > 2 else 0.0,
        f"MB resident of {name} at most": max(resident, default=0.0),
    }


def _looked(process: int) -> Iterator[tuple[int, _Seen]]:
    """Give what a process and its children have taken, by their ids (Linux)."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        threads = Path(f"/proc/{process}/task").glob("*/children")  # each has those that it started
        children = [child for listed in threads for child in listed.read_text(encoding="ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return  # it has ended
    yield process, _Seen((int(status[11]) + int(status[12])) / _TICKS, int(status[21]) * _PAGE / 1e6)
    for child in children:
        yield from _looked(int(child))
