"""The answer to a list: one page of records in their envelope, with the way to the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import unquote_plus

import orjson
from anyio import to_thread
from fastapi import Path, Request, Response
from starlette.types import Scope

from app.queries.listing import Listing, Page
from app.storage.database import Database

T = TypeVar("T")

Id = Annotated[str, Path(alias="id", description="The record's id, as lists and other records give it.")]

_HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")

SECONDS = 10.0
"""Longest time the database may take for one answer."""


async def answer(request: Request, listing: Listing) -> Response:
    """Return the page that `listing` asks for."""
    page = await read(request, listing.page)
    return response(request.scope, page, public_url=request.app.state.settings.public_url)


async def read(request: Request, function: Callable[..., T]) -> T:
    """Return what `function` reads over a connection to the database, in a thread; `TooSlow` when it takes too long."""
    return await in_thread(request.app.state.database, function)


async def in_thread(database: Database, function: Callable[..., T]) -> T:
    """Return the same of any database."""
    return await to_thread.run_sync(_read, database, function)


def _read(database: Database, function: Callable[..., T]) -> T:
    with database.read(deadline=SECONDS) as connection:
        return function(connection)


def response(scope: Scope, page: Page, *, public_url: str | None) -> Response:
    """Return the page of a list that was asked by `scope`, as an answer."""
    content, following = enveloped(scope, page, public_url=public_url)
    headers = {"Link": link(following)} if following else None
    return Response(content, media_type="application/json", headers=headers)


def enveloped(scope: Scope, page: Page, *, public_url: str | None) -> tuple[bytes, str | None]:
    """Return the page of a list that was asked by `scope`, as JSON, and the URL of the next."""
    following = None if page.next is None else _following(scope, page.next, public_url)
    total = b"" if page.total is None else b',"total":%d' % page.total
    # Joined once: each piece added to the whole would copy all of it.
    content = (b'{"items":[', b",".join(page.items), b'],"next":', orjson.dumps(following), total, b"}")
    return b"".join(content), following


def link(following: str) -> str:
    """Return the value of the `Link` header that leads on."""
    return f'<{following}>; rel="next"'


def _following(scope: Scope, cursor: str, public_url: str | None) -> str:
    """Return the URL of this list from `cursor` on, with everything else as it was asked."""
    asked = scope["query_string"].decode("ascii").strip("&")
    if "cursor" in asked or "%" in asked or "&&" in asked:
        asked = "&".join(part for part in asked.split("&") if part and not _is_cursor(part))
    return f"{origin(scope, public_url)}{scope['path']}?{asked}{'&' if asked else ''}cursor={cursor}"


def origin(scope: Scope, public_url: str | None) -> str:
    """Return what the URLs of this service begin with, as who asked reaches it."""
    return (public_url or f"{scope['scheme']}://{_host(scope)}").rstrip("/")


def _host(scope: Scope) -> str:
    """Return the host the client asked, or where it was reached when what it named is none."""
    for name, value in scope["headers"]:
        if name == b"host" and _HOST.fullmatch(named := value.decode("latin-1")):
            return str(named)
    address, port = scope["server"]
    return f"{address}:{port}"


def _is_cursor(part: str) -> bool:
    return unquote_plus(part.partition("=")[0]) == "cursor"
