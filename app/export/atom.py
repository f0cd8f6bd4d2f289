"""Claims as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from itertools import chain

from app.export import feed
from app.export.content import Content
from app.export.feed import Entry

# What XML 1.0 has no way to write; text of an article may hold it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(content: Content) -> Iterator[bytes]:
    """Give the head of the feed, then the entries of each page; `updated` is the newest of the first page."""
    pages = feed.entries(content)
    first = next(pages, [])
    updated = max((entry.updated for entry in first), default=feed.instant(datetime.now(UTC)))
    head = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        _text("id", feed.id_of(content.path)),
        _text("title", f"{feed.NAME}: claims"),
        _text("subtitle", "Who said what, about whom, where and when. An entry says that someone said it."),
        _text("updated", updated),
        f'<link rel="self" type="application/atom+xml" href="{_written(content.origin + content.path)}"/>',
        f"<author>{_text('name', feed.NAME)}</author>",
    ]
    yield "\n".join([*head, ""]).encode()
    for entries in chain([first], pages):
        yield "".join(map(_entry, entries)).encode()
    yield b"</feed>\n"


def _entry(entry: Entry) -> str:
    article = entry.record["article"]
    parts = [
        "<entry>",
        _text("id", entry.id),
        _text("title", entry.title),
        _text("updated", entry.updated),
        f'<link rel="alternate" type="application/json" href="{_written(entry.address)}"/>',
        _text("content", entry.record["text"]),
        f'<category term="{entry.record["type"]}"/>',
    ]
    if entry.published:
        parts.append(_text("published", entry.published))
    if entry.source:
        parts.append(f'<link rel="via" href="{_written(entry.source)}"/>')
    if article["publisher"]:
        parts.append(f"<author>{_text('name', article['publisher'])}</author>")
    return "\n".join([*parts, "</entry>\n"])


def _text(name: str, text: str) -> str:
    return f"<{name}>{_written(text)}</{name}>"


def _written(text: str) -> str:
    """Return text as it stands in XML, without the characters that cannot."""
    return escape(_FORBIDDEN.sub("", text)).replace("\r", "&#13;")
