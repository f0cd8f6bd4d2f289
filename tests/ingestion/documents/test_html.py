"""HTML: the paragraphs of an article whatever is around them, and the facts that a page states."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UnreadableSource
from app.ingestion import store
from app.ingestion.documents import html
from app.ingestion.submission import parse
from tests.conftest import SEED_DATA
from tests.ingestion.documents import layouts
from tests.ingestion.documents.layouts import Layout

_SENTENCE = "Armenia said two soldiers were killed near the border."
_ARTICLES = sorted(path for path in SEED_DATA.glob("*.txt") if "current-events" not in path.name)
_SHORT = ("Two soldiers killed", [_SENTENCE, "Azerbaijan denied it on Wednesday, and said more."])


def _article(path: Path) -> tuple[str, list[str]]:
    """Return the title and the paragraphs of a seed article, as HTML leaves them: with single spaces."""
    title = str(tomllib.loads(path.with_suffix(".toml").read_text())["title"])
    paragraphs = [" ".join(line.split()) for line in path.read_text().split("\n") if line.strip()]
    return title, [paragraph for paragraph in paragraphs if paragraph != title]


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize("layout", [layouts.news, layouts.wiki, layouts.blog, layouts.divisions, layouts.old])
def test_the_text_is_the_paragraphs_of_the_article(layout: Layout) -> None:
    for title, paragraphs in [_SHORT, *map(_article, _ARTICLES)]:
        found = html.read(layout(title, paragraphs).encode())
        assert _lines(found["text"]) == paragraphs
        assert found["title"] == title


def test_entries_of_a_list_are_paragraphs() -> None:
    for path in sorted(SEED_DATA.glob("*current-events.txt")):
        title, paragraphs = _article(path)
        found = _lines(html.read(layouts.listed(title, paragraphs).encode())["text"])
        assert [line.removesuffix(" (Agency)") for line in found if line.endswith(" (Agency)")] == paragraphs


def test_claims_are_those_of_the_plain_text() -> None:
    path = SEED_DATA / "2019-01-28-jolo.txt"
    title, paragraphs = _article(path)
    day = date(2019, 1, 28)
    page = html.read(layouts.news(title, paragraphs).encode()) | {"published_at": day}
    plain = parse({"text": path.read_text(), "title": title, "published_at": day}, max_text_bytes=100_000)
    read, expected = (store.preview(one) for one in (parse(page, max_text_bytes=100_000), plain))
    assert read.text is not None
    assert read.claims
    assert [(one.type, one.text, one.speaker and one.speaker.text) for one in read.claims] == [
        (one.type, one.text, one.speaker and one.speaker.text) for one in expected.claims or ()
    ]
    assert [(one.text, one.measure) for one in read.figures or ()] == [
        (one.text, one.measure) for one in expected.figures or ()
    ]
    assert all(read.text[one.start : one.end] == one.text for one in read.claims)


def test_paragraphs_have_a_blank_line_between_them_and_lines_none() -> None:
    page = f"""<html><body><article><h1>Two killed</h1><p>{_SENTENCE}</p><h2>Reactions</h2>
    <p>Azerbaijan<br>denied\n it &amp; <b>more</b>.</p>
    <ul><li>France called for calm.</li><li>Russia  said nothing.</li></ul>
    <blockquote><p>The attacks <q>must</q> stop.</p><p>They are a crime.</p></blockquote></article></body></html>"""
    assert html.read(page)["text"].split("\n\n") == [
        _SENTENCE, "Reactions", "Azerbaijan\ndenied it & more.", "France called for calm.", "Russia said nothing.",
        "The attacks “must” stop.", "They are a crime.",
    ]  # fmt: skip


def test_facts_are_those_that_the_page_states() -> None:
    found = html.read(layouts.news(*_SHORT).encode())
    assert {name: value for name, value in found.items() if name != "text"} == {
        "title": "Two soldiers killed", "publisher": "The Example", "published_at": date(2023, 9, 20),
        "url": "https://example.org/world/story", "language": "en-GB",
    }  # fmt: skip
    fetched = html.read(layouts.news(*_SHORT).encode(), url="https://example.com/a")
    assert fetched["url"] == "https://example.com/a"
    assert html.read(f"<html><body><p>{_SENTENCE}") == {"text": _SENTENCE}
    assert html.read(f"<html><body><p>{_SENTENCE}", url="https://www.example.org/a")["publisher"] == "www.example.org"


_LATER = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2023-09-20T23:30:00-05:00">', "", date(2023, 9, 20)),
        ('<script type="application/ld+json">{"datePublished": "2023-09-20"}</script>', "", date(2023, 9, 20)),
        ("", '<time datetime="2023-09-20">Wednesday</time>', date(2023, 9, 20)),
        ("", '<p class="published-date">20 September 2023</p>', date(2023, 9, 20)),
        ("", "<p>In the war of 20 September 2023, begun on 2023-09-19, thousands were said to have died.</p>", None),
        ("<title>The attacks of 11 September 2001</title>", "<h1>The attacks of 11 September 2001</h1>", None),
        ('<meta property="og:image" content="https://example.org/2019/05/06/a.jpg">', "", None),
        (f'<meta property="article:published_time" content="{_LATER}">', "", None),
        ('<meta name="date" content="2023-13-45">', "", None),
    ],
)  # fmt: skip
def test_a_date_is_one_that_the_page_labels(head: str, body: str, day: date | None) -> None:
    page = f"<html><head>{head}</head><body><article>{body}<p>{_SENTENCE}</p></article></body></html>"
    assert html.read(page).get("published_at") == day


@pytest.mark.parametrize(
    ("attributes", "language"),
    [
        ('lang="en"', "en"), ('lang="en_US"', "en-US"), ('lang="pt-BR"', "pt-BR"), ('lang=""', None), ("", None),
        ('lang="x"', None), ('lang="{{ lang }}"', None), ('lang="zh-Hans-CN"', "zh-Hans"),
    ],
)  # fmt: skip
def test_languages_are_tags(attributes: str, language: str | None) -> None:
    assert html.read(f"<html {attributes}><body><p>{_SENTENCE}").get("language") == language


def test_what_no_article_can_have_is_left_out() -> None:
    page = (
        f'<html><head><title>{"x" * 600}</title><link rel="canonical" href="javascript:1"></head><body><p>{_SENTENCE}'
    )
    assert html.read(page) == {"text": _SENTENCE}


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><h1>Log in</h1><form><label>Name<input></label><button>Go</button></form></body></html>",
        "<html><head><title>404</title></head><body><h1>404 Not Found</h1><p>nginx</p></body></html>",
        '<html><body><div id="root"></div><noscript>You need JavaScript to see this app.</noscript></body></html>',
        '<html><body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav></body></html>',
        "<html><body></body></html>", "<html>", "<!-- nothing -->", "<script>x</script>", "", " \n", "<p>", "\0",
        "<html><frameset><frame src=a></frameset></html>",
    ],
)  # fmt: skip
def test_pages_without_an_article_are_refused(page: str) -> None:
    with pytest.raises(UnreadableSource, match="no article text found"):
        html.read(page)


_NESTED = "".join(f"<div><p>{_SENTENCE}</p>" for _ in range(300))


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"x" * 10_000_001, "has more than the 10,000,000 bytes"),
        ("<html><body>" + "<i></i>" * 150_000, "has more than 200,000 tags"),
        ("<html><body>" + "<div>" * 100_000 + _SENTENCE, "its elements are nested 256 deep"),
        (f"<html><body>{_NESTED}</body></html>", "its elements are nested 256 deep"),
        (f"<html><body>{'<font>' * 300}{_SENTENCE}", "its elements are nested 256 deep"),
        ("<b>" * 300 + _SENTENCE, "its elements are nested 256 deep"),
    ],
)
def test_pages_that_are_too_much_are_refused(page: str | bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        html.read(page)


@pytest.mark.parametrize("sent", [None, "utf-8", "iso-8859-1", "no-charset"])
@pytest.mark.parametrize("named", ["", '<meta charset="windows-1252">', '<meta charset="utf-8">'])
def test_the_text_is_never_garbled(sent: str | None, named: str) -> None:
    words = "Erdoğan said “we deny it”, as Médecins Sans Frontières reported."
    page = f"<html><head>{named}</head><body><p>{words}</p></body></html>"
    assert html.read(page.encode(), charset=sent)["text"] == words
    assert html.read(page.encode("utf-16"), charset=sent)["text"] == words


def test_bytes_that_are_no_characters_count_where_they_are_in_the_text() -> None:
    page = (
        "<html><head><meta charset='utf-8'></head><body><article><p>%s</p></article><footer>%s</footer></body></html>"
    )
    assert html.read((page % (_SENTENCE, "é")).encode("cp1252"))["text"] == _SENTENCE
    with pytest.raises(UnreadableSource, match=r"its text holds bytes that are no utf-8"):
        html.read((page % (_SENTENCE + " “No”, he said.", "")).encode("cp1252"))
    own = page % (_SENTENCE + " Caf\ufffd.", "")
    assert html.read(own.encode())["text"].endswith("Caf\ufffd.")  # as it was sent


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("Two <b>soldiers</b> died.", "Two soldiers died."),
        ("a<br>b<p>c &amp; d&nbsp;e<script>x</script></p> f", "a\nb\n\nc & d\xa0e\n\nf"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("<figure><img><figcaption>x</figcaption></figure><p>a</p><!-- b -->c", "a\n\nc"),
        ("</div></div>a<style>p {}</style>", "a"),
        ("<table><tr><td>1<td>2</table>", "1\n\n2"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("&#0;&#xD800;&#x110000;a", "\ufffd\ufffd\ufffda"),
        ("", ""), ("<p></p>", ""), ("<!-- a -->", ""), ("<?php a ?>", ""), ("\0\x01\ud800", ""), ("a\0\fb", "a b"),
        ("<q>a</q> b<sup>[1]</sup> <!-- ", "“a” b"),
    ],
)  # fmt: skip
def test_the_text_of_a_piece(fragment: str, text: str) -> None:
    assert html.text(fragment) == text


_PIECES = st.sampled_from([
    "<p>", "</p>", "<div class='comment'>", "</div>", "<br>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<q>",
    "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>", "&", "&#x0;", "&nbsp;", "<title>", "<body", ">", "'",
    "<html lang=en>", "<time datetime=2023-01-01>", "<sup>[1]</sup>", "<article>", "<svg>", "<math>", "<template>",
    '<script type="application/ld+json">{"datePublished": [{}], "publisher": 5, "headline": null}</script>',
    "<meta property=og:site_name content='\u202e'>", "<h1>Killed</h1>", _SENTENCE, "\ud83d", "\0", "\u2028",
])  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=5), max_size=25))
@settings(max_examples=80, deadline=None)
def test_anything_is_an_article_or_refused(pieces: list[str]) -> None:
    page = "".join(pieces)
    for content in (page, page.encode("utf-8", "surrogatepass"), f"<html><body>{page}"):
        try:
            values = html.read(content)
        except UnreadableSource:
            continue
        taken = parse(values, max_text_bytes=1_000_000)
        assert taken.text == taken.text.strip()
        assert "\n\n\n" not in taken.text


@given(st.binary(max_size=200), st.none() | st.sampled_from(["utf-8", "gbk", "utf-16", "iso-2022-jp", "cp1251"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_an_article_or_refused(content: bytes, charset: str | None) -> None:
    for page in (content, b"<html><body><p>" + content):
        try:
            values = html.read(page, charset=charset)
        except UnreadableSource:
            continue
        assert parse(values, max_text_bytes=1_000_000)


@pytest.mark.parametrize("piece", ["<p>{}</p>", "<b>{}</b> ", "<li>{}", "{}<br>", "<a href=x>{}</a> ", "<td>{}"])
def test_time_is_linear_in_the_page(piece: str) -> None:
    seconds = []
    for count in (500, 2000):
        words = "".join(piece.format(f"{_SENTENCE} {i}") for i in range(count))
        began = time.process_time()
        try:
            html.read(f"<html><body><article>{words}</article></body></html>")
        except UnreadableSource:
            assert piece == "<td>{}"
        seconds.append(time.process_time() - began)
    assert seconds[1] < 12 * seconds[0] + 0.5


def test_nothing_is_imported_before_there_is_html() -> None:
    code = (
        "import sys; from app.api import bodies; from app.ingestion import batch, sources;"
        " from app.ingestion.documents import html, page_reading, warc;"
        " print(sorted({'lxml', 'trafilatura', 'htmldate', 'warcio', 'zstandard'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("lxml", "HTML is read by an extra: pip install 'conflict-records[web]'"),
        ("trafilatura", "HTML is read by an extra: pip install 'conflict-records[web]'"),
        ("warcio", "WARC files are read by an extra: pip install 'conflict-records[web]'"),
        ("zstandard", ".zst is read by an extra: pip install 'conflict-records[web]'"),
    ],
)
def test_what_is_missing_is_told_with_the_extra_that_brings_it(tmp_path: Path, missing: str, told: str) -> None:
    for name in ("a.html", "b.warc", "c.txt.zst"):
        (tmp_path / name).write_bytes(b"<html><body><p>Armenia said it.")
    code = (
        "import sys; sys.modules[sys.argv[1]] = None;"
        " from app.ingestion import sources; from app.ingestion.documents import page_reading;"
        " found = page_reading.read(sources.find([sys.argv[2]], max_text_bytes=1000));"
        " print(*(getattr(one, 'reason', None) for one in found), sep='\\n')"
    )
    command = [sys.executable, "-c", code, missing, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told in done.stdout.splitlines()
