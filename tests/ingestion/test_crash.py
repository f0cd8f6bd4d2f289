"""A writer that is killed leaves each article wholly there or not at all, and every one it acknowledged."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select

from app.identity import parse
from app.storage import audit, database, tables
from tests.conftest import ROOT


def test_a_killed_writer_loses_and_halves_nothing(path: Path) -> None:
    acknowledged = set()
    for i in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.ingestion.writer", str(path), str(i)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        acknowledged.add(writer.stdout.readline().decode().strip())
        time.sleep(0.02 * i)  # so that it is killed at different moments of a transaction
        writer.kill()
        said = writer.stdout.read().decode().split("\n")[:-1]
        acknowledged |= {line.strip() for line in said}
        writer.stdout.close()
        writer.wait(10)
        opened = database.connect(str(path))
        assert list(audit.faults(opened)) == []
        with opened.read() as connection:
            there = set(connection.execute(select(tables.articles.c.id)).scalars())
        opened.close()
        assert {parse("art", public) for public in acknowledged} <= there
    assert len(acknowledged) > 4
