"""What takes long, in threads beside the event loop: some at once, some waiting, and the rest told to come back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException

T = TypeVar("T")


class Turns:
    """Does `at_once` things at once, while as many as `waiting` wait; `full` is what the next one is told."""

    def __init__(self, *, at_once: int, waiting: int, full: str) -> None:
        """Start with nothing to do."""
        self._limiter = CapacityLimiter(at_once)
        self._most = at_once + waiting
        self._full = full
        self._accepted = 0

    @property
    def taken(self) -> int:
        """The number of things that are being done."""
        return self._limiter.borrowed_tokens

    @property
    def waiting(self) -> int:
        """The number of things that wait."""
        return self._accepted - self.taken

    async def take(self, function: Callable[[], T]) -> T:
        """Return what `function` returns in its turn; 503 when too many wait."""
        if self._accepted >= self._most:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, self._full)
        self._accepted += 1
        try:
            return await to_thread.run_sync(function, limiter=self._limiter)
        finally:
            self._accepted -= 1
