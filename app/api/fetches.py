"""The fetching of pages for requests: a few at once, each with a deadline, some waiting."""

from __future__ import annotations

from functools import partial

from app.api.turns import Turns
from app.errors import InputFault, InvalidInput, Unfetchable
from app.ingestion.network.fetching import Fetcher
from app.ingestion.network.responses import Fetched
from app.ingestion.network.web import PAGES

AT_ONCE = 8
WAITING = 16
SECONDS = 15.0
"""What a fetch may take: less than clients wait for an answer."""

_FULL = "Too many pages are being fetched; try again soon."


class Fetches:
    """What is fetched for the requests of one application."""

    def __init__(self, *, private: bool) -> None:
        """Start with nothing to do; NotInstalled without the extra `web`."""
        self._fetcher = Fetcher(private=private, seconds=SECONDS)
        self._turns = Turns(at_once=AT_ONCE, waiting=WAITING, full=_FULL)

    async def page(self, url: str) -> Fetched:
        """Return the page at an address; 503 when too many wait. Raises InvalidInput when it cannot be had."""
        try:
            return await self._turns.take(partial(self._fetcher.fetch, url, media_types=PAGES))
        except Unfetchable as error:
            raise InvalidInput(f"url {error}", (InputFault(str(error), pointer="/url"),)) from error
