"""The reading of texts, in processes of its own: a few at once, each with a time limit, some waiting.

A text that takes long, takes much memory or ends its process takes nothing else with it, and the process that serves
never loads a parser. The processes are shared by all applications of this one and are kept for the next text.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import ParamSpec, TypeVar

import structlog
from starlette.exceptions import HTTPException

from app.api.turns import Turns
from app.processes import Process

AT_ONCE = 2
WAITING = 32

P = ParamSpec("P")
T = TypeVar("T")

_LOG = structlog.stdlib.get_logger("app.work")
_FULL = "Too many texts are being read; try again in a moment."


class Work:
    """What is read for the requests of one application."""

    def __init__(self, *, seconds: float) -> None:
        """Start with nothing to do; nothing may take longer than `seconds`."""
        self.turns = Turns(at_once=AT_ONCE, waiting=WAITING, full=_FULL)
        self._seconds = seconds

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `function` (of a module, as all it is given, so that it can be sent) returns in its turn.

        503 when too many wait, when it takes too long, and when it ends the process it runs in.
        """
        try:
            return await self.turns.take(lambda: elsewhere(self._seconds, function, *args, **kwargs))
        except TimeoutError as error:
            detail = f"The text took longer than {self._seconds:g} seconds to read."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail) from error
        except EOFError as error:
            _LOG.error("the process that read a text has died")
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "The text could not be read.") from error


def stop() -> None:
    """End every process at once: whoever waits for one gets EOFError, and nothing keeps this process from ending."""
    with _LOCK:
        processes = [*_ALL]
    for process in processes:
        process.kill()


def elsewhere(seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `function` returns in another process, or raise what it raises.

    Raises TimeoutError after `seconds`, and EOFError when the process dies.
    """
    with _LOCK:
        process = _IDLE.pop() if _IDLE else None
    if process is not None and not process.is_alive():
        _drop(process)
        process = None
    process = process or _begun()
    try:
        returned, value = process.ask(function, args, kwargs, seconds=seconds)
    except BaseException:
        _drop(process)
        raise
    with _LOCK:
        _IDLE.append(process)
    if not returned:
        raise value
    result: T = value
    return result


def _begun() -> Process:
    process = Process()
    with _LOCK:
        _ALL.add(process)
    return process


def _drop(process: Process) -> None:
    process.kill()
    process.end()
    with _LOCK:
        _ALL.discard(process)


_LOCK = threading.Lock()
_IDLE: list[Process] = []
_ALL: set[Process] = set()
