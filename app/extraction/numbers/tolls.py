"""Running totals: "the death toll rises to 32", "the number of children killed to 17", "raising the total to 69"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.extraction import lexicon
from app.extraction.numbers.counted import Counted
from app.extraction.numbers.measures import NOUNS, TOLLS, VERBS, Noun
from app.vocabulary import Group, Measure, Unit

_LEXICON = lexicon.load("tolls")
_CHANGING = frozenset(_LEXICON["changing"])
_STATING = frozenset(_LEXICON["stating"])
_LIMITING = frozenset(_LEXICON["limiting"])
_ADJECTIVES = frozenset(_LEXICON["adjectives"])
_REACH = 24  # words between the noun of a toll and its number
_LEAD = 8  # words before that noun within which "bringing" may stand


@dataclass(frozen=True, slots=True)
class Toll:
    """What a running total counts; it starts at word `first`. `measure` None: the same as the number before."""

    first: int
    measure: Measure | None
    noun: Noun | None = None
    group: Group | None = None
    total: bool = False


def read(lowers: Sequence[str], item: Counted, free: int) -> Toll | None:
    """Return the toll that the number of `item` completes; nothing before word `free` belongs to it."""
    lead = lowers[item.first - 1] if item.first else ""
    limited = item.first < item.number.core and lowers[item.first] in _LIMITING
    if not (limited or lead in ("to", "at", "of", "from") or lead in _STATING):
        return None
    for i in range(item.first - 1, max(free, item.first - _REACH) - 1, -1):
        if lowers[i] in (";", "."):
            return None
        toll, last = _toll(lowers, i, item.first)
        if toll is None:
            continue
        if lead == "of":
            return toll if last == item.first - 1 else None
        if lead in ("to", "at", "from") and not any(
            word in _CHANGING for word in lowers[max(0, i - _LEAD) : item.first]
        ):
            return None
        return toll
    return None


def _toll(lowers: Sequence[str], i: int, end: int) -> tuple[Toll | None, int]:
    """Return the toll whose noun starts at word `i` and the index after that noun."""
    if lowers[i : i + 2] == ["number", "of"] and (counted := _number_of(lowers, i, end)):
        return counted, i + 2
    if lowers[i : i + 1] == ["total"] and i > 0 and lowers[i - 1] == "the" and i + 2 == end:
        return Toll(i, None, total=True), i + 1
    found = TOLLS.at(lowers, i)
    if found is None:
        return None, i
    first = i
    while first > 0 and i - first < 4 and lowers[first - 1] in _ADJECTIVES:
        first -= 1
    group = _group(lowers, found.last, end)
    return Toll(first, found.value, group=group, total="total" in lowers[first:i]), found.last


def _number_of(lowers: Sequence[str], i: int, end: int) -> Toll | None:
    """Read "number of children killed", "number of strikes" at word `i`."""
    known: Noun | None = None
    at = i
    for j in range(i + 2, min(i + 8, end)):
        if (noun := NOUNS.at(lowers, j, i + 2)) and noun.value.plural:
            known = noun.value if known is None or at == j - 1 else known  # "armed forces troops" are troops
            at = j
        if (verb := VERBS.at(lowers, j)) and verb.value.participle and (known is None or known.open):
            return Toll(i, verb.value.measure, known, known.group if known else None)
    return Toll(i, known.measure, known, known.group) if known else None


def _group(lowers: Sequence[str], start: int, end: int) -> Group | None:
    """Return of whom the toll is: "death toll among the fighters"."""
    if lowers[start : start + 1] not in (["among"], ["of"], ["for"]):
        return None
    for j in range(start + 1, min(start + 6, end)):
        noun = NOUNS.at(lowers, j, start + 1)
        if noun and noun.value.unit is Unit.PERSON and noun.value.plural:
            return noun.value.group
    return None
