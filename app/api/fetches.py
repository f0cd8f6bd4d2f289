"""The fetching of pages for requests: a few at once, each with a deadline, some waiting."""

from __future__ import annotations

from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException

from app.errors import InputFault, InvalidInput, Unfetchable
from app.ingestion.network.fetching import Fetcher
from app.ingestion.network.responses import Fetched
from app.ingestion.network.web import PAGES

AT_ONCE = 8
WAITING = 16
SECONDS = 15.0
"""What a fetch may take: less than clients wait for an answer."""


class Fetches:
    """What is fetched for the requests of one application."""

    def __init__(self, *, private: bool) -> None:
        """Start with nothing to do; NotInstalled without the extra `web`."""
        self._fetcher = Fetcher(private=private, seconds=SECONDS)
        self._limiter = CapacityLimiter(AT_ONCE)
        self._accepted = 0

    async def page(self, url: str) -> Fetched:
        """Return the page at an address; 503 when too many wait. Raises InvalidInput when it cannot be had."""
        if self._accepted >= AT_ONCE + WAITING:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "Too many pages are being fetched; try again soon.")
        self._accepted += 1
        try:
            return await to_thread.run_sync(self._fetched, url, limiter=self._limiter)
        except Unfetchable as error:
            raise InvalidInput(f"url {error}", (InputFault(str(error), pointer="/url"),)) from error
        finally:
            self._accepted -= 1

    def _fetched(self, url: str) -> Fetched:
        return self._fetcher.fetch(url, media_types=PAGES)
