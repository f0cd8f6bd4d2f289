"""Pages of HTML on their way to become articles: what was received, until some process has the time to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import InputFault, InvalidInput, UnreadableSource
from app.ingestion.documents import html
from app.ingestion.submission import Submission, parse


@dataclass(frozen=True, slots=True)
class Page:
    """A page and where it was; `given` are values of the article that are known better than from the page itself."""

    source: str
    content: bytes | str
    charset: str | None = None
    url: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    max_text_bytes: int = 1_000_000


def article(page: Page) -> Submission:
    """Return the article in a page: some 5 to 25 ms of computing for a page of a news site.

    Raises UnreadableSource when there is none, InvalidInput when what is given, or the size of the text, is wrong, and
    NotInstalled without the extra `web`.
    """
    found = html.read(page.content, charset=page.charset, url=page.url or page.given.get("url"))
    return parse({**found, **page.given}, max_text_bytes=page.max_text_bytes)


def submitted(page: Page, key: str) -> Submission:
    """Return the article in a page that a client has sent as `key`; whatever is wrong with it is InvalidInput."""
    try:
        return article(page)
    except UnreadableSource as error:
        raise InvalidInput(f"{key}: {error}", (InputFault(str(error), pointer=f"/{key}"),)) from error
