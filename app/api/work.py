"""Long work beside the event loop: a few at once, some waiting, the rest told to come back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException

AT_ONCE = 2
WAITING = 32

P = ParamSpec("P")
T = TypeVar("T")


class Work:
    """Threads for the reading of texts, apart from those that answer other requests."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._limiter = CapacityLimiter(AT_ONCE)
        self._accepted = 0

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `function` returns, when its turn has come; 503 when too many wait."""
        if self._accepted >= AT_ONCE + WAITING:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "Too many texts are being read; try again in a moment.")
        self._accepted += 1
        try:
            return await to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._limiter)
        finally:
            self._accepted -= 1
