"""Pages in files and in JSON: given as they are, with what is known of them, for whoever reads them."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput, UnreadableSource
from app.ingestion.documents import pages
from app.ingestion.documents.pages import Page
from app.ingestion.sources import Refused, Source, find
from tests.ingestion.documents import archives

LIMIT = 1000


def _find(path: Path) -> list[Source]:
    return list(find([str(path)], max_text_bytes=LIMIT))


def _reasons(found: list[Source]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Refused)]


def test_pages_in_files_have_their_facts_beside_them(tmp_path: Path) -> None:
    for name in ("a.html", "b.HTM", "c.xhtml"):
        (tmp_path / name).write_bytes(b"<p>caf\xe9")
    (tmp_path / "b.toml").write_text('title = "T"\npublished_at = 2023-09-20\n')
    given = {"title": "T", "published_at": date(2023, 9, 20)}
    assert _find(tmp_path) == [
        Page(str(tmp_path / "a.html"), b"<p>caf\xe9", max_text_bytes=LIMIT),
        Page(str(tmp_path / "b.HTM"), b"<p>caf\xe9", given=given, max_text_bytes=LIMIT),
        Page(str(tmp_path / "c.xhtml"), b"<p>caf\xe9", max_text_bytes=LIMIT),
    ]


def test_files_that_are_no_pages(tmp_path: Path) -> None:
    (tmp_path / "d.html").write_bytes(b" " * 10_000_001)
    (tmp_path / "e.html").write_text("<p>x")
    (tmp_path / "e.toml").write_text("text = 'x'")
    assert _reasons(_find(tmp_path)) == [
        "has more than the 10,000,000 bytes that a page may have", "e.toml has a text, but that is beside it",
    ]  # fmt: skip


def test_standard_input_is_a_page_when_that_is_said() -> None:
    stdin = io.BufferedReader(io.BytesIO(b"<p>x"))
    found = list(find(["-"], max_text_bytes=LIMIT, stdin=stdin, stdin_format="html"))
    assert found == [Page("stdin", b"<p>x", max_text_bytes=LIMIT)]


def test_html_in_json_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    records = [{"html": "<p>x", "title": "T"}, {"html": "<p>x", "text": "x"}, {"html": 5}, {"html": " "}]
    path.write_text("\n".join(map(json.dumps, records)))
    page, *refused = _find(path)
    assert page == Page(f"{path}:1", "<p>x", given={"title": "T"}, max_text_bytes=LIMIT)
    assert _reasons(refused) == [
        "html cannot be given beside text", "html is not a string", "html holds nothing but white space",
    ]  # fmt: skip


def test_what_is_given_stands_before_what_the_page_states() -> None:
    found = pages.article(Page("a", archives.page(1), url="https://example.org/a", given={"title": "T"}))
    assert (found.title, found.url, found.text) == ("T", "https://example.org/a", archives.text(1))
    assert pages.article(Page("a", archives.page(1))).title == "Two killed"


def test_what_a_client_sends_is_told_at_its_key() -> None:
    page = Page("a", "<p></p>")
    with pytest.raises(UnreadableSource):
        pages.article(page)
    with pytest.raises(InvalidInput, match="html: no article text found") as caught:
        pages.submitted(page, "html")
    assert [fault.pointer for fault in caught.value.faults] == ["/html"]
