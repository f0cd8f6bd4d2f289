"""The accessor answers alike whichever scheme a pipeline labels in: one contract, two back ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.extraction.parsing.schemes import Scheme, recognise
from app.extraction.parsing.tree import Tree
from tests.extraction.parsing.docs import ALL, ASKED, BLAMED, JOINED, RELATIVE, SAID, Sentence

SCHEMES = pytest.mark.parametrize("scheme", Scheme)


def words(sentence: Sentence, found: Any) -> Any:
    """Return an answer of the accessor with the words in the place of their numbers."""
    if isinstance(found, int) and not isinstance(found, bool):
        return sentence.words[found]
    if isinstance(found, list | tuple):
        return [words(sentence, part) for part in found]
    return found


Asked = Callable[..., Any]
CONTRACT: list[tuple[Sentence, Asked, str, Any]] = [
    (SAID, Tree.subject, "said", "Officials"),
    (SAID, Tree.subject, "killed", None),
    (SAID, Tree.passive_subject, "killed", "troops"),
    (SAID, Tree.passive_subject, "said", None),
    (SAID, Tree.clausal_complement, "said", "killed"),
    (SAID, Tree.agent, "killed", "rebels"),
    (SAID, Tree.agent, "said", None),
    (SAID, Tree.is_passive, "killed", True),
    (SAID, Tree.is_passive, "said", False),
    (SAID, Tree.is_finite, "killed", True),
    (SAID, Tree.marker, "killed", "that"),
    (SAID, Tree.number_of, "rebels", "three"),
    (SAID, Tree.counted, "three", "rebels"),
    (SAID, Tree.counted, "rebels", None),
    (SAID, Tree.span, "killed", ["that", "rebels"]),
    (SAID, Tree.span, "Officials", ["Officials", "Gaza"]),
    (SAID, Tree.phrase, "Officials", ["Officials", "Gaza"]),
    (SAID, Tree.predicate, "Gaza", "said"),
    (SAID, Tree.predicate, "three", "killed"),
    (SAID, Tree.predicate, "said", None),
    (SAID, Tree.head, "said", None),
    (SAID, Tree.head, "killed", "said"),
    (JOINED, Tree.object, "attacked", "Kyiv"),
    (JOINED, Tree.object, "left", None),
    (JOINED, Tree.conjuncts, "Kyiv", ["Odesa", "Lviv"]),
    (JOINED, Tree.conjuncts, "attacked", ["left"]),
    (JOINED, Tree.first_conjunct, "Lviv", "Kyiv"),
    (JOINED, Tree.first_conjunct, "Kyiv", "Kyiv"),
    (JOINED, Tree.phrase, "Kyiv", ["Kyiv", "Kyiv"]),
    (JOINED, Tree.span, "Kyiv", ["Kyiv", "Lviv"]),
    (JOINED, Tree.is_finite, "saying", False),
    (ASKED, Tree.open_complement, "ordered", "leave"),
    (ASKED, Tree.modifiers, "soldiers", ["seeking"]),
    (ASKED, Tree.phrase, "soldiers", ["soldiers", "soldiers"]),
    (ASKED, Tree.phrase, "ministry", ["The", "ministry"]),
    (ASKED, Tree.open_complement, "leave", None),
    (RELATIVE, Tree.subject, "safe", "Assad"),
    (RELATIVE, Tree.apposition, "Assad", "president"),
    (RELATIVE, Tree.is_finite, "safe", True),
    (RELATIVE, Tree.predicate, "Moscow", "safe"),
    (BLAMED, Tree.modifiers, "rebels", ["armed"]),
    (BLAMED, Tree.marker, "leaving", "after"),
    (BLAMED, Tree.object, "leaving", "Mosul"),
    (BLAMED, Tree.clausal_complement, "blamed", None),
]  # fmt: skip


@SCHEMES
@pytest.mark.parametrize(("sentence", "asked", "word", "expected"), CONTRACT)
def test_answers(scheme: Scheme, sentence: Sentence, asked: Asked, word: str, expected: Any) -> None:
    assert words(sentence, asked(sentence.tree(scheme), sentence.at(word))) == expected


UNDERSTOOD = [
    (SAID, "said", "Officials", False),
    (SAID, "killed", "troops", False),
    (JOINED, "left", "Russia", True),
    (JOINED, "saying", "Russia", True),
    (JOINED, "won", "it", False),
    (ASKED, "leave", "soldiers", True),
    (ASKED, "seeking", "soldiers", True),
    (RELATIVE, "fled", "Assad", True),
    (BLAMED, "leaving", "Attacks", True),
]


@SCHEMES
@pytest.mark.parametrize(("sentence", "verb", "subject", "shared"), UNDERSTOOD)
def test_understood_subjects(scheme: Scheme, sentence: Sentence, verb: str, subject: str, shared: bool) -> None:
    found = sentence.tree(scheme).understood_subject(sentence.at(verb))
    assert found is not None
    assert (sentence.words[found.word], found.shared) == (subject, shared)


@SCHEMES
@pytest.mark.parametrize(
    ("sentence", "word", "preposition", "noun"),
    [
        (SAID, "Officials", "in", "Gaza"),
        (BLAMED, "blamed", "on", "rebels"),
        (BLAMED, "rebels", "from", "Iraq"),
        (RELATIVE, "safe", "in", "Moscow"),
        (RELATIVE, "safe", "from", None),
    ],
)
def test_obliques(scheme: Scheme, sentence: Sentence, word: str, preposition: str, noun: str | None) -> None:
    assert words(sentence, sentence.tree(scheme).oblique(sentence.at(word), preposition)) == noun


@SCHEMES
@pytest.mark.parametrize("sentence", ALL, ids=lambda sentence: sentence.name)
def test_both_schemes_give_one_tree(scheme: Scheme, sentence: Sentence) -> None:
    tree, other = sentence.tree(scheme), sentence.tree(Scheme.UD)
    marks = {i for i, relation in enumerate(other.relations) if relation in {"punct", "aux", "mark"}}
    assert [h for i, h in enumerate(tree.heads) if i not in marks] == [
        h for i, h in enumerate(other.heads) if i not in marks
    ]
    assert [r for i, r in enumerate(tree.relations) if i not in marks] == [
        r for i, r in enumerate(other.relations) if i not in marks
    ]
    assert (list(tree.pos), list(tree.forms)) == (list(other.pos), list(other.forms))


@pytest.mark.parametrize(
    ("labels", "scheme"),
    [
        (["nsubj", "obj", "obl", "case", "ROOT"], Scheme.UD),
        (["nsubj", "dobj", "pobj", "prep", "ROOT"], Scheme.CLEARNLP),
        (["SBJ", "OBJ", "NMOD"], None),
        ([], None),
    ],
)
def test_schemes_are_recognised(labels: list[str], scheme: Scheme | None) -> None:
    assert recognise(labels) is scheme
