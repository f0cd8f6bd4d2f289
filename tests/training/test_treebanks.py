"""CoNLL-U becomes paragraphs whose words lie in their text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.examples import check, paragraphs, write_treebank
from training import treebanks


def test_paragraphs_have_words_sentences_and_names(tmp_path: Path) -> None:
    first, second = paragraphs(tmp_path)
    check(first)
    check(second)
    assert first.text == 'The ministry said that 27 people were killed in Aleppo. It doesn\'t know "why".'
    assert first.starts == (0, 11)
    assert first.genre == "news"
    assert first.names == ((48, 54, "LOC"),)
    assert first.words[4].feats == "NumType=Card"
    assert [first.text[word.start : word.end] for word in first.words[11:14]] == ["It", "does", "n't"]


def test_a_newline_stands_where_the_guard_allows_no_start(tmp_path: Path) -> None:
    assert paragraphs(tmp_path)[1].text == "Iran and Iraq\nBoth states deny it"
    assert treebanks.read(tmp_path / "made-train.conllu.xz")[1].text == "Iran and Iraq Both states deny it"


def test_names_are_known_only_where_every_sentence_has_them(tmp_path: Path) -> None:
    file = write_treebank(tmp_path / "x.conllu.xz")
    assert [p.names for p in treebanks.read(file)] == [None, None]
    assert [p.names for p in treebanks.read(file, {"made-1": [], "made-3": [], "made-4": []})] == [None, ()]


@pytest.mark.parametrize(
    ("text", "rows", "spans"),
    [
        ("We're gone", [("1-2", "We're"), ("1", "We"), ("2", "'re"), ("3", "gone")], [(0, 2), (2, 5), (6, 10)]),
        ("au lait", [("1-2", "au"), ("1", "à"), ("2", "le"), ("3", "lait")], [(0, 0), (0, 2), (3, 7)]),
        ("a b", [("1", "a"), ("1.1", "x"), ("2", "b")], [(0, 1), (2, 3)]),
        ("a b", [("1", "a"), ("2", "c")], None),
    ],
)
def test_words_are_placed(text: str, rows: list[tuple[str, str]], spans: list[tuple[int, int]] | None) -> None:
    assert treebanks.place_words(text, rows) == spans
