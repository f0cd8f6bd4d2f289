"""Paragraphs are cut, joined and shortened without a word losing its place or its head."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.examples import check, paragraphs
from training.annotated import Paragraph, join, split_long, without_word


@pytest.fixture
def pair(tmp_path: Path) -> list[Paragraph]:
    return paragraphs(tmp_path)


def named(paragraph: Paragraph) -> list[str]:
    return [paragraph.text[start:end] for start, end, _ in paragraph.names or ()]


def test_a_long_paragraph_is_cut_between_sentences(pair: list[Paragraph]) -> None:
    pieces = list(split_long(pair[0], limit=5))
    assert [piece.text for piece in pieces] == [
        "The ministry said that 27 people were killed in Aleppo.",
        'It doesn\'t know "why".',
    ]
    assert [named(piece) for piece in pieces] == [["Aleppo"], []]
    for piece in pieces:
        check(piece)
    assert list(split_long(pair[0], limit=100)) == [pair[0]]


def test_joined_paragraphs_keep_words_and_names(pair: list[Paragraph]) -> None:
    joined = join(*pair)
    check(joined)
    assert joined.text == f"{pair[0].text}\n\n{pair[1].text}"
    assert len(joined.starts) == 4
    assert named(joined) == ["Aleppo", "Iran", "Iraq"]
    assert join(pair[0], Paragraph("Unread.")).names is None


def test_a_word_is_taken_out(pair: list[Paragraph]) -> None:
    shorter = without_word(pair[0], 3)
    check(shorter)
    assert shorter.text.startswith("The ministry said 27 people were killed in Aleppo. It")
    assert named(shorter) == ["Aleppo"]
    assert shorter.starts == (0, 10)
