"""JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from app.errors import UnreadableSource
from app.ingestion.network.entries import MOST, Entry, Feed, address, filled, language, line, moment

_VERSION = re.compile(r"https?://jsonfeed\.org/version/1(?:\.[0-9]+)?")


def parse(content: bytes) -> Feed:
    """Return the feed in a document, the entries of which stand in their order.

    What is of a wrong kind is taken as absent. Raises UnreadableSource when it is no feed.
    """
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnreadableSource(f"is no JSON: {error.msg} (character {error.pos})") from error
    if not isinstance(found, dict) or not _VERSION.fullmatch(str(found.get("version"))):
        raise UnreadableSource("is no feed: JSON without the version of JSON Feed")
    items = found.get("items")
    if not isinstance(items, list):
        raise UnreadableSource("is no feed: it has no items")
    if len(items) > MOST:
        raise UnreadableSource(f"has more than {MOST:,} entries")
    entries = (_entry(item if isinstance(item, dict) else {}, language(found.get("language"))) for item in items)
    return Feed(title=line(found.get("title")), entries=tuple(dict.fromkeys(entries)))


def _entry(item: Mapping[str, Any], spoken: str | None) -> Entry:
    html, text = filled(item.get("content_html")), filled(item.get("content_text"))
    summary = filled(item.get("summary")) or ""
    return Entry(
        link=address(item.get("url")) or address(item.get("external_url")),
        title=line(item.get("title")),
        published_at=moment(item.get("date_published")) or moment(item.get("date_modified")),
        language=language(item.get("language")) or spoken,
        html=html,
        text=None if html else text,
        summary=None if html or text else summary.replace("&", "&amp;").replace("<", "&lt;") or None,
    )
