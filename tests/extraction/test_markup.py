"""HTML in a text becomes white space where it stands; what it parts is read apart, and a problem tells of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.markup import without
from app.ingestion import store
from app.ingestion.submission import Submission
from app.vocabulary import ProblemCode

SAID = "The army said that 12 soldiers were killed, and called for a ceasefire."


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        (SAID, SAID),
        ("a<b>b</b>c", "a   b    c"),
        ("<p>a</p><p class='x'\n>b", f"\n  a\n   \n{' ' * 13}b"),
        ("a<br/>b<BR >c", "a\n    b\n    c"),
        ("<!-- x -->a<!DOCTYPE html>b", "\n         a\n              b"),
        ("a<script>if (12) { killed() }</script>b", f"a\n{' ' * 36}b"),
        ("&quot;12&nbsp;men&#8221; &amp; &#x27;", "\"     12      men”       &     '     "),
        ("AT&T; R&D; &Tower; a & b", "AT&T; R&D; &Tower; a & b"),
        ("a < b > c <3 <Baku> <he@example.org>", "a < b > c <3 <Baku> <he@example.org>"),
        ("&#0;&#xd800;&#1114112;&#10;a", f"{' ' * 27}a"),
    ],
)
def test_markup_is_read_as_white_space_where_it_stands(text: str, readable: str) -> None:
    found, problems = without(text)
    assert found == readable
    assert [problem.code for problem in problems] == [ProblemCode.MARKUP] * (text != readable)


def test_no_record_runs_over_the_end_of_an_html_paragraph() -> None:
    text = "<h2>War</h2><p>The army said <b>12</b> men were killed</p><p>It called for a ceasefire</p><li>2 killed</li>"
    article = store.preview(Submission(text=text))
    assert [figure.text for figure in article.figures or ()] == ["12</b> men", "2 killed"]
    assert not any("p>" in record.text for record in (*(article.claims or ()), *(article.figures or ())))


def test_the_problem_stands_at_the_first_of_them() -> None:
    (problem,) = without(f"{SAID} &amp; <b>more</b>")[1]
    assert problem.detail == "HTML was left in the text, 3 times from here on; it is read as white space"
    assert problem.span is not None
    assert (problem.span.start, problem.span.end) == (len(SAID) + 1, len(SAID) + 6)


_PIECES = [
    "<p>",
    "</p",
    "<b",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    ">",
    "<",
    "/",
    "&",
    "&amp;",
    "&#1",
    ";",
    "\n",
    "x",
]


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=5), max_size=40).map("".join))
def test_a_text_without_its_markup_is_as_long_and_otherwise_the_same(text: str) -> None:
    readable, problems = without(text)
    assert len(readable) == len(text)
    assert (readable == text) == (not problems)
    assert not [c for a, c in zip(text, readable, strict=True) if a != c and not (c.isspace() or a == "&")]
