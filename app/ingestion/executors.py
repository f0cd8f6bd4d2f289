"""The processes that read texts for a batch, each with a pipe of its own, and started anew when it dies."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import ParamSpec, TypeVar

from app import extraction
from app.errors import UnusablePipeline
from app.processes import Process

P = ParamSpec("P")
T = TypeVar("T")

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
        self._processes: set[Process] = set()
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
        process: Process | None = getattr(self._own, "process", None)
        if process is None:
            with self._turn:
                if self._ended:
                    raise BrokenExecutor("the batch has ended")
                process = self._own.process = Process(partial(_warm, self._pipeline))
                self._processes.add(process)
        try:
            returned, value = process.ask(fn, args, kwargs)
        except EOFError as error:
            self._own.process = None
            with self._turn:
                self._processes.discard(process)
            process.end()
            raise BrokenExecutor("the process has died") from error
        if not returned:
            raise value
        result: T = value
        return result


def _warm(pipeline: str | None) -> None:
    """Load the pipeline in a new process; if it cannot be used, the first text tells."""
    with suppress(UnusablePipeline):
        extraction.read("Armenia said two soldiers were killed.", pipeline=pipeline)
    collect_seldom()
