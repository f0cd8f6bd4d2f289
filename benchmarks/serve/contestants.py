"""Who is measured against whom: the service, the floor below it, the plain version of it, and Datasette."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serve import canned, ours
from benchmarks.serve.asks import Ask
from benchmarks.serve.load import Asked
from benchmarks.serve.servers import Server, running

OURS, FLOOR, ORM, DATASETTE = "Conflict Records", "FastAPI, constant bytes", "FastAPI + ORM", "Datasette"
_UVICORN = [sys.executable, "-m", "uvicorn", "--no-access-log", "--log-level", "warning", "--port", "{port}"]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server that runs, and how it is asked."""

    name: str
    server: Server
    requests: Callable[[Sequence[Ask]], list[Asked]]


@contextmanager
def all_of(database: Path, *, bytes_of_answer: Callable[[Contestant], int]) -> Iterator[list[Contestant]]:
    """Give all contestants over one database; the floor's answers have as many bytes as `bytes_of_answer` says."""
    with ExitStack() as stack:
        server = stack.enter_context(ours.serving(database))
        first = Contestant(OURS, server, lambda asks: ours.requests(server, asks))
        constant = stack.enter_context(_floor(bytes_of_answer(first)))
        plain = stack.enter_context(_plain(database))
        other = stack.enter_context(canned.serving(database))
        yield [
            first,
            Contestant(FLOOR, constant, _constant),
            Contestant(ORM, plain, lambda asks: ours.requests(plain, asks)),
            Contestant(DATASETTE, other, lambda asks: canned.requests(database, asks)),
        ]


def _floor(size: int) -> AbstractContextManager[Server]:
    command = [*_UVICORN, "--http", "httptools", "benchmarks.serve.floor:app"]
    return running(command, ready="/constant", environment={"FLOOR_BYTES": str(size)})


def _plain(database: Path) -> AbstractContextManager[Server]:
    command = [*_UVICORN, "--http", "httptools", "benchmarks.serve.plain_orm:app"]
    return running(command, ready="/openapi.json", environment={"PLAIN_DATABASE": str(database)})


def _constant(asks: Sequence[Ask]) -> list[Asked]:
    return [(ask.kind, ours.request("/unchanged" if ask.kind == "again" else "/constant")) for ask in asks]
