"""Reported clauses of news are learned from without their "that"."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from app.extraction.parsing import floats, guard, lemmas, names  # noqa: F401 - its pipes register themselves
from tests.training.examples import check
from training import silver
from training.material import MODEL

NEWS = [
    "The ministry said that 27 people were killed in the attack. Rebels left the town.",
    "Officials believe that the bridge was shelled on Friday.",
    "The army that shelled the town said nothing.",
    "The president spoke on Friday.",
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def test_that_is_left_out_and_the_tree_stays(nlp: Language) -> None:
    found = silver.reported(nlp, NEWS, limit=9, seed=1)
    assert sorted(paragraph.text for paragraph in found) == [
        "Officials believe the bridge was shelled on Friday.",
        "The ministry said 27 people were killed in the attack.",
    ]
    for paragraph in found:
        check(paragraph)
        assert paragraph.names is None
        (clause,) = [word for word in paragraph.words if word.deprel == "ccomp"]
        assert paragraph.words[clause.head].lemma in {"say", "believe"}


def test_no_more_than_asked_for_and_the_same_each_time(nlp: Language) -> None:
    first = silver.reported(nlp, NEWS * 5, limit=3, seed=1)
    assert len(first) == 3
    assert silver.reported(nlp, NEWS * 5, limit=3, seed=1) == first
    assert silver.reported(nlp, NEWS[2:], limit=3, seed=1) == []
