"""What takes moments, answered before the framework is asked: its way to a route costs more than these answers.

A list that takes longer is read in a thread. Whatever is wrong with a request goes on to the routes, which answer the
same and say what is wrong.
"""

from __future__ import annotations

import re
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.types import Scope

from app.api import pages, parameters, problems
from app.errors import ConflictRecordsError
from app.queries.articles import ArticleListing, ArticleParts
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.facets import ClaimFacets, Facets, FigureFacets
from app.queries.figures import FigureListing
from app.queries.listing import Listing
from app.queries.quick import Quick
from app.storage.database import Database

M = TypeVar("M", bound=BaseModel)

_ARTICLE = "/v1/articles/"
_LIMIT = Listing.model_fields["limit"].default
_LONGEST = 1000  # bytes of a query that is worth remembering
# What says which page it is, where it is right; whatever else is named so stays among the filters.
_PAGED = re.compile(rb"(?:^|&)(?:limit=([1-9][0-9]{0,2}|1000)|cursor=([A-Za-z0-9_-]{1,4000}))(?=&|$)")

Found = tuple[bytes, str | None]
"""A body, and the URL of the next page."""


class Lane:
    """Answers requests for lists, counts and articles."""

    def __init__(self, quick: Quick, database: Database, *, public_url: str | None) -> None:
        """Answer from `quick`, and what takes longer from `database`; `public_url` is the setting."""
        self.quick = quick
        self._database = database
        self._public_url = public_url
        listings: tuple[type[Listing], ...] = ArticleListing, ClaimListing, FigureListing, EntityListing
        self._lists: dict[str, _Reading[Listing]] = {f"/v1/{one.resource}": _Reading(one) for one in listings}
        self._facets: dict[str, _Reading[Any]] = {
            "/v1/claims/facets": _Reading(ClaimFacets),
            "/v1/figures/facets": _Reading(FigureFacets),
        }
        self._parts = _Reading(ArticleParts)

    def answer(self, scope: Scope) -> Found | None:
        """Return the answer to a GET, inside a state of `quick`; None when it has to be found in another way."""
        path, query = scope["path"], scope["query_string"]
        try:
            if reading := self._lists.get(path):
                return self._page(scope, path, query, reading)
            if counting := self._facets.get(path):
                facets: Facets | None = counting.read(query)
                counts = facets and self.quick.counts(facets)
                return (counts, None) if counts else None
            if path.startswith(_ARTICLE):
                parts = self._parts.read(query)
                return (self.quick.article(path.removeprefix(_ARTICLE), parts), None) if parts else None
        except ConflictRecordsError:
            pass
        return None

    async def slowly(self, scope: Scope) -> Response | None:
        """Return the answer to a GET for a list that takes longer; None when the routes have to."""
        reading = self._lists.get(scope["path"])
        listing = reading and reading.read(scope["query_string"])
        if not listing:
            return None
        try:
            page = await pages.in_thread(self._database, listing.page)
        except ConflictRecordsError as error:
            return problems.answer(error)
        return pages.response(scope, page, public_url=self._public_url)

    def _page(self, scope: Scope, path: str, query: bytes, reading: _Reading[Any]) -> Found | None:
        # Filters, a limit or None, a cursor or None, filters, and so on.
        pieces = _PAGED.split(query)
        limits, cursors = [one for one in pieces[1::3] if one], [one for one in pieces[2::3] if one]
        if len(query) > _LONGEST or len(limits) > 1 or len(cursors) > 1:
            return None
        asked = b"".join(pieces[::3])
        page = self.quick.page(
            (path, asked),
            lambda: _filters(reading.read(asked)),
            limit=int(limits[0]) if limits else _LIMIT,
            cursor=cursors[0].decode() if cursors else None,
        )
        return pages.enveloped(scope, page, public_url=self._public_url) if page else None


def _filters(listing: Listing | None) -> Listing | None:
    """Return the listing unless it says which page it is in a way that has not been seen."""
    return None if listing is None or listing.model_fields_set & {"limit", "cursor"} else listing


class _Reading(Generic[M]):
    """Reads the query of one class of parameters."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._lists = {name: parameters.takes_many(field) for name, field in model.model_fields.items()}

    def read(self, query: bytes) -> M | None:
        """Return the parameters, or None when there is anything wrong with them."""
        values: dict[str, Any] = {}
        try:
            for name, value in parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict"):
                if "\0" in value:
                    return None
                if self._lists[name]:
                    values.setdefault(name, []).append(value)
                elif name in values:
                    return None
                else:
                    values[name] = value
            return self._model.model_validate(values)
        except (ValidationError, ValueError, KeyError):
            return None
