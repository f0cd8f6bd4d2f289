"""Paragraphs, sentences, words: where they begin and end, and what each paragraph is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.paragraphs import split


def sentences(text: str) -> list[str]:
    return [sentence.span.of(text) for paragraph in split(text) for sentence in paragraph.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Armenia said no. Azerbaijan said yes.", ["Armenia said no.", "Azerbaijan said yes."]),
        ("The U.S. Army left. It left on Monday.", ["The U.S. Army left.", "It left on Monday."]),
        ("Gen. Mark Milley met Lt. Col. J. R. Smith.", ["Gen. Mark Milley met Lt. Col. J. R. Smith."]),
        ("The answer was no. NATO left.", ["The answer was no.", "NATO left."]),
        ("It voted on No. 5 of the list.", ["It voted on No. 5 of the list."]),
        ('"It is over." The army left.', ['"It is over."', "The army left."]),
        ('"It is over." he said.', ['"It is over." he said.']),
        ("Is it over? Yes! It is…  So it seems.", ["Is it over?", "Yes!", "It is…", "So it seems."]),
        ("It fell 3.5 km away. 12 died.", ["It fell 3.5 km away.", "12 died."]),
        ("no capitals here. none at all.", ["no capitals here. none at all."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Azerbaijan's president", ["Azerbaijan", "'s", "president"]),
        ("Erdoğan’s anti-terror law", ["Erdoğan", "’s", "anti-terror", "law"]),
        ("about 100km, 2,000 men", ["about", "100", "km", ",", "2,000", "men"]),
        ("N'Djamena didn't", ["N'Djamena", "didn't"]),
        ("the U.S. and U.K.-led", ["the", "U.S.", "and", "U.K.", "-", "led"]),
        ("٣ men", ["٣", "men"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [token.text for paragraph in split(text) for token in paragraph.tokens] == words


def test_only_a_newline_ends_a_paragraph() -> None:
    assert len(split("One line.\u2028Still the same.\x0bAnd this.\r\nAnother.")) == 2


def test_a_repeated_headline_and_a_comment_policy_are_furniture() -> None:
    text = "Talks begin in Geneva\n\nTalks begin in Geneva\n\nTalks began.\n\nComments posted here are not ours."
    assert [(p.heading, p.furniture) for p in split(text)] == [
        (True, False),
        (True, True),
        (False, False),
        (False, True),
    ]


def test_the_title_is_a_heading_even_with_a_full_stop() -> None:
    assert split("It is over.\n\nIt is.", title="It is over.")[0].heading


@pytest.mark.parametrize(
    ("text", "day", "begins"),
    [
        ("2020-11-04: Troops enter.", date(2020, 11, 4), "Troops"),
        ("2011-03-17: Libyan Civil War: Troops enter.", date(2011, 3, 17), "Troops"),
        ("2011-03-17: Barack Obama: troops enter.", date(2011, 3, 17), "Barack"),
        ("2011-13-17: Troops enter.", None, "2011"),
        ("BAKU, Azerbaijan (AP) — Troops enter.", None, "Troops"),
        ("GAZA CITY - Troops enter.", None, "Troops"),
        ("NATO-led troops enter.", None, "NATO-led"),
    ],
)
def test_a_dateline_is_no_part_of_a_sentence(text: str, day: date | None, begins: str) -> None:
    paragraph = split(text)[0]
    assert paragraph.day == day
    assert paragraph.tokens[0].text == begins


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Troops enter. (Reuters; AFP via Al Arabiya)", "."),
        ('They said "no." (BBC News)', '"'),
        ("Troops enter. (AFP via Yahoo), (Reuters),", "."),
        ("Troops enter. (The Week (India)) (NDTV; Reuters)", "."),
        ("Troops enter (Reuters says so)", ")"),
        ("Troops enter. (the rest is unknown)", ")"),
    ],
)
def test_outlets_in_brackets_are_no_part_of_a_sentence(text: str, ends: str) -> None:
    assert split(text)[0].tokens[-1].text == ends


@given(st.text(alphabet=st.sampled_from("Ab1 .\"'“”()\n-–:٣é\u2028\u0301"), max_size=200))
def test_tokens_cover_all_but_white_space_in_order(text: str) -> None:
    end = 0
    for paragraph in split(text):
        for sentence in paragraph.sentences:
            assert sentence.span.start == sentence.tokens[0].start
            assert sentence.span.end == sentence.tokens[-1].end
            for token in sentence.tokens:
                assert text[token.start : token.end] == token.text
                assert token.start >= end
                end = token.end
