"""Variants spell a paragraph anew and leave its trees whole."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.training.examples import check, paragraphs
from training import variants
from training.annotated import Paragraph, join, split_long


@pytest.fixture
def pair(tmp_path: Path) -> list[Paragraph]:
    return paragraphs(tmp_path)


def test_every_variant_keeps_the_trees(pair: list[Paragraph]) -> None:
    rng = random.Random(1)  # noqa: S311 - the same draws each time are wanted
    seen = set()
    for paragraph in [*pair, join(*pair), *split_long(pair[0], 5)] * 200:
        varied = variants.vary(paragraph, rng)
        check(varied)
        seen.add(varied.text)
    texts = "\n".join(seen)
    for spelled in ("said 27 people", "said that 27 people", "“why”", "SAID", "Killed in Aleppo\n", "it doesn't know"):
        assert spelled in texts + "\n"


def test_that_is_left_out_under_verbs_of_speech(pair: list[Paragraph]) -> None:
    rng = random.Random(1)  # noqa: S311 - the same draws each time are wanted
    assert variants.without_that(pair[0], rng, share=0) == pair[0]
    said = variants.without_that(pair[0], rng, share=1)
    assert said.text.startswith("The ministry said 27 people were killed")
    assert said.words[said.words[6].head].form == "said"
    assert said.words[6].deprel == "ccomp"
    other = replace(pair[0], words=tuple(replace(w, lemma="sing") if w.lemma == "say" else w for w in pair[0].words))
    assert variants.without_that(other, rng, share=1) == other


def test_a_headline_has_capitals_and_no_full_stop(pair: list[Paragraph]) -> None:
    sentence = next(split_long(pair[0], 5))
    assert variants.headline(sentence).text == "The Ministry Said That 27 People Were Killed in Aleppo"
    assert variants.unstopped(sentence).text == "The ministry said that 27 people were killed in Aleppo"
    assert variants.unstopped(pair[0]) == pair[0]


def test_quotation_marks_turn_typographic_and_back(pair: list[Paragraph]) -> None:
    curly = variants.typographic(pair[0])
    assert curly.text.endswith("It doesn’t know “why”.")
    check(curly)
    assert variants.straight(curly) == pair[0]
