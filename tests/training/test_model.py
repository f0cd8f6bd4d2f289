"""The model that the package carries: small, with its licence, and a card that tells what was measured."""

from __future__ import annotations

import json
from typing import Any

import pytest
import spacy
from spacy.language import Language

from app.extraction.parsing import floats, guard, lemmas, names  # noqa: F401 - its pipes register themselves
from training import card, speed
from training.material import MODEL


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def read(name: str) -> Any:
    return json.loads((MODEL / name).read_text(encoding="utf-8"))


def test_the_model_is_small() -> None:
    assert speed.size(MODEL) <= 16_000_000
    assert read("scores.json")["process"]["bytes"] <= 16_000_000
    assert read("scores.json")["process"]["resident_mb"] < 300


def test_the_card_is_that_of_the_scores() -> None:
    written = (MODEL / "README.md").read_text(encoding="utf-8")
    assert written == card.write(read("training.json"), read("scores.json"))
    assert f"{read('scores.json')['treebanks']['en_gum-open-dev']['las_aligned']:.1f}" in written


def test_the_licence_is_the_model_s_own() -> None:
    assert read("meta.json")["license"] == "CC BY-SA 4.0"
    assert "CC BY-SA 4.0" in (MODEL / "LICENSE").read_text(encoding="utf-8")


def test_the_card_names_the_labelled_articles_that_were_unseen() -> None:
    unseen = set(read("training.json")["unseen"])
    labelled = {path.stem for path in (MODEL.parents[2] / "evaluation" / "labelled").glob("*.json")}
    assert len(labelled & unseen) == 13  # those labelled before it was trained
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    assert all(name in card for name in unseen)


def test_reported_clauses_without_that(nlp: Language) -> None:
    doc = nlp("The ministry said 27 people were killed in the attack.")
    by_form = {token.text: token for token in doc}
    assert by_form["said"].dep_ == "ROOT"
    assert (by_form["killed"].dep_, by_form["killed"].head.text) == ("ccomp", "said")
    assert (by_form["people"].dep_, by_form["people"].head.text) == ("nsubj:pass", "killed")
    assert (by_form["27"].dep_, by_form["27"].pos_) == ("nummod", "NUM")


def test_a_text_is_read_alike_alone_and_among_others(nlp: Language) -> None:
    texts = ["Rebels shelled the town.", "“They attacked us,” he said.", "Troops left."]
    alone = [nlp(text).to_json() for text in texts]
    assert [doc.to_json() for doc in nlp.pipe(texts)] == alone
