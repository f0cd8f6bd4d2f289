"""JSON Feed: what feeds say, and that nothing else passes for one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from app.errors import UnreadableSource
from app.ingestion.network.entries import Entry, Feed
from app.ingestion.network.jsonfeeds import parse

VERSION = "https://jsonfeed.org/version/1.1"


def _parsed(*items: Any, **about: Any) -> Feed:
    return parse(orjson.dumps({"version": VERSION, "items": items, **about}))


def test_a_feed_is_read() -> None:
    feed = _parsed(
        {"id": 1, "url": "https://news.example/a", "title": " a\nb ", "content_html": "<p>x", "content_text": "x",
         "date_published": "2023-09-20T08:00:00+04:00", "language": "fr"},
        {"external_url": "https://other.example/b", "content_text": "x & y", "date_modified": "2023-09-20T08:00:00Z"},
        {"summary": "x & <y>", "date_published": "2023-09-20"},
        title="News", language="en-GB",
    )  # fmt: skip
    assert feed.title == "News"
    assert feed.entries == (
        Entry(
            link="https://news.example/a", title="a b", html="<p>x", language="fr",
            published_at=datetime(2023, 9, 20, 4, tzinfo=UTC),
        ),
        Entry(
            link="https://other.example/b", text="x & y", language="en-GB",
            published_at=datetime(2023, 9, 20, 8, tzinfo=UTC),
        ),
        Entry(summary="x &amp; &lt;y>", language="en-GB", published_at=date(2023, 9, 20)),
    )  # fmt: skip


def test_what_is_of_a_wrong_kind_is_absent() -> None:
    wrong = {"url": 5, "external_url": "ftp://x", "title": ["a"], "content_html": {}, "content_text": " ", "summary": 1}
    dates = {"date_published": "soon", "date_modified": 20230920, "language": "English"}
    assert _parsed(wrong | dates, 5, None, "x", title=5, language=[]).entries == (Entry(),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "is no JSON: "),
        (b"{}", "is no feed: JSON without the version of JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/2", "items": []}', "is no feed: JSON without"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "is no feed: it has no items"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "is no feed: it has no items"),
        (b"[" * 100_000, "is no JSON: "),
        (orjson.dumps({"version": VERSION, "items": [0] * 20_001}), "has more than 20,000 entries"),
    ],
)
def test_what_is_no_feed(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource) as raised:
        parse(content)
    assert str(raised.value).startswith(reason)
