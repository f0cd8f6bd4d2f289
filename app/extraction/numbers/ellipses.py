"""Numbers that leave out what they count, because the number or the words before them say it.

Each function reads one number of `app.extraction.numbers.bindings` with the number before or after it.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.extraction.numbers.counted import Counted
from app.extraction.numbers.measures import NOUNS, Noun
from app.vocabulary import Measure

DOWNED = frozenset([Measure.EQUIPMENT, Measure.MUNITIONS])
"""Harm done to machines and missiles; of people nobody says so."""

_THINGS = DOWNED | {Measure.INCIDENTS}
_COMPARISONS = frozenset(["down", "up", "peak", "compared", "than", "from"])
_DASHES = frozenset("-‐‑–—")
_OPENING = _DASHES | {":", "("}
_WHERE = frozenset(["in", "at", "near", "outside", "inside", "from"])
_BETWEEN = 12  # words between a number and the one it goes on with
_NEAR = 6  # words between what happened and the number that takes some of those it happened to
_FAR = 22  # words before a number within which the noun it leaves out stands
_BACK = 12  # numbers looked back at for missiles and machines


def is_gapped(lowers: Sequence[str], item: Counted, *, said: int, end: int) -> bool:
    """Tell whether a number leaves out subject and auxiliary of the clause before: "ten were killed and 30 wounded".

    The clause before ends before word `said`, and what happened to those counted here is said up to word `end`.
    """
    if item.head is not None or item.group is not None or item.last != item.number.last:
        return False
    return lowers[item.first - 1] == "and" and said <= item.first and end <= item.last + 2


def is_like(lowers: Sequence[str], earlier: Counted, item: Counted, *, told: bool) -> bool:
    """Tell whether a bare number goes on with what the one before counts: "down from a peak of", ", as were".

    `told` says that the one before is a running total.
    """
    between = lowers[earlier.last : item.first]
    if item.head is not None or not between or len(between) > _BETWEEN:
        return False
    if (told and between == ["to"]) or between[-2:] in (["as", "were"], ["as", "was"]):
        return True  # "the number of soldiers from 4,500 to 2,500"
    return between[-1] in ("of", "from", "to", "than") and any(word in _COMPARISONS for word in between)


def is_of_them(lowers: Sequence[str], item: Counted) -> bool:
    """Tell whether a number takes some of the things counted before it: "ten strikes, eight of them on the city"."""
    return lowers[item.last : item.last + 2] in (["of", "them"], ["of", "which"])


def is_some_of_them(lowers: Sequence[str], item: Counted, *, of_people: bool) -> bool:
    """Tell whether a bare number takes some of the people counted before it: "54 men, 37 of whom were local".

    `of_people` says that the number before counts people, so that "of them" is of them.
    """
    if item.head is not None or lowers[item.last : item.last + 1] != ["of"]:
        return False
    return lowers[item.last + 1 : item.last + 2] == ["whom"] or (of_people and is_of_them(lowers, item))


def is_some_of(lowers: Sequence[str], whole: Counted, item: Counted, *, said: int) -> bool:
    """Tell whether a bare number takes some of those counted before it: "four soldiers are injured, two seriously".

    What happened to them is said right before word `said`.
    """
    after = lowers[item.last] if item.last < len(lowers) else "."
    if item.head is not None or lowers[item.first - 1] != "," or not (after.endswith("ly") or after in _WHERE):
        return False
    if whole.number.low is None or item.number.low is None or item.number.low >= whole.number.low:
        return False
    return 0 <= item.first - said <= _NEAR


def is_elsewhere(lowers: Sequence[str], earlier: Counted, item: Counted) -> bool:
    """Tell whether a bare number counts the same somewhere else: "five deaths in India and four in Pakistan"."""
    between = lowers[earlier.last : item.first]
    after = lowers[item.last] if item.last < len(lowers) else "."
    if item.head is not None or after not in _WHERE or not 0 < len(between) <= _BETWEEN:
        return False
    if between[-1] not in ("and", ",") or not any(word in _WHERE for word in between[:4]):
        return False
    return not any(word in ";:." for word in between)


def is_broken_down(lowers: Sequence[str], item: Counted, *, said: int) -> bool:
    """Tell whether a number takes a total apart: "12 people were killed: five soldiers and …"."""
    i = item.first - 1
    while i >= said and lowers[i] in _OPENING:
        i -= 1
    return i < item.first - 1 and i + 1 == said


def is_joined(lowers: Sequence[str], item: Counted, *, said: int) -> bool:
    """Tell whether the same happened to more: "ten soldiers were killed, as well as two civilians"."""
    between = lowers[said : item.first]
    return [word for word in between if word != ","] in (["as", "well", "as"], ["along", "with"], ["together", "with"])


def is_of_next(lowers: Sequence[str], item: Counted, following: Counted) -> bool:
    """Tell whether a bare number is taken out of the next: "39 of 55 missiles", "three of the five men"."""
    return item.head is None and lowers[item.last] == "of" and following.first - item.last <= 2


def downed(earlier: Sequence[Counted]) -> Noun | None:
    """Return the missiles or machines counted last: those of which "30 were shot down"."""
    nouns = (other.noun for other in reversed(earlier[-_BACK:]) if other.noun is not None)
    return next((noun for noun in nouns if noun.measure in DOWNED), None)


def left_out(lowers: Sequence[str], item: Counted) -> Noun | None:
    """Return the noun a bare number leaves out: "rockets at towns, as well as seven toward the city"."""
    if item.head is not None:
        return None
    i = item.first
    if lowers[max(0, i - 3) : i] != ["as", "well", "as"] and lowers[i - 1 : i] not in (["including"], ["plus"]):
        return _before_dash(lowers, i - 1)
    for j in range(i - 2, max(-1, i - _FAR), -1):
        noun = NOUNS.at(lowers, j)
        if noun and noun.value.plural and noun.value.measure in _THINGS:
            return noun.value
    return None


def _before_dash(lowers: Sequence[str], last: int) -> Noun | None:
    """Return the things named before the dash that ends with word `last`: "three car bombs — two in the capital"."""
    i = last
    while i >= 0 and lowers[i] in _DASHES:
        i -= 1
    noun = NOUNS.at(lowers, i) if i < last else None
    return noun.value if noun and noun.value.plural and not noun.value.open else None
