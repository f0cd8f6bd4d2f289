"""What is left when processes are killed at random while articles are ingested: the records of a run left in peace.

    python -m benchmarks.killing --database sqlite|postgresql --what worker|coordinator|server --times 10

A killed worker is the coordinator's affair. After the coordinator or the server has been killed, the database must be
sound, and the same command, given again, must complete it. Options of `ingest` may follow after `--`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import func, select

from app.storage import audit, database, migrations, tables
from tests.postgresql import Server, running

COMMAND = [sys.executable, "-m", "app.cli"]
What = Literal["worker", "coordinator", "server"]

_STATES = ("Armenia", "Azerbaijan", "Mali", "Chad", "Fiji", "Tonga", "Somalia", "Kenya")
_SECONDS = 120
_NOT_READY = 3


class Failed(Exception):
    """Something was lost, doubled, left half done, or told badly."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How many articles were there when something was killed, and how the coordinator ended and what it said."""

    articles: int
    code: int
    said: str


def main() -> None:
    """Try it as often as asked, with a line for each."""
    parser = argparse.ArgumentParser(description="Kills while articles are ingested.")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], required=True)
    parser.add_argument("--what", choices=["worker", "coordinator", "server"], required=True)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("options", nargs="*", help="options of `ingest`, after --")
    asked = parser.parse_args()
    if (asked.database, asked.what) == ("sqlite", "server"):
        parser.error("SQLite has no server")
    options = asked.options or (["--jobs", "2"] if asked.what == "worker" else [])
    chance, failed = random.Random(asked.seed), 0
    with tempfile.TemporaryDirectory() as folder, stores(asked.database, Path(folder)) as (new, server):
        source = write(Path(folder, "articles.jsonl"), asked.articles)
        with new() as url:
            took = ingested(source, url, options)
            expected = contents(url)
        for number in range(asked.times):
            with new() as url:
                try:
                    seconds = chance.uniform(0, took)
                    found = trial(asked.what, source, url, expected, seconds, options=options, server=server)
                    told = f"after {seconds:.2f} of {took:.2f} s: {found}"
                except Failed as failure:
                    failed += 1
                    told = f"FAILED: {failure}"
                sys.stdout.write(f"{number + 1} {told}\n")
                sys.stdout.flush()
    told = f"{asked.what} killed {asked.times} times on {asked.database}, seed {asked.seed}: {failed} failed\n"
    sys.stdout.write(told)
    sys.exit(1 if failed else 0)


def trial(
    what: What,
    source: Path,
    url: str,
    expected: Any,
    seconds: float,
    *,
    options: Sequence[str] = (),
    server: Server | None = None,
) -> Trial:
    """Ingest `source` into the empty database at `url`, kill after so many seconds, and check what comes of it.

    `expected` is what the database holds at the end when nothing is killed (`contents`). Raises `Failed`.
    """
    process = subprocess.Popen(_ingestion(source, url, options), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    there = _stored(url)
    if what == "worker":
        for worker in workers(process.pid)[:1]:  # none before the first is started, and when all has been read
            os.kill(worker, signal.SIGKILL)
    elif what == "coordinator":
        process.kill()
    elif server:
        server.kill()
    _, stderr = process.communicate(timeout=_SECONDS)
    said = stderr.decode().strip()
    if what == "server" and server:
        server.start()
        if process.returncode and (process.returncode != _NOT_READY or "\n" in said):
            raise Failed(f"the server's end was told as {process.returncode}: {said}")
    elif what == "worker" and process.returncode:
        raise Failed(f"the worker's end was not overcome: {process.returncode}: {said}")
    if what != "worker":
        check(url)
        ingested(source, url, options)
    check(url)
    if contents(url) != expected:
        raise Failed("the records are not those of a run left in peace")
    return Trial(there, process.returncode, said)


def write(path: Path, number: int, *, first: int = 0) -> Path:
    """Write so many made articles, numbered from `first`, as JSON Lines."""
    with path.open("w") as file:
        for i in range(first, first + number):
            one, other, third = (_STATES[(i * step + step) % len(_STATES)] for step in (1, 3, 5))
            text = (
                f"{one} said on Monday that {i + 2} soldiers were killed near its border with {other}. "
                f"{other} denied the accusation. {third} condemned the attack, and called for talks.\n\n"
                f"At least {i % 50 + 3} civilians were wounded, the defence ministry of {one} said."
            )
            day = f"2023-09-{i % 28 + 1:02}"
            print(json.dumps({"text": text, "published_at": day, "publisher": f"Paper {i % 7}"}), file=file)
    return path


@contextmanager
def stores(kind: str, folder: Path) -> Iterator[tuple[Callable[[], AbstractContextManager[str]], Server | None]]:
    """Give a function that makes an empty database of a kind, which gives its URL, and the server of all of them."""
    if kind == "sqlite":
        numbers = count()
        yield lambda: _migrated(nullcontext(str(folder / f"{next(numbers)}.db"))), None
        return
    with running() as server:
        yield lambda: _migrated(server.database("killing")), server


@contextmanager
def _migrated(made: AbstractContextManager[str]) -> Iterator[str]:
    with made as url:
        migrations.upgrade(url)
        yield url


def ingested(source: Path, url: str, options: Sequence[str] = ()) -> float:
    """Ingest in peace, and return how many seconds that takes."""
    began = time.monotonic()
    done = subprocess.run(_ingestion(source, url, options), capture_output=True, check=False, timeout=_SECONDS)
    if done.returncode:
        raise Failed(f"ingesting failed with {done.returncode}: {done.stderr.decode()}")
    return time.monotonic() - began


def _ingestion(source: Path, url: str, options: Sequence[str]) -> list[str]:
    return [*COMMAND, "ingest", str(source), "--database", url, *options]


def check(url: str) -> None:
    """Raise `Failed` when the database is not sound."""
    with closing(database.connect(url)) as opened:
        if found := list(audit.faults(opened)):
            raise Failed(f"the database has {len(found)} faults: {found[0]}")


def contents(url: str) -> dict[str, list[Any]]:
    """Return all records, without when they were stored and under which numbers."""
    with closing(database.connect(url)) as opened, opened.read() as connection:
        found: dict[str, list[Any]] = {}
        for table in (tables.claims, tables.figures):
            found[table.name] = sorted(connection.execute(select(table.c.id, table.c.record)).all())
        articles = connection.execute(select(tables.articles.c.record, tables.articles.c.text)).all()
        found["articles"] = sorted((_timeless(record), text) for record, text in articles)
        counted = (tables.entities.c[name] for name in ("record", "articles", "claims", "figures"))
        found["entities"] = sorted(connection.execute(select(*counted)).all())
        named = select(tables.names.c.folded, tables.entities.c.id)
        joined = named.join_from(tables.names, tables.entities, tables.names.c.entity == tables.entities.c.number)
        found["names"] = sorted(connection.execute(joined).all())
    return {name: [tuple(row) for row in rows] for name, rows in found.items()}


def _timeless(record: bytes) -> str:
    return json.dumps({name: value for name, value in json.loads(record).items() if name != "stored_at"})


def workers(coordinator: int) -> list[int]:
    """Return the processes that read for a coordinator."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == coordinator and b"spawn_main" in stat.with_name("cmdline").read_bytes():
                found.append(int(stat.parent.name))
    return found


def _stored(url: str) -> int:
    with closing(database.connect(url)) as opened, opened.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.articles)).scalar_one())


if __name__ == "__main__":
    main()
