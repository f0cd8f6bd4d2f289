"""Numbers that label and count nothing: years and parts of names ("2014", "Resolution 2254", "Boeing 737")."""

from __future__ import annotations

from collections.abc import Sequence

from app.extraction import lexicon
from app.extraction.numbers import counted
from app.extraction.numbers.cardinals import HYPHENS
from app.extraction.numbers.numbers import Number
from app.extraction.paragraphs import Token
from app.vocabulary import Measure

_NAMED = lexicon.load("numbers")["named"]
_NAMING = frozenset(_NAMED["words"])
_PLACING = frozenset(_NAMED["places"])
_SMALL = frozenset(word for words in lexicon.load("function_words").values() for word in words)
_WEEKDAYS = frozenset(day.lower() for day in lexicon.load("times")["weekdays"])


def is_label(words: Sequence[Token], lowers: Sequence[str], number: Number) -> bool:
    """Tell whether a bare number is a year or part of a name."""
    i = number.core
    if number.first < i or number.unit is not None or number.value is None:
        return False
    if lowers[i].isdigit():
        return _is_year(words, lowers, number) or (i > 0 and _is_named(words, lowers, number))
    return (
        i > 0 and words[i].is_capitalised and words[i - 1].is_word and _is_title(words, number.last)
    )  # "the Six-Day War"


def _is_year(words: Sequence[Token], lowers: Sequence[str], number: Number) -> bool:
    """Tell a year from a count: a noun of people or a unit right after it makes "2000 people" a count."""
    core = lowers[number.core]
    if len(core) != 4 or core[:2] not in ("16", "17", "18", "19", "20") or number.last > number.core + 1:
        return False
    if number.core > 0 and lowers[number.core - 1] in ("the", "in", "since", "of", "'s", "’s", "by", "until"):
        return True
    item = counted.read(words, lowers, number, min(len(words), number.last + 3))
    if item is None or item.head is None:
        return True
    if item.noun and item.noun.measure is Measure.INCIDENTS and item.head == number.last and core[:2] in ("19", "20"):
        return lowers[item.head] != "cases"  # "the 2006 protests"
    return item.unit is None and not (item.noun and item.noun.plural and (item.noun.open or item.head == number.last))


def _is_title(words: Sequence[Token], i: int) -> bool:
    """Tell whether the word at `i`, or after the hyphen there, is capitalised."""
    i += i < len(words) and words[i].text in HYPHENS
    return i < len(words) and words[i].is_capitalised


def _is_named(words: Sequence[Token], lowers: Sequence[str], number: Number) -> bool:
    """Tell whether a number goes on with the name before it; "in Mosul 20 buildings", "Kashmir 10 soldiers" do not."""
    i = number.core
    if lowers[i - 1] in _NAMING:
        return True
    if not words[i - 1].is_capitalised or lowers[i - 1] in _SMALL or lowers[i - 1] in _WEEKDAYS:
        return False
    item = counted.read(words, lowers, number, len(words))
    if item and (item.unit is not None or (item.noun and item.noun.open)):
        return False  # "reached Yathrib 87 kilometres north of Baghdad"
    first = i - 1
    while first > max(0, i - 6) and words[first - 1].is_capitalised:
        first -= 1
    return lowers[first] not in _PLACING and (first == 0 or lowers[first - 1] not in _PLACING)
