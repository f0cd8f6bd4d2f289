"""Batches that other processes read: the same records, whoever reads; nothing is lost when one dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import UnusablePipeline
from app.ingestion import batch, extracting
from app.ingestion.batch import Counts
from app.ingestion.executors import Workers, cores
from app.ingestion.sources import Found, Input, Refused
from app.ingestion.submission import Submission
from app.storage import audit, tables
from app.storage.database import Database
from tests.conftest import New
from tests.ingestion.executors import DEADLY, Broken, Deadly, Here


def _inputs(count: int) -> list[Input]:
    return [
        Found(str(i), Submission(text=f"Armenia said {i} soldiers were killed. Azerbaijan denied it in Baku."))
        for i in range(count)
    ]


def _stored(opened: Database) -> list[object]:
    with opened.read() as connection:
        columns = tables.articles.c.id, tables.claims.c.id, tables.figures.c.id, tables.claims.c.record
        found = [sorted(connection.execute(select(column)).scalars()) for column in columns]
        figures = sorted(connection.execute(select(tables.figures.c.record)).scalars())
        entities = connection.execute(select(tables.entities.c.number, tables.entities.c.record)).all()
        return [*found, figures, sorted(map(tuple, entities))]


def test_the_records_are_the_same_whoever_reads(empty: Database, new: New) -> None:
    inputs = [*_inputs(50), Refused("bad", "a reason"), *_inputs(3)]
    here = Counts()
    told = list(batch.ingest(empty, inputs, here))
    counts = Counts()
    with new() as other:
        with Workers(2) as workers:
            assert list(batch.ingest(other, inputs, counts, executor=workers, at_once=workers.at_once)) == told
        assert counts == here
        assert (counts.stored, counts.existing, counts.failed) == (50, 3, 1)
        assert _stored(other) == _stored(empty)
        assert list(audit.faults(other)) == []


def test_a_killed_worker_loses_nothing(empty: Database) -> None:
    killed = []

    def inputs() -> Iterator[Input]:
        for i, one in enumerate(_inputs(200)):
            if i in {60, 120}:  # some chunks are read, some wait
                while not (alive := [one.pid for one in multiprocessing.active_children() if one.pid not in killed]):
                    time.sleep(0.01)
                assert alive[0]
                killed.append(alive[0])
                os.kill(alive[0], signal.SIGKILL)
            yield one

    counts = Counts()
    with Workers(2) as workers:
        assert list(batch.ingest(empty, inputs(), counts, executor=workers, at_once=workers.at_once)) == [None] * 200
    assert len(killed) == 2
    assert (counts.stored, counts.failed) == (200, 0)
    assert list(audit.faults(empty)) == []


def test_a_text_that_kills_is_set_aside(empty: Database) -> None:
    inputs = [*_inputs(20), Found("deadly", Submission(text=DEADLY)), *_inputs(40)]
    counts = Counts()
    with Deadly(2) as workers:
        told = list(batch.ingest(empty, inputs, counts, executor=workers, at_once=workers.at_once))
    assert told[20] == Refused("deadly", "ended the process that read it, twice", "killed")
    assert workers.alone == 2
    assert (counts.stored, counts.existing, counts.failed) == (40, 20, 1)


def test_processes_that_always_die_end_the_batch(empty: Database) -> None:
    counts = Counts()
    with pytest.raises(UnusablePipeline, match="5 articles in a row"):
        list(batch.ingest(empty, _inputs(20), counts, executor=Broken()))
    assert counts.seen == 0


def test_an_unusable_pipeline_ends_the_batch(empty: Database) -> None:
    with Workers(1, pipeline="no_such_pipeline") as workers, pytest.raises(UnusablePipeline, match="no_such_pipeline"):
        list(batch.ingest(empty, _inputs(2), Counts(), pipeline="no_such_pipeline", executor=workers))


def test_any_executor_will_do(empty: Database) -> None:
    counts = Counts()
    with ThreadPoolExecutor(2) as threads:
        list(batch.ingest(empty, _inputs(40), counts, executor=threads, at_once=lambda: 2))
    assert (counts.stored, counts.failed) == (40, 0)


def test_what_is_stored_is_not_read_again(empty: Database) -> None:
    list(batch.ingest(empty, _inputs(30), Counts()))
    executor, counts = Here(), Counts()
    list(batch.ingest(empty, _inputs(35), counts, executor=executor))
    assert (counts.existing, counts.stored, executor.texts) == (30, 5, 5)


@pytest.mark.parametrize("length", [10, 300_000])
def test_few_inputs_are_taken_ahead(empty: Database, length: int) -> None:
    taken = 0

    def inputs() -> Iterator[Input]:
        nonlocal taken
        for taken in range(1, 2001):
            yield Found("", Submission(text=f"{taken:06}" + " " * length))

    next(extracting.extract(empty, inputs(), executor=Here()))
    assert taken <= (17 * extracting.CHUNK + 1 if length == 10 else 4)


def test_an_error_ends_the_processes_at_once() -> None:
    """What they are at, and what waits for them, is not waited for."""
    before = set(multiprocessing.active_children())
    with suppress(KeyboardInterrupt), Workers(1) as workers:
        workers.submit(time.sleep, 0).result()
        (process,) = set(multiprocessing.active_children()) - before
        future = workers.submit(time.sleep, 30)
        while not future.running():
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert process.exitcode == -signal.SIGKILL


# What is raised while Python calls back for a weak reference is lost; a second later it is raised again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_text_that_takes_too_long_is_set_aside(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    list(batch.ingest(empty, _inputs(1), Counts()))  # loads the pipeline
    monkeypatch.setattr(extracting, "LONGEST_SECONDS", 0.1)
    long = " ".join(f"Armenia said {i} soldiers were killed in Baku." for i in range(2000))
    inputs = [Found("long", Submission(text=long)), *_inputs(2)]
    told = list(batch.ingest(empty, inputs, Counts()))
    why = "could not be read (TimeoutError: it takes more than 0.1 seconds)"
    assert told == [Refused("long", why, "failed"), None, None]


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3])  # while it starts, and imports
def test_ctrl_c_does_not_meet_the_processes(after: float) -> None:
    before = set(multiprocessing.active_children())
    with Workers(1) as workers:
        future = workers.submit(int, "1")
        while not (started := set(multiprocessing.active_children()) - before):
            time.sleep(0.001)
        (process,) = started
        time.sleep(after)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGINT)
        assert future.result(30) == 1


def test_a_process_that_dies_while_it_answers_is_not_waited_for() -> None:
    with Workers(1) as workers:
        with pytest.raises(BrokenExecutor):
            workers.submit(_half).result(30)
        assert workers.submit(int, "1").result(30) == 1


def _half() -> bytes:
    """Let this process die when half of the answer is sent."""

    def send(self: Any, content: Any, *_: object) -> None:
        os.write(self.fileno(), bytes(content)[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send = send  # type: ignore[attr-defined] # in a process of its own
    return bytes(100_000)


def test_what_is_raised_there_is_raised_here() -> None:
    with Workers(1) as workers:
        with pytest.raises(ValueError, match="invalid literal"):
            workers.submit(int, "x").result(30)
        assert workers.submit(int, "1").result(30) == 1


def test_there_is_a_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
