"""Who may do what: the API key in a request's headers."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.errors import Unauthorized
from app.ingestion import keys
from app.vocabulary import KeyRight

SCHEMES: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key: `Authorization: Bearer KEY`."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key in its own header."},
}
"""The OpenAPI security schemes."""

NEEDED: list[dict[str, list[str]]] = [{"bearer": []}, {"header": []}]
SOMETIMES: list[dict[str, list[str]]] = [{}, *NEEDED]


async def writer(request: Request) -> None:
    """Refuse a request without a key that may write. The body has not been read yet."""
    await _check(request, KeyRight.WRITE)


async def extractor(request: Request) -> None:
    """Refuse a request without a key where the settings ask for one to extract."""
    if request.app.state.settings.extract_needs_key:
        await _check(request, KeyRight.READ)


async def _check(request: Request, right: KeyRight) -> None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    key = token.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
    if not key:
        raise Unauthorized("This needs a key: `Authorization: Bearer KEY` or `X-API-Key: KEY`.")
    await run_in_threadpool(keys.check, request.app.state.database, key, right=right)
