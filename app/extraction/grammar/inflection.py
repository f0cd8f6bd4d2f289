"""The forms of English verbs and nouns, made from lemmas by rule and from the table of irregular verbs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from app.extraction import lexicon

BASE, THIRD, PAST, PARTICIPLE, GERUND = "base", "third", "past", "participle", "gerund"

_VOWELS = "aeiou"
_IRREGULAR_PLURALS = {"man": "men", "woman": "women", "child": "children", "person": "people"}


@cache
def _verbs() -> tuple[dict[str, Any], frozenset[str]]:
    table = lexicon.load("verbs")
    return table["irregular"], frozenset(table["doubling"].split())


def conjugate(lemma: str) -> Iterator[tuple[str, str]]:
    """Yield each form of the verb `lemma` with what it is (`base`, `third`, `past`, `participle`, `gerund`)."""
    irregular, doubling = _verbs()
    yield lemma, BASE
    yield _with_s(lemma), THIRD
    stem = lemma + lemma[-1] if lemma in doubling else lemma
    if lemma in irregular:
        past, participle = irregular[lemma]
    else:
        past = participle = _with_ed(stem)
    yield past, PAST
    yield participle, PARTICIPLE
    if lemma.endswith("ie"):
        yield lemma[:-2] + "ying", GERUND
    elif lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        yield lemma[:-1] + "ing", GERUND
    else:
        yield stem + "ing", GERUND


def plural(noun: str) -> str:
    """Return the plural of `noun`."""
    return _IRREGULAR_PLURALS.get(noun) or _with_s(noun)


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _with_ed(stem: str) -> str:
    if stem.endswith("e"):
        return stem + "d"
    if stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        return stem[:-1] + "ied"
    return stem + "ed"
