"""The processes that read texts for a batch: a pool that is made anew when one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import ParamSpec, TypeVar

from app import extraction
from app.errors import UnusablePipeline

P = ParamSpec("P")
T = TypeVar("T")

_SPAWN = multiprocessing.get_context("spawn")  # a fork of a process with threads can stop for ever


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


class Workers(Executor):
    """At most `jobs` processes with the pipeline (a setting) loaded, started as they are needed.

    When one dies, the futures of all that was given out raise `BrokenExecutor`; what is submitted next goes to new
    ones. Ctrl-C is for this process alone, and the others end when it does, however it ends.
    """

    def __init__(self, jobs: int, *, pipeline: str | None = None) -> None:
        """Start nothing yet."""
        self._jobs = jobs
        self._pipeline = pipeline
        self._pool = self._made()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function of a module called with what can be pickled."""
        with _uninterrupted():
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool.shutdown()
        self._pool = self._made()
        with _uninterrupted():
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in Executor
        """End the processes when they have done what was submitted, or at once what they are at."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; after an error or an interruption without waiting for what they are at."""
        if kind is not None:
            for process in list((self._pool._processes or {}).values()):  # kill_workers of Python 3.14
                process.kill()
        self.shutdown(cancel_futures=True)

    def _made(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, _SPAWN, _begin, (self._pipeline,))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start processes with SIGINT blocked, so that Ctrl-C does not meet them before they can ignore it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(pipeline: str | None) -> None:
    """Make a new process ready to read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(UnusablePipeline):  # the first text tells
        extraction.read("Armenia said two soldiers were killed.", pipeline=pipeline)


def _end_with_parent() -> None:
    """Wait for the end of the process that started this one; its own would leave this one waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
