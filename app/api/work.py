"""The reading of texts, in processes of its own: a few at once, each with a time limit, some waiting.

A text that takes long, takes much memory or ends its process takes nothing else with it, and the process that serves
never loads a parser. The processes are shared by all applications of this one and are kept for the next text.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from http import HTTPStatus
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

import structlog
from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException

AT_ONCE = 2
WAITING = 32

P = ParamSpec("P")
T = TypeVar("T")

_LOG = structlog.stdlib.get_logger("app.work")
_SPAWN = multiprocessing.get_context("spawn")  # a fork of a process with threads can stop for ever


class Work:
    """What is read for the requests of one application."""

    def __init__(self, *, seconds: float) -> None:
        """Start with nothing to do; nothing may take longer than `seconds`."""
        self._limiter = CapacityLimiter(AT_ONCE)
        self._accepted = 0
        self._seconds = seconds

    @property
    def reading(self) -> int:
        """The number of texts that are being read."""
        return self._limiter.borrowed_tokens

    @property
    def waiting(self) -> int:
        """The number of texts that wait."""
        return self._accepted - self.reading

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `function` (of a module, as all it is given, so that it can be sent) returns in its turn.

        503 when too many wait, when it takes too long, and when it ends the process it runs in.
        """
        if self._accepted >= AT_ONCE + WAITING:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "Too many texts are being read; try again in a moment.")
        self._accepted += 1
        try:
            return await to_thread.run_sync(
                lambda: elsewhere(self._seconds, function, *args, **kwargs), limiter=self._limiter
            )
        except TimeoutError as error:
            detail = f"The text took longer than {self._seconds:g} seconds to read."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail) from error
        except EOFError as error:
            _LOG.error("the process that read a text has died")
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "The text could not be read.") from error
        finally:
            self._accepted -= 1


def stop() -> None:
    """End every process at once: whoever waits for one gets EOFError, and nothing keeps this process from ending."""
    with _LOCK:
        processes = [*_ALL]
    for process in processes:
        process.end()


def elsewhere(seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `function` returns in another process, or raise what it raises.

    Raises TimeoutError after `seconds`, and EOFError when the process dies.
    """
    with _LOCK:
        process = _IDLE.pop() if _IDLE else None
    if process is not None and not process.alive():
        process.kill()
        process = None
    process = process or _Process()
    try:
        returned, value = process.ask(seconds, function, args, kwargs)
    except BaseException:
        process.kill()
        raise
    with _LOCK:
        _IDLE.append(process)
    if not returned:
        raise value
    result: T = value
    return result


class _Process:
    """A process that calls one function after another."""

    def __init__(self) -> None:
        self._ours, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        with _LOCK:
            _ALL.add(self)

    def alive(self) -> bool:
        return self._process.is_alive()

    def ask(
        self, seconds: float, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[bool, Any]:
        """Return whether the function returned, and its value or its exception."""
        try:
            self._ours.send((function, args, kwargs))
            if not self._ours.poll(seconds):
                raise TimeoutError
            answer: tuple[bool, Any] = self._ours.recv()
        except ConnectionError as error:  # it died with something unread in the pipe
            raise EOFError from error
        return answer

    def end(self) -> None:
        """End the process; who waits for its answer then calls `kill`."""
        self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._ours.close()
        with _LOCK:
            _ALL.discard(self)


_LOCK = threading.Lock()
_IDLE: list[_Process] = []
_ALL: set[_Process] = set()


def _work(connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that serves, which finishes first
    while True:
        try:
            function, args, kwargs = connection.recv()
        except EOFError:  # the other end is gone
            return
        try:
            answer = (True, function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the call was made
            answer = (False, error)
        connection.send(answer)
