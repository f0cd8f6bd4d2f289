"""Word classes: the verb of a clause among nouns that look like it."""

from __future__ import annotations

import pytest

from app.extraction import paragraphs
from app.extraction.grammar import inflection, words
from tests.extraction.statements.cast import entities


def finite(text: str) -> list[str]:
    """Return the finite verbs of a one-sentence text."""
    reader = words.Reader((), entities(text))
    line = reader.read(paragraphs.split(text)[0].sentences[0])
    return [word for word, tag in zip(line.low, line.tags, strict=True) if tag in "VXM"]


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Israel strikes targets in Gaza.", ["strikes"]),
        ("Israeli strikes destroy a house in Gaza.", ["destroy"]),
        ("The air strikes in Gaza continued.", ["continued"]),
        ("Officials report at least eight dead in Khartoum.", ["report"]),
        ("A police report shows that two men fled.", ["shows", "fled"]),
        ("The rebels claim two of them were civilians.", ["claim", "were"]),
        ("Turkey and Russia demand a ceasefire.", ["demand"]),
        ("The demand for a ceasefire came late.", ["came"]),
        ("Areas held by rebels were shelled.", ["were"]),
        ("In a statement issued on Monday, Turkey denied the report.", ["denied"]),
        ("The army launched an attack and captured a town.", ["launched", "captured"]),
        ("Turkey launches an attack, and claims to have won.", ["launches", "claims"]),
        ("A group from Aleppo, Syria, attacks two villages.", ["attacks"]),
        ("Egypt, located near Sudan, closed the border.", ["closed"]),
        ("The United Nations calls for restraint in May.", ["calls"]),
        ("Antony Blinken calls Russian actions a crime and asks prosecutors to act.", ["calls", "asks"]),
        ("Hamas later claim responsibility.", ["claim"]),
        ("A NATO report to members alleges that rebels fled.", ["alleges", "fled"]),
        ("Fighters arrived at 6 am and left.", ["arrived", "left"]),
        ("Ukraine says advancing troops have taken Kyiv.", ["says", "have"]),
    ],
)
def test_finite_verbs(text: str, verbs: list[str]) -> None:
    assert finite(text) == verbs


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("say", ["say", "says", "said", "said", "saying"]),
        ("deny", ["deny", "denies", "denied", "denied", "denying"]),
        ("admit", ["admit", "admits", "admitted", "admitted", "admitting"]),
        ("flee", ["flee", "flees", "fled", "fled", "fleeing"]),
        ("launch", ["launch", "launches", "launched", "launched", "launching"]),
        ("die", ["die", "dies", "died", "died", "dying"]),
        ("take", ["take", "takes", "took", "taken", "taking"]),
    ],
)
def test_verbs_are_conjugated(lemma: str, forms: list[str]) -> None:
    assert [form for form, _ in inflection.conjugate(lemma)] == forms


@pytest.mark.parametrize(
    ("noun", "plural"), [("army", "armies"), ("clash", "clashes"), ("raid", "raids"), ("man", "men")]
)
def test_plurals(noun: str, plural: str) -> None:
    assert inflection.plural(noun) == plural
