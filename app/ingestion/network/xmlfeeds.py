"""RSS and Atom, well-formed or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from app.errors import NotInstalled, UnreadableSource
from app.ingestion.documents import html
from app.ingestion.hurrying import hurried
from app.ingestion.network.entries import MOST, Entry, Feed, address, filled, language, line, moment

_SECONDS = 10.0  # of CPU: the largest that are allowed take 3; some made for it would take hours
# Each part is taken whole or not at all, so that no start can be read in many ways.
_ROOT = re.compile(
    r"\s*+(?:(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)\s*+)*+<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL
)
_ROOT_IN = 20_000  # characters
_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_ENTRY = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)\b", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_END_IN = 2000  # characters
_DATES = ("published", "updated", "created")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_LONGEST_TTL = 1_000_000  # minutes


def parse(content: str, *, url: str | None) -> Feed:
    """Return the feed in a document that was found at `url`.

    Raises UnreadableSource when it is none or takes too long, NotInstalled without the extra `web`.
    """
    try:
        import feedparser  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NotInstalled("feeds are read by an extra: pip install 'conflict-records[web]'") from error
    root = _ROOT.match(content, 0, _ROOT_IN)
    name = root[1].lower() if root else ""
    if name not in _ROOTS:
        raise UnreadableSource("is a page of HTML and no feed" if name == "html" else "is no feed")
    if sum(1 for _ in _ENTRY.finditer(content)) > MOST:
        raise UnreadableSource(f"has more than {MOST:,} entries")
    try:
        with hurried(_SECONDS):
            found = feedparser.parse(
                BytesIO(content.encode()),
                response_headers={
                    "content-type": "application/xml; charset=utf-8",
                    **({"content-location": url} if url else {}),
                },
                resolve_relative_uris=False,
                sanitize_html=False,
            )
            entries = dict.fromkeys(_entries(found))
    except TimeoutError as error:
        raise UnreadableSource(f"takes more than {_SECONDS:g} seconds to read") from error
    except Exception as error:  # it expects no feed that is made to break it
        raise UnreadableSource(f"cannot be read ({type(error).__name__}: {error})") from error
    if not found.version:
        raise UnreadableSource("is no feed")
    ttl = found.feed.get("ttl", "")
    return Feed(
        title=_line(found.feed, "title"),
        entries=tuple(entries),
        wait=60 * int(ttl) if re.fullmatch(r"[0-9]{1,6}", ttl) and int(ttl) <= _LONGEST_TTL else None,
        breaks_off=bool(found.bozo) and not _END.search(content[-_END_IN:]),
    )


def _entries(found: Any) -> Iterator[Entry]:
    licence = _licence(found.feed)
    for entry in found.entries:
        content: dict[str, Any] = next((one for one in entry.get("content", ()) if filled(one.get("value"))), {})
        elsewhere = next((one["src"] for one in entry.get("content", ()) if one.get("src")), None)
        kind = content.get("type")
        summary = _summary(entry)
        yield Entry(
            link=address(entry.get("link")) or address(elsewhere),
            title=_line(entry, "title"),
            publisher=_line(entry.get("source", {}), "title"),
            published_at=_published(entry),
            language=language(content.get("language") or entry.get("summary_detail", {}).get("language"))
            or language(found.feed.get("language")),
            licence=_licence(entry) or licence,
            html=content["value"] if kind in _HTML else None,
            text=content["value"] if kind == "text/plain" else None,
            summary=summary if not content else None,
        )


def _published(entry: dict[str, Any]) -> date | datetime | str | None:
    # Not the dates as parsed: feedparser makes days of numbers that are none. And not its `get`, which answers for a
    # missing `updated` with something else and a warning.
    return next((when for name in _DATES if (when := moment(dict.get(entry, name)))), None)


def _summary(entry: Mapping[str, Any]) -> str | None:
    value = filled(entry.get("summary"))
    plain = entry.get("summary_detail", {}).get("type") == "text/plain"
    return value.replace("&", "&amp;").replace("<", "&lt;") if value and plain else value


def _line(about: Mapping[str, Any], name: str) -> str | None:
    """Return a title, which may be HTML, as words."""
    value = about.get(name)
    is_html = about.get(f"{name}_detail", {}).get("type") in _HTML
    return line(html.text(value) if value and is_html else value)


def _licence(about: Mapping[str, Any]) -> str | None:
    return next((address(link.get("href")) for link in about.get("links", ()) if link.get("rel") == "license"), None)
