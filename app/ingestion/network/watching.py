"""Feeds, polled for as long as anybody wants to know, as the articles that appear in them."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

import structlog

from app.errors import Unfetchable, UnreadableSource
from app.ingestion.batch import Counts
from app.ingestion.network import web
from app.ingestion.network.entries import Entry, Feed
from app.ingestion.network.remembering import Known, Memory
from app.ingestion.network.responses import Fetched
from app.ingestion.network.web import FEEDS, Web
from app.ingestion.sources import Refused, Source

LONGEST = 6 * 3600.0
"""Seconds after which a feed is polled again, whatever it says and however often it has failed."""

_LONGEST_ASKED = 24 * 3600.0  # seconds, when its server asks to be left alone
_JITTER = 0.1  # of a wait is added to it at most, so that feeds of one server part ways
_POLL_SECONDS = 300.0  # what one poll with its pages may take before other feeds have their turn
_PATIENCE = 3  # pages in a row that cannot be had now: then the rest waits too
_TRIES = 5  # for such a page; then it counts as dealt with
_LOG = structlog.stdlib.get_logger("app.watch")


@dataclass
class _Watched:
    """A feed and when it is polled next, by the clock that `time.monotonic` reads."""

    url: str
    known: Known
    due: float = 0.0
    failures: int = 0
    tries: Counter[str] = field(default_factory=Counter)
    """How often the page of an entry could not be had for the moment."""


@dataclass
class _Poll:
    """What became of a poll so far."""

    fetched: Fetched | None = None
    error: UnreadableSource | None = None
    told: int = 0
    entries: int = 0
    new: int = 0
    postponed: int = 0
    hindered: bool = False


class Watch:
    """Polls feeds in turn; what happens is a line of the log for each poll.

    Each feed is polled every `every` seconds, or later if it says that it stays as it is for longer. After a failure
    the wait doubles, up to `LONGEST`; no feed ends the watch. Entries that have been dealt with are known in `memory`;
    those whose page cannot be had at the moment are tried again, a few times. `counts` are those that whoever takes the
    articles keeps; each must be stored before the next is asked for.
    """

    def __init__(self, reader: Web, urls: Sequence[str], *, memory: Memory, counts: Counts, every: float) -> None:
        """Take the addresses of the feeds."""
        self._web = reader
        self._memory = memory
        self._counts = counts
        self._every = every
        self._feeds = [_Watched(url, memory.of(url)) for url in dict.fromkeys(urls)]

    def once(self) -> Generator[Source, None, None]:
        """Give what is new in each feed now."""
        for one in self._feeds:
            yield from self._polled(one)

    def always(self) -> Generator[Source, None, None]:
        """Give what is new, whenever it appears; never ends."""
        while True:
            one = min(self._feeds, key=lambda feed: feed.due)
            time.sleep(max(0.0, one.due - time.monotonic()))
            yield from self._polled(one)

    def _polled(self, one: _Watched) -> Iterator[Source]:
        began, before = time.monotonic(), (self._counts.stored, self._counts.existing, self._counts.failed)
        poll = _Poll()
        yield from self._poll(one, poll, began + _POLL_SECONDS)
        one.failures = one.failures + 1 if poll.error else 0
        wait = self._wait(one, poll)
        one.due = time.monotonic() + wait
        self._memory.write()
        after = (self._counts.stored, self._counts.existing, self._counts.failed)
        stored, existing, failed = (now - then for now, then in zip(after, before, strict=True))
        _LOG.log(
            logging.WARNING if poll.error else logging.INFO,
            "poll",
            feed=one.url,
            status=_status(poll),
            entries=poll.entries,
            new=poll.new,
            stored=stored,
            existing=existing,
            failed=failed,
            postponed=poll.postponed,
            seconds=round(time.monotonic() - began, 1),
            next=round(wait),
        )

    def _wait(self, one: _Watched, poll: _Poll) -> float:
        if poll.postponed and not poll.hindered:
            return 0.0  # only its turn was over
        asked = poll.error.wait if isinstance(poll.error, Unfetchable) else None
        told = max(poll.told, (poll.fetched and poll.fetched.max_age) or 0)
        wait = pause(self._every, failures=one.failures, asked=asked, told=told)
        return wait * (1 + random.uniform(0, _JITTER))  # noqa: S311 - no secret

    def _poll(self, one: _Watched, poll: _Poll, ends: float) -> Iterator[Source]:
        known = one.known
        try:
            poll.fetched = self._web.fetcher.fetch(one.url, media_types=FEEDS, etag=known.etag, modified=known.modified)
            if poll.fetched.content is None:
                return
            feed = web.of(poll.fetched)
        except UnreadableSource as error:
            poll.error = error
            yield Refused(one.url, str(error), "unfetchable" if isinstance(error, Unfetchable) else "unreadable")
            return
        poll.told = feed.wait or 0
        poll.entries = len(feed.entries)
        keys = {entry.key: entry for entry in feed.entries}
        known.seen &= keys.keys()
        new = {key: entry for key, entry in keys.items() if key not in known.seen}
        one.tries = Counter({key: number for key, number in one.tries.items() if key in new})
        poll.new = len(new)
        yield from self._articles(one, feed, new, poll, ends)
        if feed.breaks_off:
            yield Refused(one.url, "breaks off: what comes after its last whole entry is lost")
        # While something is left to do, the feed is wanted again even if it has not changed.
        known.etag = None if poll.postponed else poll.fetched.etag
        known.modified = None if poll.postponed else poll.fetched.modified

    def _articles(self, one: _Watched, feed: Feed, new: dict[str, Entry], poll: _Poll, ends: float) -> Iterator[Source]:
        in_row = 0
        # Those that have failed come last, so that they keep none of the others waiting.
        for number, (key, entry) in enumerate(sorted(new.items(), key=lambda item: one.tries[item[0]])):
            if (number and time.monotonic() > ends) or in_row == _PATIENCE:
                poll.postponed += len(new) - number
                return
            try:
                yield self._web.article(entry, f"{one.url}[{number}]", feed)
            except Unfetchable as error:
                yield Refused(entry.link or one.url, str(error), "unfetchable")
                one.tries[key] += 1
                if error.passing and one.tries[key] < _TRIES:
                    poll.hindered = True
                    poll.postponed += 1
                    in_row += 1
                    continue
            in_row = 0
            one.known.seen.add(key)


def pause(every: float, *, failures: int = 0, asked: float | None = None, told: float = 0) -> float:
    """Return the seconds until the next poll of a feed that is polled `every` seconds.

    `failures` polls in a row have failed, its server has `asked` to be left alone for so long, or it has `told` that it
    stays as it is.
    """
    if failures:
        doubled = min(every * 2.0 ** min(failures, 30), max(LONGEST, every))
        return max(doubled, min(asked or 0.0, _LONGEST_ASKED))
    return max(every, min(told, LONGEST))


def _status(poll: _Poll) -> str:
    if poll.error:
        return str(poll.error)
    return "read" if poll.fetched and poll.fetched.content is not None else "unchanged"
