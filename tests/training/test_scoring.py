"""Scores are full where the pipeline says what is gold, and less where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from app.extraction.parsing import floats, guard, lemmas, names  # noqa: F401 - its pipes register themselves
from training import scoring
from training.annotated import Paragraph, Word
from training.material import MODEL

TEXT = "Rebels shelled the town of Aleppo. Troops left it, the ministry said."


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


@pytest.fixture(scope="module")
def read(nlp: Language) -> Paragraph:
    """Give what the model itself says, as if it were gold."""
    doc: Doc = nlp(TEXT)
    words = tuple(Word(t.idx, t.idx + len(t), t.text, t.lemma_, t.pos_, str(t.morph), t.head.i, t.dep_) for t in doc)
    return Paragraph(TEXT, words, tuple(sentence.start for sentence in doc.sents))


def test_what_is_gold_scores_full(nlp: Language, read: Paragraph) -> None:
    scores = scoring.evaluate(nlp, [read, read])
    assert scores.words == 30
    assert {scores.tokens, scores.sentences, scores.upos, scores.feats, scores.lemma, scores.las_aligned} == {100.0}


def test_each_fault_lowers_its_score(nlp: Language, read: Paragraph) -> None:
    first = read.words[0]
    relabelled = replace(read, words=(replace(first, deprel="vocative"), *read.words[1:]))
    scores = scoring.evaluate(nlp, [relabelled])
    assert (scores.uas, scores.uas_aligned, scores.upos) == (100.0, 100.0, 100.0)
    assert scores.las == round(100 * 14 / 15, 2)
    assert scores.las_aligned == round(100 * 11 / 12, 2)
    other = replace(read, words=(replace(first, lemma="x", upos="X", feats="Number=Dual", head=2), *read.words[1:]))
    scores = scoring.evaluate(nlp, [other])
    assert {scores.lemma, scores.upos, scores.feats, scores.uas} == {round(100 * 14 / 15, 2)}
    assert scoring.evaluate(nlp, [replace(read, starts=(0,))]).sentences == 0
    tokens = scoring.evaluate(nlp, [replace(read, words=(replace(first, end=3), *read.words[1:]))]).tokens
    assert tokens == round(100 * 14 / 15, 2)


def test_names_are_scored_by_kind_and_span(nlp: Language) -> None:
    entities = [(e.start_char, e.end_char, e.label_) for e in nlp("He went to Syria and Iran.").ents]
    assert [label for *_, label in entities] == ["LOC", "LOC"]
    full = scoring.evaluate_names(nlp, [("He went to Syria and Iran.", entities)])
    assert (full["LOC"], full["typed"], full["mention"], full["gold"]) == (100.0, 100.0, 100.0, 2)
    first, second = entities
    wrong = scoring.evaluate_names(nlp, [("He went to Syria and Iran.", [(*first[:2], "ORG"), second])])
    assert (wrong["ORG"], wrong["LOC"], wrong["typed"], wrong["mention"]) == (0.0, 66.67, 50.0, 100.0)
