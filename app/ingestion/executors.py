"""The processes that read texts for a batch, each with a pipe of its own, and started anew when it dies."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from app import extraction
from app.errors import UnusablePipeline

P = ParamSpec("P")
T = TypeVar("T")

_SPAWN = multiprocessing.get_context("spawn")  # a fork of a process with threads can stop for ever
_OBJECTS = (20_000, 20, 50)  # between two searches for cycles; (700, 10, 10) is what Python begins with


def collect_seldom() -> None:
    """Let Python search seldom for cycles of objects, and never among those that are there already.

    Readings and records are trees of many small objects, which end without that search: it took a tenth of what reading
    takes, and a quarter of what writing does.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_OBJECTS)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


class Workers(Executor):
    """At most `jobs` processes with the pipeline (a setting) loaded, started as they are needed.

    When one dies, at whatever moment, the future of what it was at raises `BrokenExecutor`, and a new one is started
    for what comes next. (The pool of the standard library waits for ever when a process dies while it sends a result.)
    Ctrl-C is for this process alone, and the others end when it does, however it ends.
    """

    def __init__(self, jobs: int, *, pipeline: str | None = None) -> None:
        """Start nothing yet."""
        self._jobs = jobs
        self._pipeline = pipeline
        self._threads = ThreadPoolExecutor(jobs)  # one for each process
        self._own = threading.local()
        self._turn = threading.Lock()
        self._processes: set[_Process] = set()
        self._ended = False

    def at_once(self) -> int:
        """Return how many things the processes do at once."""
        return self._jobs

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function of a module called with what can be pickled."""
        return self._threads.submit(self._done, fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in Executor
        """End the processes when they have done what was submitted, or without what they have not begun."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            with self._turn:
                for process in self._processes:
                    process.end()
                self._processes.clear()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; after an error or an interruption without waiting for what they are at."""
        if kind is not None:
            with self._turn:
                self._ended = True
                for process in self._processes:
                    process.kill()
        self.shutdown(cancel_futures=True)

    def _done(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Have something done by the process of this thread."""
        process: _Process | None = getattr(self._own, "process", None)
        if process is None:
            with self._turn:
                if self._ended:
                    raise BrokenExecutor("the batch has ended")
                process = self._own.process = _Process(self._pipeline)
                self._processes.add(process)
        try:
            return process.done(fn, args, kwargs)
        except BrokenExecutor:
            self._own.process = None
            with self._turn:
                self._processes.discard(process)
            process.end()
            raise


class _Process:
    """One process, which does one thing after the other."""

    def __init__(self, pipeline: str | None) -> None:
        """Start it."""
        self._connection, its = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(its, pipeline), daemon=True)
        with _uninterrupted():
            self._process.start()
        its.close()  # so that its death is the end of the pipe

    def done(self, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
        """Return what a function returns there, or raise what it raises; `BrokenExecutor` when the process dies."""
        try:
            self._connection.send((fn, args, kwargs))
            result, error = self._connection.recv()
        except (EOFError, OSError) as lost:
            raise BrokenExecutor("the process has died") from lost
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]  # as the function returned it

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        self._process.kill()

    def end(self) -> None:
        """Let it end, and wait for that."""
        self._connection.close()
        self._process.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start a process with SIGINT blocked, so that Ctrl-C does not meet it before it can ignore it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, pipeline: str | None) -> None:
    """Do in a new process what comes through the pipe, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(UnusablePipeline):  # the first text tells
        extraction.read("Armenia said two soldiers were killed.", pipeline=pipeline)
    collect_seldom()
    with suppress(EOFError, OSError):
        while True:
            fn, args, kwargs = connection.recv()
            answer: tuple[Any, Exception | None]
            try:
                answer = fn(*args, **kwargs), None
            except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
                answer = None, error
            connection.send(answer)


def _end_with_parent() -> None:
    """Wait for the end of the process that started this one; its own would leave this one waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
