"""Pages and feeds, at addresses and in files, as the articles in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.errors import InvalidInput, Unfetchable, UnreadableSource
from app.ingestion.documents import charsets, compressed, html
from app.ingestion.documents.files import shown, told
from app.ingestion.documents.pages import Page
from app.ingestion.network import jsonfeeds, xmlfeeds
from app.ingestion.network.entries import Entry, Feed
from app.ingestion.network.fetching import LARGEST, Fetcher
from app.ingestion.network.responses import Fetched
from app.ingestion.sources import Found, Refused, Source
from app.ingestion.submission import acceptable, parse

PAGES = re.compile(r"text/html|application/xhtml\+xml|")
"""The media types of pages; "" when the server tells none."""

FEEDS = re.compile(r"text/[a-z0-9.+-]*|application/(?:[a-z0-9.-]+\+)?(?:xml|json|rss|atom|octet-stream)|")
"""The media types that feeds are sent as, some of them wrong."""


def is_address(place: str) -> bool:
    """Tell whether a place is an http or https address and no path of a file."""
    return place.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Web:
    """Reads pages and feeds; `publisher` is that of all of them, if given, and `follow` reads the pages of entries.

    An entry with content is read as it is. Of one without, the page that it links to is read with `follow`; without
    that, or without a link, its summary.
    """

    fetcher: Fetcher
    max_text_bytes: int
    publisher: str | None = None
    follow: bool = False

    def everything(
        self, paths: Iterable[str], feeds: Iterable[str], *, find: Callable[[list[str]], Iterator[Source]]
    ) -> Iterator[Source]:
        """Give what is at `paths`, in files by way of `find`, and then what is in `feeds`."""
        for path in paths:
            yield from [self.at(path)] if is_address(path) else find([path])
        for feed in feeds:
            yield from self.feed(feed)

    def at(self, place: str) -> Source:
        """Return the article of the page at an address."""
        try:
            return self.page(place, shown(place), {"publisher": self.publisher})
        except Unfetchable as error:
            return Refused(shown(place), str(error), "unfetchable")

    def feed(self, place: str) -> Iterator[Source]:
        """Give the articles of the feed at an address or in a file."""
        source = shown(place)
        try:
            fetched = self.fetcher.fetch(place, media_types=FEEDS) if is_address(place) else None
            feed = of(fetched) if fetched else read(_content(Path(place)))
        except UnreadableSource as error:
            yield Refused(source, str(error), "unfetchable" if isinstance(error, Unfetchable) else "unreadable")
            return
        if not feed.entries:
            yield Refused(source, "holds no articles")
        for number, entry in enumerate(feed.entries):
            try:
                yield self.article(entry, f"{source}[{number}]", feed)
            except Unfetchable as error:
                yield Refused(entry.link or source, str(error), "unfetchable")
        if feed.breaks_off:
            yield Refused(source, "breaks off: what comes after its last whole entry is lost")

    def article(self, entry: Entry, place: str, feed: Feed) -> Source:
        """Return the article of an entry, named by its address or else its place.

        Raises Unfetchable when the page that it links to cannot be had.
        """
        source = entry.link or place
        facts = acceptable(
            {
                "title": entry.title,
                "publisher": self.publisher or entry.publisher or feed.title,
                "language": entry.language,
                "licence": entry.licence,
            }
        )
        facts |= {"published_at": entry.published_at}  # a wrong one, of the future, is not left out but refused
        if self.follow and entry.link and not entry.html and not entry.text:
            known = self._found(source, {**facts, "text": "-"})
            return known if isinstance(known, Refused) else self.page(entry.link, source, facts)
        content = entry.html or entry.summary
        text = html.text(content) if content else entry.text
        if not text:
            hint = "; --follow reads the page that it links to" if entry.link else ""
            return Refused(source, f"has no text of its own{hint}")
        if feed.damaged and "\ufffd" in text + (entry.title or ""):
            return Refused(source, f"holds bytes that are no {feed.damaged}")
        return self._found(source, {**facts, **acceptable({"url": entry.link}), "text": text})

    def _found(self, source: str, values: Mapping[str, Any]) -> Found | Refused:
        try:
            return Found(source, parse(values, max_text_bytes=self.max_text_bytes))
        except InvalidInput as error:
            return Refused(source, str(error), "invalid")

    def page(self, url: str, source: str, facts: Mapping[str, Any]) -> Page:
        """Return the page at an address, of which `facts` are known; raises Unfetchable."""
        fetched = self.fetcher.fetch(url, media_types=PAGES)
        given = {name: value for name, value in facts.items() if value is not None}
        return Page(
            source,
            fetched.content or b"",
            charset=fetched.charset,
            url=fetched.url,
            given=given,
            max_text_bytes=self.max_text_bytes,
        )


def of(fetched: Fetched) -> Feed:
    """Return the feed that was fetched; raises UnreadableSource."""
    return read(fetched.content or b"", charset=fetched.charset, url=fetched.url)


def read(content: bytes, *, charset: str | None = None, url: str | None = None) -> Feed:
    """Return the feed in a document, found at `url` and sent as `charset`; raises UnreadableSource."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return jsonfeeds.parse(content.removeprefix(b"\xef\xbb\xbf"))
    decoded = charsets.decode(content, charset)
    feed = xmlfeeds.parse(decoded.text, url=url)
    return replace(feed, damaged=decoded.charset) if decoded.damaged else feed


def _content(path: Path) -> bytes:
    """Return what is in a file, unpacked."""
    try:
        with path.open("rb") as file:
            content = compressed.opened(path, file).read(LARGEST + 1)
    except OSError as error:
        raise UnreadableSource(told(error)) from error
    except compressed.DAMAGED as error:
        raise UnreadableSource(f"cannot be unpacked: {error}") from error
    if len(content) > LARGEST:
        raise UnreadableSource(f"is longer than {LARGEST:,} bytes")
    return content
