"""Inputs in, what is to be written of them out, in their order; read in this process or by any executor."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass

from app.errors import ClusterNotReady, ConflictRecordsError, DatabaseNotReady, IdCollision, UnusablePipeline
from app.ingestion import store
from app.ingestion.drafting import Draft, draft
from app.ingestion.hurrying import hurried
from app.ingestion.sources import Found, Input, Refused
from app.ingestion.store import Stored
from app.ingestion.submission import Submission
from app.storage.database import Database

CHUNK = 16
"""At most so many articles are looked up, and sent to be read, together."""

CHUNK_CHARACTERS = 64_000
"""A chunk is full with so many characters of text."""

FLYING = 400_000
"""So many characters of text at most are being read, or have been and wait for their turn; more where many read."""

LONGEST_SECONDS = 120.0
"""The CPU seconds that reading one article may take: several times what a million characters need."""

_TRIES = 2
_GIVEN_UP = 5
_ENDING = (ClusterNotReady, DatabaseNotReady, UnusablePipeline)

Prepared = Draft | Stored | Refused
"""What became of an input: an article that has been read, one that is stored already, none."""


def one() -> int:
    """Return how many things an executor does at once that says nothing of it."""
    return 1


def extract(
    database: Database,
    inputs: Iterable[Input],
    *,
    pipeline: str | None = None,
    executor: Executor | None = None,
    at_once: Callable[[], int] = one,
    chunk: int = CHUNK,
    seconds: float = 1.0,
) -> Iterator[tuple[Input, Prepared]]:
    """Give each input with what is to be written of it, in their order; texts that are in the database are not read.

    With an `executor` that does `at_once()` things at once, chunks of articles are sent out, some ahead of those that
    are waited for. A chunk is full with `chunk` articles, or when its first has waited `seconds`. What an executor
    loses, by a process that dies, is read again text by text; one that is lost twice then is refused.

    Raises UnusablePipeline, ClusterNotReady and DatabaseNotReady; anything else that goes wrong with an article refuses
    it.
    """
    if executor is None:
        for some in _chunks(inputs, chunk, seconds):
            yield from _here(database, some, pipeline)
        return
    away = _Away(executor, pipeline, at_once)
    for some in _chunks(inputs, chunk, seconds):
        away.send(some, _known(database, some))
        while away.full:
            yield from away.landed()
    while away.flying:
        yield from away.landed()


def read(submissions: Sequence[Submission], pipeline: str | None) -> list[Draft | str]:
    """Read some articles, in whatever process; what cannot be read is told as the reason."""
    found: list[Draft | str] = []
    for submission in submissions:
        try:
            with hurried(LONGEST_SECONDS):
                found.append(draft(store.prepare(submission, pipeline)))
        except _ENDING:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not lose the others
            found.append(reason(error))
    return found


def reason(error: Exception) -> str:
    """Return why an article was refused."""
    expected = isinstance(error, ConflictRecordsError)
    return str(error) if expected else f"could not be read ({type(error).__name__}: {error})"


def _chunks(inputs: Iterable[Input], articles: int, seconds: float) -> Iterator[list[Input]]:
    some: list[Input] = []
    characters, since = 0, time.monotonic()
    for one in inputs:
        some.append(one)
        characters += _length(one)
        if len(some) >= articles or characters >= CHUNK_CHARACTERS or time.monotonic() - since >= seconds:
            yield some
            some, characters, since = [], 0, time.monotonic()
    if some:
        yield some


def _length(one: Input) -> int:
    return 0 if isinstance(one, Refused) else len(one.submission.text)


def _known(database: Database, inputs: Sequence[Input]) -> list[Prepared | None]:
    """Return what needs no reading: refusals and articles that are stored; None for the others."""
    texts = [one.submission for one in inputs if not isinstance(one, Refused)]
    try:
        stored = iter(store.known(database, texts))
    except IdCollision:
        stored = iter([None] * len(texts))  # writing tells of which
    return [one if isinstance(one, Refused) else next(stored) for one in inputs]


def _here(database: Database, inputs: Sequence[Input], pipeline: str | None) -> Iterator[tuple[Input, Prepared]]:
    for one, known in zip(inputs, _known(database, inputs), strict=True):
        if isinstance(one, Refused):
            yield one, one
        else:
            yield one, known or _prepared(one.source, *read([one.submission], pipeline))


def _prepared(source: str, found: Draft | Refused | str) -> Draft | Refused:
    return Refused(source, found, "failed") if isinstance(found, str) else found


@dataclass
class _Chunk:
    """Inputs that are away to be read, and those between them that need not be."""

    inputs: Sequence[Input]
    known: Sequence[Prepared | None]
    characters: int
    found: Future[list[Draft | str]] | Sequence[Draft | Refused | str] = ()

    @property
    def to_read(self) -> list[Found]:
        """Return the articles that are read."""
        pairs = zip(self.inputs, self.known, strict=True)
        return [one for one, known in pairs if known is None and not isinstance(one, Refused)]


class _Away:
    """What an executor reads."""

    def __init__(self, executor: Executor, pipeline: str | None, at_once: Callable[[], int]) -> None:
        self._executor = executor
        self._pipeline = pipeline
        self._at_once = at_once
        self._given_up = 0
        self.flying: deque[_Chunk] = deque()

    @property
    def full(self) -> bool:
        """Tell whether enough is being read: all are busy, and there is work for as long as a group is written."""
        flying, at_once = len(self.flying), self._at_once()
        if flying <= at_once:
            return False
        most = max(FLYING, 2 * CHUNK_CHARACTERS * at_once)
        return flying > 16 * at_once or sum(one.characters for one in self.flying) > most

    def send(self, inputs: Sequence[Input], known: Sequence[Prepared | None]) -> None:
        """Send out what is not known."""
        chunk = _Chunk(inputs, known, sum(map(_length, inputs)))
        if to_read := chunk.to_read:
            chunk.found = self._executor.submit(read, [one.submission for one in to_read], self._pipeline)
        self.flying.append(chunk)

    def landed(self) -> Iterator[tuple[Input, Prepared]]:
        """Wait for what was sent out first, and give it."""
        chunk = self.flying[0]
        if isinstance(chunk.found, Future) and _lost(chunk.found):
            # Alone, so that a text that ends its process ends it for nobody else.
            for away in self.flying:
                if isinstance(away.found, Future) and _lost(away.found):
                    away.found = [self._again(one) for one in away.to_read]
        self.flying.popleft()
        found = iter(chunk.found.result() if isinstance(chunk.found, Future) else chunk.found)
        for one, known in zip(chunk.inputs, chunk.known, strict=True):
            yield one, known or _prepared(one.source, next(found))

    def _again(self, one: Found) -> Draft | Refused | str:
        """Read one article while nothing else is read."""
        why = ""
        for _ in range(_TRIES):
            future = self._executor.submit(read, [one.submission], self._pipeline)
            error = _lost(future)
            if error is None:
                self._given_up = 0
                return future.result()[0]
            why = "ended the process that read it" if isinstance(error, BrokenExecutor) else reason(error)
        self._given_up += 1
        if self._given_up == _GIVEN_UP:
            raise UnusablePipeline(f"of {_GIVEN_UP} articles in a row each {why}, twice; is there enough memory?")
        return Refused(one.source, f"{why}, twice", "killed")


def _lost(future: Future[list[Draft | str]]) -> Exception | None:
    """Wait, and return the error if what was sent out is lost; raise what ends a batch."""
    error = future.exception()
    if error is None or (isinstance(error, Exception) and not isinstance(error, _ENDING)):
        return error
    raise error
