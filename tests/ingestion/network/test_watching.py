"""Watching feeds: what is new goes in once, what fails is tried again, and no feed holds up the others."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ingestion import batch
from app.ingestion.batch import Counts
from app.ingestion.network import watching
from app.ingestion.network.fetching import Fetcher
from app.ingestion.network.remembering import Memory
from app.ingestion.network.watching import LONGEST, Watch, pause
from app.ingestion.network.web import Web
from app.storage.database import Database
from tests.ingestion.network.site import Site, answer, html, serving

TEXT = "Armenia said that {} soldiers were killed on the border on Tuesday, and Azerbaijan denied it."


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened


def _feed(*numbers: int, headers: tuple[str, ...] = (), link: str | None = None) -> bytes:
    said = f"<link>{link}</link>" if link else f"<description>{TEXT}</description>"
    items = "".join(f"<item>{said.format(number)}</item>" for number in numbers)
    content = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    return answer(content.encode(), "Content-Type: application/rss+xml", *headers)


def _page(number: int) -> bytes:
    return html(f"<html><body><article>{f'<p>{TEXT.format(number)}</p>' * 3}</article></body></html>")


class Watcher:
    """Watches as the command does."""

    def __init__(self, database: Database, state: Path, *urls: str, follow: bool = False, every: float = 900) -> None:
        self.counts = Counts()
        self._database = database
        reader = Web(Fetcher(private=True, seconds=5), max_text_bytes=10_000, follow=follow)
        memory = Memory(state, database)
        self.watch = Watch(reader, urls, memory=memory, counts=self.counts, every=every)

    def poll(self) -> tuple[int, int, int]:
        """Poll each feed once; return how many articles were stored, were there already and failed."""
        before = (self.counts.stored, self.counts.existing, self.counts.failed)
        for _ in batch.ingest(self._database, self.watch.once(), self.counts, group=1):
            pass
        after = (self.counts.stored, self.counts.existing, self.counts.failed)
        stored, existing, failed = (now - then for now, then in zip(after, before, strict=True))
        return stored, existing, failed


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "watch.json"


def test_what_is_new_goes_in_once(site: Site, empty: Database, state: Path) -> None:
    watcher = Watcher(empty, state, site.url())
    site.answers["/"] = _feed(1, 2)
    assert watcher.poll() == (2, 0, 0)
    assert watcher.poll() == (0, 0, 0)
    site.answers["/"] = _feed(3, 1, 2)
    assert watcher.poll() == (1, 0, 0)
    assert Watcher(empty, state, site.url()).poll() == (0, 0, 0)
    state.unlink()
    assert Watcher(empty, state, site.url()).poll() == (0, 3, 0)


def test_a_feed_is_asked_whether_it_has_changed(site: Site, empty: Database, state: Path) -> None:
    site.answers["/"] = _feed(1, headers=('ETag: "one"', "Last-Modified: Wed, 20 Sep 2023 08:00:00 GMT"))
    assert Watcher(empty, state, site.url()).poll() == (1, 0, 0)
    site.answers["/"] = answer(status="304 Not Modified")
    assert Watcher(empty, state, site.url()).poll() == (0, 0, 0)
    assert "If-None-Match" not in site.asked[0]
    assert 'If-None-Match: "one"\r\nIf-Modified-Since: Wed, 20 Sep 2023 08:00:00 GMT\r\n' in site.asked[1]
    site.answers["/"] = _feed(1, 2)
    assert Watcher(empty, state, site.url()).poll() == (1, 0, 0)
    assert Watcher(empty, state, site.url()).poll() == (0, 0, 0)
    assert '"one"' in site.asked[2]
    assert "If-None-Match" not in site.asked[3]


def test_pages_are_fetched_once(site: Site, empty: Database, state: Path) -> None:
    link = site.url("/{}")
    site.answers |= {"/": _feed(1, 2, 3, link=link, headers=('ETag: "one"',)), "/1": _page(1), "/2": _page(2)}
    watcher = Watcher(empty, state, site.url(), follow=True)
    assert watcher.poll() == (2, 0, 1)  # the third is not there, and will not be
    assert watcher.poll() == (0, 0, 0)
    assert site.paths() == ["/", "/1", "/2", "/3", "/"]


def test_what_cannot_be_had_for_the_moment_is_tried_again(site: Site, empty: Database, state: Path) -> None:
    """And it neither holds up the entries after it, nor does the feed count as read meanwhile."""
    link = site.url("/{}")
    site.answers |= {"/": _feed(1, 2, 3, 4, 5, link=link, headers=('ETag: "one"',)), "/5": _page(5)}
    site.answers |= {f"/{number}": answer(status="503 Unavailable") for number in range(1, 5)}
    watcher = Watcher(empty, state, site.url(), follow=True)
    assert watcher.poll() == (0, 0, 3)  # then its patience is at an end
    assert watcher.poll() == (1, 0, 4)
    assert site.paths() == ["/", "/1", "/2", "/3", "/", "/4", "/5", "/1", "/2", "/3"]
    site.answers["/2"] = _page(2)
    assert watcher.poll()[0] == 1
    for _ in range(10):
        watcher.poll()
    asked = len(site.asked)
    assert not any("If-None-Match" in head for head in site.asked[:16])
    assert watcher.poll() == (0, 0, 0)  # each has been tried a few times, and that was that
    assert len(site.asked) == asked + 1
    assert 'If-None-Match: "one"' in site.asked[-1]


def test_no_feed_ends_the_watch(site: Site, empty: Database, state: Path) -> None:
    bad = {"/404": answer(status="404 Not Found"), "/html": _page(1), "/cut": _feed(8)[:-40], "/nothing": b"",
           "/binary": answer(bytes(range(256)) * 10, "Content-Type: text/xml"), "/json": answer(b"{"),
           "/empty": _feed(), "/hops": answer(status="302 Found\r\nLocation: /hops")}  # fmt: skip
    site.answers |= {**bad, "/good": _feed(1, 2)}
    urls = [site.url(path) for path in site.answers] + ["http://127.0.0.1:1/", "http://nowhere.invalid/", "http://[::1"]
    stored, existing, failed = Watcher(empty, state, *urls).poll()
    assert (stored, existing) == (2, 0)
    assert failed == 10
    assert site.paths().count("/hops") == 6


def test_feeds_have_their_turns(site: Site, empty: Database, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each in its own time: one that fails waits longer each time, and one that takes long lets others in."""
    monkeypatch.setattr(watching, "_POLL_SECONDS", 0.0)
    site.answers |= {"/a": answer(status="500 Error"), "/b": _feed(1, 2, 3), "/c": _feed(1)}
    watcher = Watcher(empty, state, *(site.url(path) for path in ("/a", "/b", "/c")), every=0.1)
    began = time.monotonic()
    inputs = watcher.watch.always()
    for _ in batch.ingest(empty, inputs, watcher.counts, group=1):
        if site.paths().count("/a") == 3:
            break
    inputs.close()
    assert time.monotonic() - began >= 0.2 + 0.4
    assert site.paths()[:3] == ["/a", "/b", "/c"]
    assert site.paths().count("/c") > 3
    assert watcher.counts.stored == 3
    assert watcher.counts.failed == 3


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({}, 900),
        ({"told": 60}, 900),
        ({"told": 3600}, 3600),
        ({"told": 10**9}, LONGEST),
        ({"failures": 1}, 1800),
        ({"failures": 3}, 7200),
        ({"failures": 1000}, LONGEST),
        ({"failures": 1, "asked": 120}, 1800),
        ({"failures": 1, "asked": 10_000}, 10_000),
        ({"failures": 1, "asked": 10**9}, 86_400),
    ],
)
def test_pauses_are_as_long_as_they_should_be(given: dict[str, int], seconds: float) -> None:
    assert pause(900, **given) == seconds
    assert pause(86_400, **given) == 86_400


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"feeds": 5}', b'{"article": true, "feeds": {}}',
     b'{"article": 99999999999999999999, "feeds": {"FEED": {"etag": "old"}}}',
     b'{"article": 1, "feeds": {"FEED": {"etag": "old"}}}',
     b'{"article": NEWEST, "feeds": {"FEED": {"etag": 5, "modified": [], "seen": {"a": 1}}}}',
     b'{"article": NEWEST, "feeds": {"FEED": 5}}'],
)  # fmt: skip
def test_a_memory_that_is_none_costs_nothing(site: Site, empty: Database, state: Path, content: bytes) -> None:
    site.answers["/"] = _feed(1, headers=('ETag: "one"',))
    Watcher(empty, state, site.url()).poll()
    newest = str(json.loads(state.read_bytes())["article"]).encode()
    state.write_bytes(content.replace(b"FEED", site.url().encode()).replace(b"NEWEST", newest))
    site.asked.clear()
    site.answers["/"] = _feed(1, 2)
    assert Watcher(empty, state, site.url()).poll() == (1, 1, 0)
    assert "If-" not in site.asked[0]


def test_a_memory_of_another_database_counts_for_nothing(
    site: Site, empty: Database, path: Path, state: Path, tmp_path: Path
) -> None:
    """One that was restored from a backup, or made anew, gets the articles it does not have."""
    from app.storage import database

    site.answers["/"] = _feed(1, headers=('ETag: "one"',))
    Watcher(empty, state, site.url()).poll()
    other = database.connect(str(path))
    assert Watcher(other, state, site.url()).poll() == (1, 0, 0)
    other.close()


def test_a_memory_that_cannot_be_written_is_no_failure(site: Site, empty: Database, tmp_path: Path) -> None:
    site.answers["/"] = _feed(1)
    watcher = Watcher(empty, tmp_path / "none" / "watch.json", site.url())
    assert watcher.poll() == (1, 0, 0)
    assert watcher.poll() == (0, 0, 0)


def test_other_feeds_are_not_forgotten(site: Site, empty: Database, state: Path) -> None:
    site.answers |= {"/a": _feed(1), "/b": _feed(2)}
    Watcher(empty, state, site.url("/a")).poll()
    Watcher(empty, state, site.url("/b")).poll()
    assert Watcher(empty, state, site.url("/a"), site.url("/b")).poll() == (0, 0, 0)
