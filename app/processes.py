"""A process that calls functions for this one, one after another, over a pipe of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

_SPAWN = multiprocessing.get_context("spawn")  # a fork of a process with threads can stop for ever


class Process:
    """Ends when the process that made it does, however that ends; Ctrl-C is for that one alone."""

    def __init__(self, prepare: Callable[[], object] | None = None) -> None:
        """Start it; `prepare`, which can be pickled, is called there before anything else."""
        self._ours, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, prepare), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()  # so that its death is the end of the pipe

    def ask(
        self,
        function: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        *,
        seconds: float | None = None,
    ) -> tuple[bool, Any]:
        """Return whether a function (of a module, as all it is given) returned there, and its value or its exception.

        Raises TimeoutError after `seconds`, and EOFError when the process dies; no more can be asked of it then.
        """
        try:
            self._ours.send((function, args, kwargs))
            answered = self._ours.poll(seconds)
            answer: tuple[bool, Any] = self._ours.recv() if answered else (False, None)
        except OSError as error:  # it died with something unread in the pipe
            raise EOFError("the process has died") from error
        if not answered:
            raise TimeoutError
        return answer

    def is_alive(self) -> bool:
        """Tell whether it has not died."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End it at once, whatever it is at; who waits for its answer gets EOFError."""
        self._process.kill()

    def end(self) -> None:
        """Let it end, and wait for that."""
        self._ours.close()
        self._process.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start a process with SIGINT blocked, so that Ctrl-C does not meet it before it can ignore it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, prepare: Callable[[], object] | None) -> None:
    """Do in a new process what comes through the pipe, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare()
    with suppress(EOFError, OSError):
        while True:
            function, args, kwargs = connection.recv()
            try:
                answer = (True, function(*args, **kwargs))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the call was made
                answer = (False, error)
            connection.send(answer)


def _end_with_parent() -> None:
    """Wait for the end of the process that started this one; its own would leave this one waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
