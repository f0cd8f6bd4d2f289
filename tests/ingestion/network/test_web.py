"""Pages and feeds as articles: what has content is read, what has none is fetched on request, the rest is told."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NotInstalled, UnreadableSource
from app.ingestion.documents.pages import Page, article
from app.ingestion.network.fetching import Fetcher
from app.ingestion.network.web import Web, is_address, read
from app.ingestion.sources import Found, Refused, Source, find
from tests.ingestion.network.site import Site, answer, html, serving

ITEM = "<source url='https://o.example'>Other</source><description>x</description>"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
PAGE = (
    '<html lang="en"><head><title>On the site</title><meta property="og:site_name" content="The Site"></head><body>'
    "<nav><a href='/'>Home</a></nav><article><h1>On the site</h1>"
    + "<p>Armenia said that two soldiers were killed on the border on Tuesday, and Azerbaijan denied it.</p>" * 3
    + "</article></body></html>"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened


def _web(*, follow: bool = False, publisher: str | None = None, limit: int = 100_000) -> Web:
    return Web(Fetcher(private=True, seconds=5), max_text_bytes=limit, follow=follow, publisher=publisher)


def _rss(*items: str) -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {CONTENT}><channel><title>The News</title>{listed}</channel></rss>'


def _feed(tmp_path: Path, content: str | bytes, reader: Web | None = None) -> list[Source]:
    path = tmp_path / "feed.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list((reader or _web()).feed(str(path)))


def _told(found: Iterable[Source]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Refused)]


def _reasons(found: list[Source]) -> list[tuple[str, str, str]]:
    return [(Path(one.source).name, one.reason, one.kind) for one in found if isinstance(one, Refused)]


def test_entries_with_content_are_read_as_they_are(tmp_path: Path) -> None:
    content = "<![CDATA[<p>One &amp; two.</p><script>x</script><ul><li>Three</li></ul>]]>"
    (found,) = _feed(
        tmp_path,
        _rss(
            f"<title>T</title><link>https://news.example/a</link><description>short</description>"
            f"<content:encoded>{content}</content:encoded><pubDate>Wed, 20 Sep 2023 08:00:00 GMT</pubDate>"
        ),
    )
    assert isinstance(found, Found)
    assert found.source == "https://news.example/a"
    assert found.submission.model_dump(exclude_none=True) == {
        "text": "One & two.\n\nThree", "title": "T", "publisher": "The News", "url": "https://news.example/a",
        "published_at": datetime(2023, 9, 20, 8, tzinfo=UTC),
    }  # fmt: skip


def test_entries_without_content_give_their_summary_or_are_told(tmp_path: Path) -> None:
    found = _feed(
        tmp_path,
        _rss(
            "<description>Two &lt;b&gt;killed&lt;/b&gt;.</description>",
            "<title>T</title>",
            "<link>https://n.example/a</link>",
        ),
    )
    assert isinstance(found[0], Found)
    assert found[0].submission.text == "Two killed."
    assert _told(found) == [
        "has no text of its own",
        "has no text of its own; --follow reads the page that it links to",
    ]


def test_a_json_feed_is_one_too(tmp_path: Path) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [
        {"content_text": "a <b> & c\n"}, {"content_html": "<p>a"}, {"content_text": "a\0"}, {"content_html": "<p></p>"},
    ]}  # fmt: skip
    found = _feed(tmp_path, b"\xef\xbb\xbf\n" + orjson.dumps(feed))
    assert [one.submission.text for one in found if isinstance(one, Found)] == ["a <b> & c\n", "a"]
    assert [(reason, kind) for _, reason, kind in _reasons(found)] == [
        ("text holds NUL at position 1", "invalid"),
        ("has no text of its own", "unreadable"),
    ]


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("title", "x" * 501, None),
        ("link", "https://news.example/" + "x" * 2000, None),
        ("pubDate", "yesterday", None),
        ("pubDate", "2023-09", "2023-09"),
        ("pubDate", (datetime.now(UTC) + timedelta(hours=20)).date().isoformat(), None),
    ],
)
def test_facts_that_no_article_can_have_are_left_out(tmp_path: Path, name: str, given: str, taken: str | None) -> None:
    (found,) = _feed(tmp_path, _rss(f"<description>x</description><{name}>{given}</{name}>"))
    assert isinstance(found, Found)
    facts = found.submission.model_dump(exclude_none=True)
    tomorrow = date.fromisoformat(given) if name == "pubDate" and len(given) == 10 else None
    key = {"link": "url", "pubDate": "published_at"}.get(name, name)
    assert facts.get(key) == (tomorrow or taken)


@pytest.mark.parametrize("follow", [True, False])
def test_an_entry_of_the_future_is_refused(tmp_path: Path, site: Site, *, follow: bool) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    item = f"<link>{site.url('/a')}</link><pubDate>{later}</pubDate>"
    found = _feed(tmp_path, _rss(item if follow else item + "<description>x</description>"), _web(follow=follow))
    assert _reasons(found) == [("a", "published_at is in the future", "invalid")]
    assert site.asked == []


def test_pages_are_fetched_on_request(tmp_path: Path, site: Site) -> None:
    site.answers |= {"/a": answer(status="302 Found\r\nLocation: /b"), "/b": html(PAGE)}
    items = (f"<title>In the feed</title><link>{site.url('/a')}</link><description>short</description>",
             f"<link>{site.url('/c')}</link><content:encoded>Full.</content:encoded>",
             f"<link>{site.url('/missing')}</link>", "<title>no link</title>",
             "<description>a summary</description>")  # fmt: skip
    found = _feed(tmp_path, _rss(*items), _web(follow=True))
    page, full, *_, summary = found
    assert isinstance(page, Page)
    read = article(page)
    assert read.text.startswith("Armenia said that two soldiers")
    assert (read.title, read.publisher, read.url) == ("In the feed", "The News", site.url("/b"))
    assert isinstance(full, Found)
    assert isinstance(summary, Found)
    assert summary.submission.text == "a summary"
    assert _reasons(found) == [
        ("missing", "answers 404", "unfetchable"),
        ("feed.xml[3]", "has no text of its own", "unreadable"),
    ]
    assert site.paths() == ["/a", "/b", "/missing"]


def test_a_publisher_that_is_given_goes_before_all_others(tmp_path: Path, site: Site) -> None:
    site.answers["/"] = html(PAGE)
    reader = _web(publisher="Given")
    (found,) = _feed(tmp_path, _rss(ITEM), reader)
    page = reader.at(site.url())
    assert isinstance(found, Found)
    assert found.submission.publisher == "Given"
    assert isinstance(page, Page)
    assert article(page).publisher == "Given"
    (other,) = _feed(tmp_path, _rss(ITEM))
    assert isinstance(other, Found)
    assert other.submission.publisher == "Other"


def test_a_page_says_who_publishes_it(site: Site) -> None:
    site.answers["/"] = html(PAGE)
    page = _web().at(site.url())
    assert isinstance(page, Page)
    assert (article(page).title, article(page).publisher) == ("On the site", "The Site")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/", "does not let anybody connect"),
        ("http://169.254.169.254/", "is at the address 169.254.169.254, from which nothing is fetched"),
        ("http://a:b@news.example/", "has credentials in it"),
        ("http://news.example/\udcff", "is no address"),
    ],
)
def test_pages_that_cannot_be_had(url: str, reason: str) -> None:
    for found in (_web().at(url), *_web().feed(url)):
        assert isinstance(found, Refused)
        assert found.reason.startswith(reason)
        assert found.kind == "unfetchable"
        assert found.source.encode()


def test_only_pages_are_pages_and_only_feeds_are_feeds(site: Site) -> None:
    site.answers |= {"/p": answer(b"%PDF", "Content-Type: application/pdf"), "/h": html(PAGE)}
    assert _told([_web().at(site.url("/p")), *_web().feed(site.url("/p"))]) == ["is application/pdf"] * 2
    (refused,) = _web().feed(site.url("/h"))
    assert refused == Refused(site.url("/h"), "is a page of HTML and no feed")


def test_links_are_those_of_where_the_feed_was_found(site: Site) -> None:
    feed = _rss("<description>x</description><link>../a</link>").encode()
    site.answers |= {"/": answer(status="301 Moved\r\nLocation: /feeds/f.xml"),
                     "/feeds/f.xml": answer(feed, "Content-Type: application/rss+xml")}  # fmt: skip
    (found,) = _web().feed(site.url())
    assert isinstance(found, Found)
    assert found.submission.url == site.url("/a")


@pytest.mark.parametrize(
    ("declared", "sent", "content"),
    [
        ("iso-8859-1", None, "café".encode("latin-1")),
        ("iso-8859-1", "utf-8", "café".encode()),
        ("utf-8", "iso-8859-1", "café".encode()),
        ("windows-1251", None, "café".encode()),
        ("utf-16", None, None),
    ],
)
def test_charsets(site: Site, declared: str, sent: str | None, content: bytes | None) -> None:
    before, after = _rss("<description>|</description>").split("|")
    prolog = f'<?xml version="1.0" encoding="{declared}"?>'
    whole = f"{prolog}{before}café{after}".encode("utf-16") if content is None else (
        f"{prolog}{before}".encode() + content + after.encode()
    )  # fmt: skip
    site.answers["/"] = answer(whole, "Content-Type: text/xml" + (f"; charset={sent}" if sent else ""))
    (found,) = _web().feed(site.url())
    assert isinstance(found, Found)
    assert found.submission.text == "café"


def test_bytes_that_are_no_characters_refuse_their_entry_alone(tmp_path: Path) -> None:
    feed = _rss("<description>caf|</description>", "<description>coffee</description>").encode()
    prolog = b'<?xml version="1.0" encoding="utf-8"?>'
    found = _feed(tmp_path, prolog + feed.replace(b"|", b"\xe9 \xc3\xa9"))
    assert _reasons(found) == [("feed.xml[0]", "holds bytes that are no utf-8", "unreadable")]
    assert [one.submission.text for one in found if isinstance(one, Found)] == ["coffee"]


def test_feeds_that_are_none_are_told(tmp_path: Path) -> None:
    assert _told(_feed(tmp_path, "")) == ["is no feed"]
    assert _told(_feed(tmp_path, _rss())) == ["holds no articles"]
    assert _told(_feed(tmp_path, b"x" * 10_000_001)) == ["is longer than 10,000,000 bytes"]
    assert _told(_web().feed(str(tmp_path / "none"))) == ["cannot be read: No such file or directory"]
    cut = _feed(tmp_path, _rss("<description>x</description>", "<description>y</description>")[:-60])
    assert len([one for one in cut if isinstance(one, Found)]) == 1
    assert _told(cut)[-1] == "breaks off: what comes after its last whole entry is lost"


def test_a_feed_may_be_packed(tmp_path: Path) -> None:
    feed = _rss("<description>x</description>").encode()
    path = tmp_path / "feed.xml.gz"
    path.write_bytes(gzip.compress(feed))
    (found,) = _web().feed(str(path))
    assert isinstance(found, Found)
    path.write_bytes(gzip.compress(feed)[:-9])
    assert _told(_web().feed(str(path)))[0].startswith("cannot be unpacked")
    path.write_bytes(gzip.compress(b"\0" * 50_000_000))
    assert _told(_web().feed(str(path)))[0] == "is longer than 10,000,000 bytes"


PIECES = re.findall(
    "[^|]+",
    "<rss version='2.0'>|<channel>|<feed xmlns='http://www.w3.org/2005/Atom'>|<item>|</item>|<entry>|</entry>|<title>|"
    "</title>|<link>|</link>|<link href='|'/>|<description>|</description>|<content type='xhtml'>|<content type='|"
    "</content>|<![CDATA[|]]>|<!--|-->|<!DOCTYPE|[|<!ENTITY a '|'>|]>|&a;|&lt;|&amp;|&#0;|&#xD800;|&#99999999999;|&|<|"
    ">|\0|\ud800|é|http://[|<source>|</source>|<pubDate>|</pubDate>|2023-09-20|<ttl>|</ttl>|99|<x:y xmlns:x='z'>|"
    "</x:y>|<?xml encoding='|?>|<script>|</rss>|</feed>|x| ",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", PIECES[0] + PIECES[1], PIECES[2]]))
def test_whatever_is_in_a_feed_it_is_an_article_or_told(pieces: list[str], beginning: str) -> None:
    content = (beginning + "".join(pieces)).encode(errors="surrogatepass")
    try:
        feed = read(content, url="https://news.example/")
    except UnreadableSource:
        return
    for entry in feed.entries:
        assert isinstance(_web().article(entry, "feed", feed), Found | Refused)


@given(st.binary(max_size=200))
def test_so_it_is_for_any_bytes(content: bytes) -> None:
    with suppress(UnreadableSource):
        assert read(content).entries is not None


def test_what_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = _web()
    monkeypatch.setitem(sys.modules, "feedparser", None)
    with pytest.raises(NotInstalled, match=r"pip install 'conflict-records\[web\]'"):
        _feed(tmp_path, _rss("<description>x</description>"), reader)
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(NotInstalled, match=r"pip install 'conflict-records\[web\]'"):
        _web()


def test_files_pages_and_feeds_go_in_together(tmp_path: Path, site: Site) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "f.xml").write_text(_rss("<description>x</description>"))
    site.answers["/"] = html(PAGE)

    def found(paths: list[str]) -> Iterator[Source]:
        return find(paths, max_text_bytes=1000)

    paths = [str(tmp_path / "a.txt"), site.url(), str(tmp_path / "a.txt")]
    kinds = [type(one) for one in _web().everything(paths, [str(tmp_path / "f.xml")], find=found)]
    assert kinds == [Found, Page, Found, Found]
    assert [is_address(place) for place in ("HTTPS://a", "http:/a", "/http://a", "-")] == [True, False, False, False]
