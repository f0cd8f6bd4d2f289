"""The service itself as a contestant: the product's own command, one worker, its own settings; and its URLs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import orjson

from benchmarks.serve.asks import DEPTH, Ask
from benchmarks.serve.load import Asked
from benchmarks.serve.servers import HOST, Server, running

PATHS = {"figures": "/v1/figures", "facets": "/v1/claims/facets"}
"""The paths of the kinds of requests that are not for claims."""

_STEP = 1000  # records a page may have


def serving(database: Path) -> AbstractContextManager[Server]:
    """Give the service over a database."""
    command = [sys.executable, "-m", "app.cli", "serve", "--database", str(database), "--port", "{port}"]
    return running(command, ready="/readyz")


def path(ask: Ask, cursor: str = "") -> str:
    """Return the URL of a request."""
    if ask.kind == "article":
        return f"/v1/articles/{ask.id}"
    given = [*ask.filters]
    given.append(("by", ask.by) if ask.kind == "facets" else ("limit", str(ask.limit)))
    if cursor:
        given.append(("cursor", cursor))
    if ask.kind == "total":
        given.append(("include", "total"))
    return f"{PATHS.get(ask.kind, '/v1/claims')}?{urlencode(given)}"


def requests(server: Server, asks: Iterable[Ask]) -> list[Asked]:
    """Return the requests as they are sent; cursors and ETags are asked for now."""
    cursors: dict[tuple[tuple[str, str], ...], str] = {}
    made = []
    has_etags = True
    for ask in asks:
        headers: dict[str, str] = {}
        if ask.kind == "deep" and ask.filters not in cursors:
            cursors[ask.filters] = _far_down(server, ask)
        url = path(ask, cursors[ask.filters] if ask.kind == "deep" else "")
        if ask.kind == "again" and has_etags:
            _, told, _ = server.get(url)
            has_etags = "etag" in told
            headers |= {"If-None-Match": told["etag"]} if has_etags else {}
        made.append((ask.kind, request(url, headers)))
    return made


def request(url: str, headers: dict[str, str] | None = None) -> bytes:
    """Return a request as it is sent."""
    lines = [f"GET {url} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _far_down(server: Server, ask: Ask) -> str:
    """Return the cursor that follows the first `DEPTH` records, or as many as there are."""
    url = path(Ask("page", ask.filters, _STEP))
    cursor = ""
    for _ in range(DEPTH // _STEP):
        _, _, content = server.get(url)
        following = orjson.loads(content)["next"]
        if following is None:
            break
        parts = urlsplit(following)
        url = f"{parts.path}?{parts.query}"
        cursor = dict(pair.partition("=")[::2] for pair in parts.query.split("&"))["cursor"]
    return cursor
