"""The body of a request: an article as JSON, refused before it is read wherever that is possible.

HTML in it is read in a process of `work`, as a text is: parsing what anybody may send takes time and memory.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any, NoReturn

from fastapi import Request
from starlette.exceptions import HTTPException

from app.errors import InputFault, InvalidInput
from app.ingestion import submission
from app.ingestion.documents import pages
from app.ingestion.documents.pages import Page
from app.ingestion.submission import Submission
from app.settings import Settings

_JSON = re.compile(r'application/json *(; *charset="?utf-8"? *)?', re.IGNORECASE)
_MOST_KEYS = 50  # an article has fewer; each key too many would be a fault to list


async def article(request: Request) -> Submission:
    """Return the article in the body, in the page that stands there as `html`, or in the page at its `url`."""
    settings: Settings = request.app.state.settings
    _check_type(request)
    values = _values(await _read(request, settings.max_body_bytes))
    if "html" in values:
        content, given = submission.parse_html(values)
        page = Page("the body", content, given=given, max_text_bytes=settings.max_text_bytes)
        return await _in_page(request, page, "html")
    if settings.fetch_urls and "text" not in values and values.get("url") is not None:
        url, given = submission.parse_url(values)
        fetched = await request.app.state.fetches.page(url)
        page = Page(url, fetched.content, fetched.charset, fetched.url, given, settings.max_text_bytes)
        return await _in_page(request, page, "url")
    return submission.parse(values, max_text_bytes=settings.max_text_bytes)


async def _in_page(request: Request, page: Page, key: str) -> Submission:
    found: Submission = await request.app.state.work.run(pages.submitted, page, key)
    return found


def _check_type(request: Request) -> None:
    media = request.headers.get("content-type", "")
    encoding = request.headers.get("content-encoding", "identity")
    if not _JSON.fullmatch(media.strip()) or encoding.lower() != "identity":
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body must be JSON in UTF-8, not compressed, with `Content-Type: application/json`.",
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )


async def _read(request: Request, limit: int) -> bytes:
    """Return the body, unless it is or turns out to be longer than `limit` bytes."""
    announced = request.headers.get("content-length", "0")
    if len(announced) > 18 or int(announced) > limit:
        _refuse_size(limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            _refuse_size(limit)
    return bytes(body)


def _refuse_size(limit: int) -> NoReturn:
    # The connection stays open, so that a client that sends first and listens later gets this answer too; the server
    # throws the rest of the body away.
    raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body may have {limit:,} bytes.")


def _values(body: bytes) -> dict[str, Any]:
    """Return the object in the body. Anything a JSON reader could take in two ways is refused."""
    try:
        values = json.loads(body.decode(), object_pairs_hook=_members, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"The body is not UTF-8 at byte {error.start}.") from error
    except RecursionError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The body is nested too deeply.") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error.msg} at {where}.") from error
    except ValueError as error:  # a number of thousands of digits
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The body holds a number that is too long.") from error
    if not isinstance(values, dict) or len(values) > _MOST_KEYS:
        known = ", ".join(submission.KEYS)
        detail = f"must be an object with the keys of an article: {known}"
        raise InvalidInput(f"The body {detail}.", (InputFault(detail, pointer=""),))
    return values


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise InvalidInput("A key is repeated.", (InputFault("is given twice", pointer=_pointer(name)),))
        values[name] = value
    return values


def _no_number(name: str) -> NoReturn:
    raise HTTPException(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {name} is no JSON number.")


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")
