"""Storing: what the project needs for articles that have been read, against the driver alone with the same rows; and
what readers notice of it.

The rows are those the project itself gives to the driver, caught on the way; the driver then puts them into the same
tables, with the same indexes and the same transactions.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from app.ingestion import store
from app.ingestion.rendering import Rendered
from app.storage.database import Database, connect
from benchmarks.serve import ours, widening
from benchmarks.serve.articles import CLAIMS, FIGURES, Writer
from benchmarks.serve.asks import Asks
from benchmarks.serve.servers import requests_file

_SLICES = 5
_AT_ONCE = 200  # articles in one transaction
_BATCHES = 2  # transactions of a slice
_FIRST = 50_000_000  # number of an article that no database has
_WRITES = ("INSERT", "REPLACE", "UPDATE", "DELETE")
_READ_SECONDS = 4.0
_READ_SLICES = 3
_LOADED = 1000  # articles that are read before they are stored, so that the load does nothing else

Statements = list[tuple[str, Any, bool]]
"""SQL, its parameters, and whether those are many rows."""


def run(size: str) -> dict[str, Any]:
    """Return the speed of storing over a database of this size, and the latency of readers during a bulk load."""
    source = widening.ready(size)
    with _copies(source, 3) as (caught, plain, own):
        stored = _stored(caught, plain, own)
    with _copies(source, 1) as (loaded,):
        read = _read(loaded)
    return {"size": size, **stored, "readers": read}


def _stored(caught: Path, plain: Path, own: Path) -> dict[str, Any]:
    databases = [connect(str(path)) for path in (caught, plain, own)]
    catching, raw, product = databases
    writer = Writer()
    number = _AT_ONCE * _BATCHES
    took: dict[str, list[tuple[float, float]]] = {"project": [], "driver": [], "one article at a time": []}
    rows = 0
    try:
        for which in range(_SLICES):
            read = list(writer.articles(_FIRST + which * number, number))
            batches = [read[first : first + _AT_ONCE] for first in range(0, number, _AT_ONCE)]
            statements = [_caught(catching, batch) for batch in batches]
            rows += sum(len(given) if many else 1 for batch in statements for _, given, many in batch)
            took["project"].append(_timed(lambda: [store.write_many(product, batch) for batch in batches]))  # noqa: B023
            took["driver"].append(_timed(lambda: _replay(raw, statements)))  # noqa: B023
        single = list(writer.articles(_FIRST + _SLICES * number, _AT_ONCE))
        took["one article at a time"].append(_timed(lambda: [store.write(product, one) for one in single]))
    finally:
        for database in databases:
            database.close()
    pairs = list(zip(took["driver"], took["project"], strict=True))
    cpu = median(cpu for _, cpu in took["project"]) / number
    return {
        "articles": number * _SLICES,
        "rows_per_article": rows / number / _SLICES,
        "articles_per_second": {name: _rate(name, found, number) for name, found in took.items()},
        "records_per_cpu_second": (CLAIMS + FIGURES) / cpu,
        "ratio": median(driver[0] / project[0] for driver, project in pairs),
        "ratio_cpu": median(driver[1] / project[1] for driver, project in pairs),
    }


def _rate(name: str, found: Sequence[tuple[float, float]], number: int) -> float:
    return (_AT_ONCE if name == "one article at a time" else number) / median(wall for wall, _ in found)


def _timed(work: Any) -> tuple[float, float]:
    """Return the seconds of wall time and of CPU time."""
    began, spent = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - spent


def _caught(database: Database, batch: Sequence[Rendered]) -> Statements:
    """Store a batch and return what was given to the driver for it."""
    found: Statements = []

    def catch(_c: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:  # noqa: FBT001
        if statement.lstrip().upper().startswith(_WRITES):
            found.append((statement, list(given) if many else given, many))

    event.listen(database.engine, "before_cursor_execute", catch)
    try:
        store.write_many(database, batch)
    finally:
        event.remove(database.engine, "before_cursor_execute", catch)
    return found


def _replay(database: Database, transactions: Sequence[Statements]) -> None:
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        for statements in transactions:
            cursor.execute("BEGIN IMMEDIATE")
            for statement, given, many in statements:
                (cursor.executemany if many else cursor.execute)(statement, given)
            cursor.execute("COMMIT")
    finally:
        raw.close()


def _read(database: Path) -> dict[str, float]:
    """Return the readers' p99 in milliseconds without and during a bulk load, median of alternated slices."""
    asks = Asks(database)
    idle, busy = [], []
    with ours.serving(database) as server:
        file = requests_file(ours.requests(server, asks.only("page", 4000)), "readers")
        server.under(file, 1.0)
        for which in range(_READ_SLICES):
            idle.append(server.under(file, _READ_SECONDS, start=which * 1000).p99)
            with _bulk_load(database, _FIRST + (which + 1) * 100_000):
                busy.append(server.under(file, _READ_SECONDS, start=which * 1000).p99)
    ratios = [loaded / free for loaded, free in zip(busy, idle, strict=True)]
    return {"idle_p99_ms": median(idle), "loading_p99_ms": median(busy), "ratio": median(ratios)}


@contextmanager
def _bulk_load(database: Path, first: int) -> Iterator[None]:
    """Store articles without a pause, in a process that gives way to the readers it shares a processor with."""
    command = ["nice", "-n", "10", sys.executable, "-m", "benchmarks.serve.storing", str(database), str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        if process.stdout is None or not process.stdout.readline():  # it has begun
            raise RuntimeError("the bulk load did not start")
        yield
        if process.poll() is not None:
            raise RuntimeError("the bulk load ended by itself")
    finally:
        process.terminate()
        process.wait()


def _load(path: Path, first: int) -> None:
    """Store articles until stopped."""
    writer = Writer()
    read = list(writer.articles(first, _LOADED))
    database = connect(str(path))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        for start in range(0, len(read), _AT_ONCE):
            store.write_many(database, read[start : start + _AT_ONCE])
        first += len(read)
        read = list(writer.articles(first, _LOADED))


@contextmanager
def _copies(source: Path, number: int) -> Iterator[list[Path]]:
    """Give copies of a database, gone afterwards."""
    made = [source.with_suffix(f".copy{which}") for which in range(number)]
    try:
        for copy in made:
            shutil.copyfile(source, copy)
        yield made
    finally:
        for copy in made:
            for left in copy.parent.glob(f"{copy.name}*"):
                left.unlink()


if __name__ == "__main__":
    _load(Path(sys.argv[1]), int(sys.argv[2]))
