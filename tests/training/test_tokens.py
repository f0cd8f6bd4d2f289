"""The tokenizer meets the treebanks, and gold annotation finds its tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from tests.training.examples import paragraphs
from training import tokens
from training.annotated import Paragraph, Word


@pytest.fixture(scope="module")
def nlp() -> Language:
    blank = spacy.blank("en")
    tokens.tune(blank)
    return blank


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Russian-backed", "Russian - backed"),
        ("2-year-old", "2 - year - old"),
        ("anti-government ex-minister Non-combatants", "anti-government ex-minister Non-combatants"),
        ("F-16 MH-17", "F-16 MH-17"),
        ("Kyiv—which", "Kyiv — which"),
        ("town/village", "town / village"),
        ("dead!!! --", "dead !!! --"),
    ],
)
def test_hyphens_and_dashes(nlp: Language, text: str, made: str) -> None:
    assert " ".join(token.text for token in nlp(text)) == made


def test_annotation_is_written_on_tokens(nlp: Language, tmp_path: Path) -> None:
    first, second = paragraphs(tmp_path)
    doc = tokens.gold_doc(nlp, first)
    assert [t.text for t in doc[11:15]] == ["It", "does", "n't", "know"]
    assert [(t.dep_, t.head.text, t.lemma_) for t in doc[11:14]] == [
        ("nsubj", "know", "it"),
        ("aux", "know", "do"),
        ("advmod", "know", "not"),
    ]
    assert [t.tag_ for t in doc[:11]] == ["O"] * 9 + ["U-LOC", "O"]
    assert [sentence.text for sentence in tokens.gold_doc(nlp, second).sents] == [
        "Iran and Iraq\n",
        "Both states deny it",
    ]


def test_a_token_over_words_takes_the_highest_and_a_word_over_tokens_its_first(nlp: Language) -> None:
    text = "cannot U.S.-based 10 000 F-16"
    words = (
        Word(0, 3, "can", "can", "AUX", "", 1, "aux"),
        Word(3, 6, "not", "not", "PART", "", 2, "advmod"),
        Word(7, 17, "U.S.-based", "U.S.-based", "ADJ", "", 2, "ROOT"),
        Word(18, 24, "10 000", "10000", "NUM", "", 2, "nummod"),
        Word(25, 26, "F", "F", "PROPN", "", 6, "compound"),
        Word(26, 27, "-", "-", "PUNCT", "", 6, "punct"),
        Word(27, 29, "16", "16", "NUM", "", 2, "dep"),
    )
    doc = tokens.gold_doc(nlp, Paragraph(text, words, (0,), ((18, 24, "LOC"),)))
    assert [(t.text, t.dep_, t.pos_) for t in doc] == [
        ("can", "aux", "AUX"),
        ("not", "advmod", "PART"),
        ("U.S.-based", "ROOT", "ADJ"),
        ("10", "nummod", "NUM"),
        ("000", "", ""),
        ("F-16", "dep", "NUM"),
    ]
    assert [t.tag_ for t in doc[3:5]] == ["B-LOC", "L-LOC"]


def test_the_guard_is_silent_where_gold_contradicts_it(nlp: Language) -> None:
    def word(start: int, end: int, form: str) -> Word:
        return Word(start, end, form, form, "X", "", 0 if start < 3 else 1, "ROOT")

    split = Paragraph("No yes", (word(0, 2, "No"), word(3, 6, "yes")), (0, 1))
    example = tokens.make_example(nlp, split)
    assert [t.is_sent_start for t in example.reference] == [True, True]
    assert [t.is_sent_start for t in example.predicted] == [True, None]
    whole = Paragraph("No yes", (word(0, 2, "No"), Word(3, 6, "yes", "yes", "X", "", 0, "dep")), (0,))
    assert [t.is_sent_start for t in tokens.make_example(nlp, whole).predicted] == [True, False]
