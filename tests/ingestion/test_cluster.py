"""Batches that a Dask cluster reads: the same records and the same promises as when processes here do."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from app.errors import ClusterNotReady, InvalidInput, UnusablePipeline
from app.ingestion import batch, cluster, sources
from app.ingestion.batch import Counts
from app.ingestion.cluster import Cluster
from app.ingestion.executors import Workers
from app.ingestion.hurrying import hurried
from app.ingestion.sources import Found, Input, Refused
from app.ingestion.submission import Submission
from app.storage import audit
from app.storage.database import Database
from benchmarks import killing
from tests.conftest import SEED_DATA, New, url_of
from tests.ingestion import dask
from tests.ingestion.executors import DEADLY, read_or_die

pytestmark = pytest.mark.sqlite  # who reads is told apart here, not what stores


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dask.Running]:
    """Give a cluster of two worker processes, shared by all tests here."""
    with dask.running(tmp_path_factory.mktemp("dask"), workers=2) as started:
        yield started


@pytest.fixture
def joined(running: dask.Running) -> Iterator[Cluster]:
    """Give the cluster as a batch joins it."""
    with Cluster(running.address) as workers:
        yield workers


def _inputs(count: int) -> list[Input]:
    return [
        Found(str(i), Submission(text=f"Armenia said {i} soldiers were killed. Azerbaijan denied it in Baku."))
        for i in range(count)
    ]


def test_the_records_are_the_same_whoever_reads(empty: Database, new: New, joined: Cluster) -> None:
    inputs = [*sources.find([str(SEED_DATA)], max_text_bytes=1_000_000), *_inputs(40), Refused("bad", "why")]
    inputs += _inputs(3)
    here = Counts()
    told = list(batch.ingest(empty, inputs, here))
    expected = _contents(empty)
    with Workers(2) as processes:
        for executor in (processes, joined):
            counts = Counts()
            with new() as other:
                assert list(batch.ingest(other, inputs, counts, executor=executor, at_once=executor.at_once)) == told
                assert _contents(other) == expected
                assert list(audit.faults(other)) == []
            assert counts == here


def test_a_killed_worker_loses_nothing(empty: Database, joined: Cluster) -> None:
    killed: list[int] = []

    def inputs() -> Iterator[Input]:
        for i, one in enumerate(_inputs(240)):
            if i in {80, 160}:  # some chunks are read, some wait
                pid = joined.submit(os.getpid).result(30)
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)
            yield one

    counts = Counts()
    told = list(batch.ingest(empty, inputs(), counts, executor=joined, at_once=joined.at_once))
    assert told == [None] * 240
    assert (counts.stored, counts.failed, len(set(killed))) == (240, 0, 2)


def test_a_text_that_kills_is_set_aside_after_two_tries(empty: Database, running: dask.Running, tmp_path: Path) -> None:
    inputs = [*_inputs(10), Found("deadly", Submission(text=DEADLY)), *_inputs(20)[10:]]
    counts = Counts()
    with _Deadly(running.address, log=tmp_path / "killed") as workers:
        told = list(batch.ingest(empty, inputs, counts, executor=workers, at_once=workers.at_once))
    assert told[10] == Refused("deadly", "ended the process that read it, twice", "killed")
    assert (counts.stored, counts.failed) == (20, 1)
    # With its chunk, and twice alone: as often as with processes here, whatever the scheduler allows.
    assert (tmp_path / "killed").stat().st_size == 3


class _Deadly(Cluster):
    """A cluster whose workers one text kills, each of which leaves a byte in a file."""

    def __init__(self, address: str, *, log: Path) -> None:
        super().__init__(address)
        self._log = log

    def submit(self, _fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(read_or_die, *args, log=self._log, **kwargs)


def test_what_an_article_takes_is_limited_there_too(joined: Cluster) -> None:
    assert joined.submit(_endless).result(30) == "it takes more than 0.2 seconds"


def _endless() -> str:
    assert threading.current_thread() is not threading.main_thread()
    try:
        with hurried(0.2):
            while True:
                pass
    except TimeoutError as error:
        return str(error)


def test_a_worker_with_another_version_is_refused(running: dask.Running, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cluster(running.address) as joined:
        monkeypatch.setattr(cluster, "EXTRACTOR", "hybrid/0.0.1")
        with pytest.raises(ClusterNotReady, match=r"has conflict-records .*, but .* hybrid/0\.0\.1, .* is needed"):
            Cluster(running.address)
        # One that comes later is found out by its first task.
        with pytest.raises(ClusterNotReady, match="is needed"):
            joined.submit(os.getpid).result(30)


def test_an_unusable_pipeline_ends_the_batch(empty: Database, joined: Cluster) -> None:
    with pytest.raises(UnusablePipeline, match="no_such_pipeline"):
        list(batch.ingest(empty, _inputs(2), Counts(), pipeline="no_such_pipeline", executor=joined))


def test_without_a_scheduler_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as other:  # which answers nothing
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(ClusterNotReady, match=f"^{address}: no Dask scheduler answers$"):
            Cluster(address)
    with pytest.raises(ClusterNotReady, match="no Dask scheduler answers"):
        Cluster(address)  # where nobody listens
    with pytest.raises(InvalidInput, match="--cluster nonsense://x: "):
        Cluster("nonsense://x")


def test_a_cluster_without_workers_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2.0)
    with dask.running(tmp_path, workers=0) as started, pytest.raises(ClusterNotReady, match="cluster has no workers"):
        Cluster(started.address)


@pytest.mark.parametrize("lost", ["scheduler", "workers"])
def test_a_cluster_that_is_lost_ends_the_batch(empty: Database, tmp_path: Path, lost: str) -> None:
    counts = Counts()

    def inputs() -> Iterator[Input]:
        killed = False
        for one in _inputs(5000):
            if counts.stored and not killed:
                os.killpg(started.processes[lost == "workers"].pid, signal.SIGKILL)
                killed = True
            yield one

    with dask.running(tmp_path, workers=1) as started, Cluster(started.address, patience=1.0) as joined:
        why = "connection to the scheduler is lost" if lost == "scheduler" else "has had no workers"
        with pytest.raises(ClusterNotReady, match=why):
            list(batch.ingest(empty, inputs(), counts, executor=joined, at_once=joined.at_once, group=20))
        assert 0 < counts.stored < 5000
    with empty.read() as connection:
        assert audit.counts(connection)["articles"] == counts.stored


def _contents(opened: Database) -> object:
    return killing.contents(url_of(opened))
