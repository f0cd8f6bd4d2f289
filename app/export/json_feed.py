"""Claims as a JSON Feed (version 1.1, jsonfeed.org), each with its whole record under `_conflict_records`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from app.export import feed
from app.export.content import Content
from app.export.feed import Entry


def write(content: Content) -> Iterator[bytes]:
    """Give the head of the feed, then the items of each page."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.NAME}: claims",
        "description": "Who said what, about whom, where and when. An item says that someone said it.",
        "home_page_url": f"{content.origin}/docs",
        "feed_url": content.origin + content.path,
    }
    yield orjson.dumps(head)[:-1] + b',"items":['
    before = b"\n"
    for entries in feed.entries(content):
        yield before + b",\n".join(orjson.dumps(_item(entry)) for entry in entries)
        before = b",\n"
    yield b"\n]}\n"


def _item(entry: Entry) -> dict[str, Any]:
    record = entry.record
    item = {
        "id": entry.id,
        "url": entry.address,
        "external_url": entry.source,
        "title": entry.title,
        "content_text": record["text"],
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": record["article"]["publisher"]}] if record["article"]["publisher"] else None,
        "tags": [record["type"], record["voice"]],
        "_conflict_records": orjson.Fragment(entry.stored),
    }
    return {key: value for key, value in item.items() if value is not None}
