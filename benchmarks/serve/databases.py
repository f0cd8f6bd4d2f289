"""Databases of made articles, stored by the project itself, in a folder where the next run finds them again."""

from __future__ import annotations

import os
import sys
import time
from itertools import islice
from pathlib import Path

from app.ingestion import store
from app.storage import migrations, tables
from app.storage.database import Database, connect
from benchmarks.serve.articles import CLAIMS, Writer

GENERATOR = 1
"""Raise it whenever the same numbers would give other articles: older databases are then made anew."""

SIZES = {"2k": 2_000, "100k": 100_000, "250k": 250_000}
"""Claims of the databases that are stored article by article."""

_AT_ONCE = 200  # articles in one transaction


def folder() -> Path:
    """Return where the databases are kept, by default the user's folder for what can be made again."""
    given = os.environ.get("BENCHMARK_FOLDER")
    return Path(given) if given else Path.home() / ".cache" / "conflict-records-bench"


def path(size: str) -> Path:
    """Return where the database of a size is, or will be."""
    return folder() / f"claims-{size}-generator{GENERATOR}-schema{tables.SCHEMA}.db"


def ready(size: str) -> Path:
    """Return the database of a size, made now if it is not there: a minute for 100 k claims."""
    found = path(size)
    if not found.exists():
        found.parent.mkdir(parents=True, exist_ok=True)
        part = found.with_suffix(".part")
        for left in found.parent.glob(f"{part.name}*"):
            left.unlink()
        _make(part, SIZES[size])
        part.rename(found)
    return found


def _make(part: Path, claims: int) -> None:
    migrations.upgrade(str(part))
    database = connect(str(part))
    began = time.monotonic()
    try:
        fill(database, Writer(), first=0, articles=claims // CLAIMS, began=began)
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def fill(database: Database, writer: Writer, *, first: int, articles: int, began: float) -> None:
    """Store made articles in batches, with a line on standard error for each tenth."""
    done = 0
    written = writer.articles(first, articles)
    while batch := list(islice(written, _AT_ONCE)):
        store.write_many(database, batch)
        done += len(batch)
        if done == articles or done % max(articles // 10 // _AT_ONCE * _AT_ONCE, _AT_ONCE) == 0:
            sys.stderr.write(f"{done:,} of {articles:,} articles, {time.monotonic() - began:.0f} s\n")
