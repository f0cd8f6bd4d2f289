"""Which of the numbers that were read are figures: those that count or measure something the text names."""

from __future__ import annotations

from collections.abc import Sequence

from app.extraction.numbers.bindings import Bound
from app.extraction.numbers.counted import Counted
from app.extraction.numbers.measures import DAMAGING, LOSING
from app.vocabulary import Group, Measure, Qualifier, Unit

_DEFINITE = frozenset(["the", "these", "those", "both", "our", "their", "its", "his", "her"])
_HARM = frozenset(
    [Measure.KILLED, Measure.INJURED, Measure.CASUALTIES, Measure.MISSING, Measure.ABDUCTED, Measure.CAPTURED]
)
_SINGLE = _HARM | {Measure.MUNITIONS, Measure.INCIDENTS}
_HURT = frozenset([Measure.EQUIPMENT, Measure.BUILDINGS, Measure.INFRASTRUCTURE])
# What makes "no casualties" less than none: nobody reported any yet, or none are there any more.
_UNREPORTED = frozenset(["reported", "confirmed", "known", "reports", "expected", "feared", "left", "remaining"])


def is_figure(lowers: Sequence[str], item: Counted, bound: Bound) -> bool:
    """Tell whether the number of `item` is a figure of the text."""
    number = item.number
    if number.value == 0 and item.unit is None and number.unit is None:
        return _is_none(lowers, item, bound)
    if number.qualifier is Qualifier.VAGUE:
        return _is_vague_count(lowers, item, bound)
    if item.unit is not None or number.unit is not None or bound.kind not in ("noun", "default"):
        return True
    if item.head is None or (number.value is not None and number.value % 1 and number.value < 1000):
        return False  # a magnitude, a version: nothing is counted by halves
    before = lowers[item.first - 1] if item.first else ""
    if number.value == 1:
        return before not in _DEFINITE and _is_single(lowers, item, bound)
    return not (number.value == 2 and before in _DEFINITE and _is_known_pair(item))


def _is_none(lowers: Sequence[str], item: Counted, bound: Bound) -> bool:
    """Tell whether nobody was harmed; "no casualties were reported" only says that nobody reported any yet."""
    if bound.measure not in _HARM or bound.kind not in ("noun", "before", "after"):
        return False
    return not any(word in _UNREPORTED for word in lowers[item.last : item.last + 5])


def _is_vague_count(lowers: Sequence[str], item: Counted, bound: Bound) -> bool:
    """Tell "dozens of rockets", "several killed", "for several months" from words that only say "more than one"."""
    if item.unit is not None:
        return lowers[max(0, item.first - 1) : item.first] == ["for"] or lowers[item.last : item.last + 1] == ["of"]
    if bound.kind not in ("noun", "default"):
        return True
    return item.noun is not None and (item.noun.open or bound.measure is not Measure.OTHER)


def _is_single(lowers: Sequence[str], item: Counted, bound: Bound) -> bool:
    """Tell where "one" counts: one shell, one strike, at least one of anything, one house that was destroyed."""
    if bound.measure in _SINGLE or (bound.kind == "noun" and item.number.qualifier is not Qualifier.EXACT):
        return True
    near = [*range(max(0, item.first - 3), item.first), *range(item.last, min(len(lowers), item.last + 5))]
    if bound.measure is Measure.EQUIPMENT and any(LOSING.at(lowers, i) for i in near):
        return True
    return bound.measure in _HURT and any(lowers[i] in DAMAGING for i in near)


def _is_known_pair(item: Counted) -> bool:
    """Tell "the two countries", "the two leaders": the reader knows them, the text does not count them."""
    if item.noun is None:
        return False
    return item.noun.measure is Measure.ORGANISATIONS or item.noun.unit is Unit.PLACE or item.group is Group.OFFICIAL
