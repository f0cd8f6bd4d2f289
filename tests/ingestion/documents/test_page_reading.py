"""Pages among other inputs: read here or elsewhere, in their order; one that kills its process is set aside."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any

import pytest

from app.errors import ClusterNotReady
from app.ingestion import batch
from app.ingestion.batch import Counts
from app.ingestion.documents import page_reading
from app.ingestion.documents.pages import Page
from app.ingestion.sources import Found, Input, Refused, Source
from app.ingestion.submission import Submission
from app.storage import audit
from app.storage.database import Database
from tests.ingestion.documents import archives

_DEADLY = b"<p>This page kills."


def _sources(count: int) -> list[Source]:
    pages: list[Source] = [Page(str(i), archives.page(i), url=f"http://example.org/{i}") for i in range(count)]
    pages.insert(3, Found("text", Submission(text="Armenia said six soldiers were killed.")))
    pages.insert(5, Refused("bad", "a reason"))
    pages.insert(7, Page("none", b"<html><body><a href=/>Home</a>"))
    return pages


def _names(inputs: list[Input]) -> list[str]:
    return [one.source for one in inputs]


def test_pages_become_articles_in_their_place() -> None:
    sources = _sources(9)
    found = list(page_reading.read(sources))
    assert _names(found) == [one.source for one in sources]
    texts = [one.submission.text for one in found if isinstance(one, Found) and one.source != "text"]
    assert texts == [archives.text(i) for i in range(9)]
    assert [one for one in found if isinstance(one, Refused)] == [
        Refused("bad", "a reason"), Refused("none", "no article text found"),
    ]  # fmt: skip


def test_what_is_given_with_a_page_is_checked_with_it() -> None:
    given = [
        Page("a", archives.page(1), given={"title": "T", "publisher": "P"}),
        Page("b", archives.page(1), given={"title": 5}),
        Page("c", archives.page(1), max_text_bytes=10),
    ]
    first, *refused = page_reading.read(given)
    assert isinstance(first, Found)
    assert (first.submission.title, first.submission.publisher) == ("T", "P")
    assert [(one.reason, one.kind) for one in refused if isinstance(one, Refused)] == [
        ("title is not a string", "invalid"), ("text has 113 bytes; 10 are allowed", "invalid"),
    ]  # fmt: skip


def test_others_find_the_same() -> None:
    sources = _sources(30)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as workers:
        assert list(page_reading.read(sources, executor=workers)) == list(page_reading.read(sources))


def test_nothing_is_read_ahead_here_and_not_too_much_elsewhere() -> None:
    taken = 0

    def sources() -> Iterator[Source]:
        nonlocal taken
        for one in _sources(100):
            taken += 1
            yield one

    here = page_reading.read(sources())
    for number in range(1, 6):
        next(here)
        assert taken == number
    taken = 0
    elsewhere = page_reading.read(sources(), executor=_Slow(), at_once=lambda: 2)
    next(elsewhere)
    assert taken == 4 * 2 + 1


class _Slow(Executor):
    """Does what is submitted when somebody waits for it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        class Waiting(Future[Any]):
            def result(self, _timeout: float | None = None) -> Any:
                return fn(*args, **kwargs)

        return Waiting()


class _Losing(Executor):
    """Does at once what is submitted, and is lost with some pages, as when they end a process."""

    def __init__(self, *, times: int) -> None:
        self._left = times

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if args[0].content == _DEADLY and self._left:
            self._left -= 1
            future.set_exception(BrokenExecutor("lost"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_page_that_kills_is_set_aside() -> None:
    sources = _sources(20)
    sources.insert(10, Page("deadly", _DEADLY))
    expected = list(page_reading.read(sources))
    assert list(page_reading.read(sources, executor=_Losing(times=2))) == expected
    expected[10] = Refused("deadly", "ended the process that read it, three times", "killed")
    assert list(page_reading.read(sources, executor=_Losing(times=3))) == expected


def test_a_batch_stores_the_articles_in_pages(empty: Database) -> None:
    counts = Counts()
    list(batch.ingest(empty, [*_sources(4), *_sources(2)], counts))
    assert (counts.stored, counts.existing, counts.failed) == (5, 3, 4)
    assert list(audit.faults(empty)) == []


class _Failing(Executor):
    def __init__(self, error: Exception) -> None:
        self._error = error

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(self._error)
        return future


def test_a_cluster_that_is_gone_ends_it() -> None:
    with pytest.raises(ClusterNotReady):
        list(page_reading.read(_sources(1), executor=_Failing(ClusterNotReady("gone"))))
    found = list(page_reading.read(_sources(1), executor=_Failing(BrokenExecutor("lost"))))
    assert [one.kind for one in found if isinstance(one, Refused)] == ["killed", "unreadable", "killed"]
