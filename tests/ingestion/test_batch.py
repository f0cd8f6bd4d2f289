"""Many articles: each counted once, failures told, nothing held up, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import DatabaseNotReady
from app.ingestion import batch
from app.ingestion.batch import Counts
from app.ingestion.sources import Found, Input, Refused
from app.ingestion.submission import Submission
from app.storage import audit, database
from app.storage.database import Database


def _found(*texts: str) -> list[Input]:
    return [Found(text, Submission(text=text)) for text in texts]


def test_everything_is_counted_once(empty: Database) -> None:
    counts = Counts()
    inputs = [*_found("one", "two", "one"), Refused("bad", "a reason"), *_found("three")]
    outcomes = list(batch.ingest(empty, inputs, counts))
    assert outcomes == [None, None, None, Refused("bad", "a reason"), None]
    assert (counts.stored, counts.existing, counts.failed, counts.seen) == (3, 1, 1, 5)
    assert counts.failures == [Refused("bad", "a reason")]
    again = Counts()
    assert list(batch.ingest(empty, _found("one", "three"), again)) == [None, None]
    assert (again.stored, again.existing) == (0, 2)


def test_failures_are_counted_beyond_those_kept(empty: Database) -> None:
    counts = Counts()
    for _ in batch.ingest(empty, (Refused(str(i), "") for i in range(1500)), counts):
        pass
    assert (counts.failed, len(counts.failures)) == (1500, 1000)


def test_inputs_are_taken_a_group_at_a_time(empty: Database) -> None:
    taken = []

    def inputs() -> Iterator[Input]:
        for one in _found("one", "two", "three"):
            taken.append(one)
            yield one

    outcomes = batch.ingest(empty, inputs(), Counts(), group=2)
    next(outcomes)
    assert len(taken) == 2
    with empty.read() as connection:
        assert audit.counts(connection)["articles"] == 2
    assert len(list(outcomes)) == 2
    assert list(audit.faults(empty)) == []


def test_a_group_does_not_wait_for_long(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "GROUP_SECONDS", 0.0)
    inputs = iter(_found("one", "two"))
    next(batch.ingest(empty, inputs, Counts()))
    assert list(inputs) == _found("two")


@pytest.mark.parametrize("stopped", [1, 2, 3])
def test_an_interruption_after_a_write_finds_it_counted(empty: Database, stopped: int) -> None:
    counts, passed = Counts(), 0

    @contextmanager
    def whole() -> Iterator[None]:
        nonlocal passed
        yield
        passed += 1
        if passed == stopped:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(batch.ingest(empty, _found("one", "two", "three"), counts, whole=whole, group=1))
    with empty.read() as connection:
        assert audit.counts(connection)["articles"] == counts.stored == stopped


def test_a_database_that_is_not_ready_ends_the_batch(path: Path) -> None:
    opened = database.connect(str(path))
    counts = Counts()
    outcomes = batch.ingest(opened, _found("one", "two"), counts, group=1)
    next(outcomes)
    opened.close()
    path.unlink()
    with pytest.raises(DatabaseNotReady):
        next(outcomes)
    assert counts.seen == 1
