"""The answer to a list: one page of records in their envelope, with the way to the next."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import Path, Request, Response

from app.queries.listing import Listing

Id = Annotated[str, Path(alias="id", description="The record's id, as lists and other records give it.")]


def answer(request: Request, listing: Listing) -> Response:
    """Return the page that `listing` asks for."""
    with request.app.state.database.read() as connection:
        page = listing.page(connection)
    following = None if page.next is None else _following(request, page.next)
    content = b'{"items":[' + b",".join(page.items) + b'],"next":' + orjson.dumps(following)
    if page.total is not None:
        content += b',"total":%d' % page.total
    headers = {"Link": f'<{following}>; rel="next"'} if following else None
    return Response(content + b"}", media_type="application/json", headers=headers)


def _following(request: Request, cursor: str) -> str:
    """Return the URL of this list from `cursor` on, with everything else as it was asked."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    url = request.url
    origin = request.app.state.settings.public_url or f"{url.scheme}://{url.netloc}"
    return f"{origin.rstrip('/')}{url.path}?{urlencode([*asked, ('cursor', cursor)])}"
