"""What takes moments, answered before the framework is asked: its way to a route costs more than these answers.

Whatever is wrong with a request, or takes longer, goes on to the routes, which answer the same and say what is wrong.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import pages, parameters
from app.errors import ConflictRecordsError
from app.queries.articles import ArticleListing, ArticleParts
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.facets import ClaimFacets, Facets, FigureFacets
from app.queries.figures import FigureListing
from app.queries.listing import Listing
from app.queries.quick import Quick

M = TypeVar("M", bound=BaseModel)

_JSON = (b"content-type", b"application/json")
_ARTICLE = "/v1/articles/"

Answer = tuple[bytes, str | None]
"""A body, and the URL of the next page."""


class Lane:
    """An ASGI application around that of the routes."""

    def __init__(self, app: ASGIApp, *, quick: Quick, public_url: str | None) -> None:
        """Answer from `quick`; `public_url` is the setting."""
        self._app = app
        self._quick = quick
        self._public_url = public_url
        listings: tuple[type[Listing], ...] = ArticleListing, ClaimListing, FigureListing, EntityListing
        self._lists = {f"/v1/{listing.resource}": _Reading(listing) for listing in listings}
        self._facets: dict[str, _Reading[Any]] = {
            "/v1/claims/facets": _Reading(ClaimFacets),
            "/v1/figures/facets": _Reading(FigureFacets),
        }
        self._parts = _Reading(ArticleParts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer = self._answer(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if answer is None:
            await self._app(scope, receive, send)
            return
        body, following = answer
        headers = [_JSON, (b"content-length", b"%d" % len(body))]
        if following:
            headers.append((b"link", pages.link(following).encode()))
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope) -> Answer | None:
        path, query = scope["path"], scope["query_string"]
        try:
            if reading := self._lists.get(path):
                listing = reading.read(query)
                page = listing and self._quick.page(listing)
                return pages.enveloped(scope, page, public_url=self._public_url) if page else None
            if counting := self._facets.get(path):
                facets: Facets | None = counting.read(query)
                counts = facets and self._quick.counts(facets)
                return (counts, None) if counts else None
            if path.startswith(_ARTICLE):
                parts = self._parts.read(query)
                article = parts and self._quick.article(path.removeprefix(_ARTICLE), parts)
                return (article, None) if article else None
        except ConflictRecordsError:
            pass
        return None


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
