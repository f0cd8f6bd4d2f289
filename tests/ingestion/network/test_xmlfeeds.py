"""RSS and Atom: what feeds say, and what is made of those that are none, broken or made to hurt."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from app.errors import UnreadableSource
from app.ingestion.network.entries import Entry, Feed
from app.ingestion.network.xmlfeeds import parse

URL = "https://news.example/feeds/all.xml"


def _parsed(content: str, url: str | None = URL) -> Feed:
    return parse(content, url=url)


def _rss(items: str, about: str = "<title>The News</title>") -> str:
    return f'<rss version="2.0"><channel>{about}{items}</channel></rss>'


def test_rss_is_read() -> None:
    feed = _parsed(
        '\ufeff\n<?xml version="1.0" encoding="iso-8859-1"?><!-- <html> --><rss version="2.0"'.lstrip("\ufeff")
        + ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The &amp;amp; News é</title>'
        "<ttl>30</ttl><language>en-us</language><item><title>One &lt;b&gt;two&lt;/b&gt;\n three</title>"
        '<link>/a?x=1&amp;y=2</link><guid isPermaLink="false">7</guid><description>short</description>'
        "<content:encoded><![CDATA[<p>Full &amp; text.</p>]]></content:encoded>"
        '<pubDate>Wed, 20 Sep 2023 08:00:00 +0400</pubDate><source url="https://other.example/">The Others</source>'
        "</item><item><description>A &lt; b &amp;amp; &lt;i&gt;c&lt;/i&gt;</description><pubDate>2023-09-20</pubDate>"
        "</item></channel></rss>"
    )
    assert feed == Feed(
        title="The & News é",
        wait=1800,
        entries=(
            Entry(
                link="https://news.example/a?x=1&y=2", title="One two three", publisher="The Others", language="en-us",
                published_at=datetime(2023, 9, 20, 4, tzinfo=UTC), html="<p>Full &amp; text.</p>",
            ),
            Entry(summary="A < b &amp; <i>c</i>", published_at=date(2023, 9, 20), language="en-us"),
        ),
    )  # fmt: skip


def test_atom_is_read() -> None:
    feed = _parsed(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://base.example/x/"><title>News</title>'
        '<link rel="self" href="f"/><link rel="license" href="https://licence.example/by"/>'
        '<entry xml:lang="fr"><title>a &lt;i&gt;</title><link href="a"/><updated>2023-09-20T08:00:00Z</updated>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b</p></div></content>'
        "<source><title>Others</title></source></entry>"
        '<entry><content src="https://c.example/x" type="text/html"/><summary>a &lt; b &amp; c</summary></entry>'
        '<entry><content type="image/png">AAAA</content></entry>'
        '<entry><content type="text">one\n\ntwo &lt;b></content><published>2023-09-21T00:00:00Z</published></entry>'
        "</feed>"
    )
    licence = "https://licence.example/by"
    assert feed.entries == (
        Entry(
            link="https://base.example/x/a", title="a <i>", publisher="Others", language="fr", licence=licence,
            published_at=datetime(2023, 9, 20, 8, tzinfo=UTC), html="<p>a &lt; b</p>",
        ),
        Entry(link="https://c.example/x", summary="a &lt; b &amp; c", language="en", licence=licence),
        Entry(language="en", licence=licence),
        Entry(
            text="one\n\ntwo <b>", language="en", licence=licence, published_at=datetime(2023, 9, 21, tzinfo=UTC)
        ),
    )  # fmt: skip


def test_rdf_is_read() -> None:
    feed = _parsed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title></channel>'
        "<item><title>a</title><link>https://a.example/</link><dc:date>2023-09-20T08:00+04:00</dc:date></item></rdf:RDF>"
    )
    when = datetime(2023, 9, 20, 4, tzinfo=UTC)
    assert feed.entries == (Entry(link="https://a.example/", title="a", published_at=when),)


def test_a_date_that_is_none_leaves_the_next() -> None:
    item = "<item><title>a</title><pubDate>12</pubDate><dc:date>2023-09-20</dc:date></item>"
    assert _parsed(_rss(item)).entries[0].published_at == date(2023, 9, 20)


@pytest.mark.parametrize(
    ("link", "url", "taken"),
    [
        ("a b", URL, None),
        ("../a", URL, "https://news.example/a"),
        ("../a", None, None),
        ("javascript:alert(1)", URL, None),
        ("file:///etc/passwd", None, None),
        ("http://[::1", URL, None),
        ("//other.example/a", URL, "https://other.example/a"),
    ],
)
def test_links_are_addresses_or_none(link: str, url: str | None, taken: str | None) -> None:
    (entry,) = _parsed(_rss(f"<item><title>a</title><link>{link}</link></item>"), url).entries
    assert entry.link == taken


def test_the_same_entry_comes_once() -> None:
    item = "<item><title>a</title></item>"
    assert len(_parsed(_rss(item * 3 + "<item><title>b</title></item>" + item)).entries) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is no feed"),
        ("plain text", "is no feed"),
        ("<html><body><rss/></body></html>", "is a page of HTML and no feed"),
        ("<!DOCTYPE html>\n<!-- <rss> --><HTML>", "is a page of HTML and no feed"),
        ('<?xml version="1.0"?><svg/>', "is no feed"),
        ("<!-- " * 5000 + "<rss>", "is no feed"),
        (_rss("<item/>" * 20_001), "has more than 20,000 entries"),
    ],
)
def test_what_is_no_feed(content: str, reason: str) -> None:
    with pytest.raises(UnreadableSource) as raised:
        _parsed(content)
    assert str(raised.value) == reason


def test_broken_feeds_are_read_as_far_as_they_go() -> None:
    entity = _parsed(_rss("<item><description>One&nbsp;two & <b>three</description></item>"))
    assert entity.entries[0].summary == "One\xa0two & <b>three"
    assert not entity.breaks_off
    whole = _rss("<item><title>a</title><description>b</description></item>" * 2)
    cut = _parsed(whole[: whole.rindex("</description>")])
    assert [entry.summary for entry in cut.entries] == ["b", None]
    assert cut.breaks_off
    assert not _parsed(_rss("")).breaks_off


def test_entities_bring_nothing_in_and_do_not_grow() -> None:
    grown = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 20))
    laughs = f'<!DOCTYPE rss [<!ENTITY a0 "lol">{grown}]>' + _rss("<item><title>&a19;</title></item>")
    assert len(repr(_parsed(laughs))) < 1000
    for place in ("file:///etc/passwd", "http://127.0.0.1/"):
        inside = f'<!DOCTYPE rss [<!ENTITY a SYSTEM "{place}">]>' + _rss("<item><title>x&a;y</title></item>")
        assert "root:" not in repr(_parsed(inside))
        outside = f'<!DOCTYPE rss SYSTEM "{place}">' + _rss("<item><title>x&a;y</title></item>")
        assert "root:" not in repr(_parsed(outside))


def test_a_feed_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ingestion.network.xmlfeeds._SECONDS", 0.3)
    hostile = _rss(f"<item><author>{'a' * 60_000}</author></item>")  # a pattern of feedparser's backtracks in it
    began = time.monotonic()
    with pytest.raises(UnreadableSource, match=r"takes more than 0\.3 seconds to read"):
        _parsed(hostile)
    assert time.monotonic() - began < 30
