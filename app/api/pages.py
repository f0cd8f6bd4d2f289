"""The answer to a list: one page of records in their envelope, with the way to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import urlencode

import orjson
from anyio import to_thread
from fastapi import Path, Request, Response
from app.queries.facets import Facets
from app.queries.listing import Listing, Page

T = TypeVar("T")

Id = Annotated[str, Path(alias="id", description="The record's id, as lists and other records give it.")]

SECONDS = 10.0
"""Longest time the database may take for one answer."""


async def answer(request: Request, listing: Listing) -> Response:
    """Return the page that `listing` asks for: at once where that takes moments, by another thread otherwise."""
    page = request.app.state.quick.page(listing) or await read(request, listing.page)
    return Response(_enveloped(request, page), media_type="application/json", headers=_links(request, page))


async def counts(request: Request, facets: Facets) -> Response:
    """Return the counts that `facets` asks for: at once where they are kept, by another thread otherwise."""
    content = request.app.state.quick.counts(facets) or await read(request, facets.read)
    return Response(content, media_type="application/json")


async def read(request: Request, function: Callable[..., T]) -> T:
    """Return what `function` reads over a connection to the database, in a thread; `TooSlow` when it takes too long."""
    return await to_thread.run_sync(_read, request, function)


def _read(request: Request, function: Callable[..., T]) -> T:
    with request.app.state.database.read(deadline=SECONDS) as connection:
        return function(connection)


def _enveloped(request: Request, page: Page) -> bytes:
    following = None if page.next is None else _following(request, page.next)
    content = b'{"items":[' + b",".join(page.items) + b'],"next":' + orjson.dumps(following)
    if page.total is not None:
        content += b',"total":%d' % page.total
    return content + b"}"


def _links(request: Request, page: Page) -> dict[str, str] | None:
    return None if page.next is None else {"Link": f'<{_following(request, page.next)}>; rel="next"'}


def _following(request: Request, cursor: str) -> str:
    """Return the URL of this list from `cursor` on, with everything else as it was asked."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    url = request.url
    origin = request.app.state.settings.public_url or f"{url.scheme}://{url.netloc}"
    return f"{origin.rstrip('/')}{url.path}?{urlencode([*asked, ('cursor', cursor)])}"
