"""What a number counts or measures: the words after it, up to the next number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.extraction import lexicon
from app.extraction.numbers import durations, nounphrases
from app.extraction.numbers.cardinals import HYPHENS
from app.extraction.numbers.measures import NOUNS, Noun
from app.extraction.numbers.numbers import Number
from app.extraction.numbers.phrases import Phrases
from app.extraction.paragraphs import Token
from app.vocabulary import Group, Measure, Unit

_SMALL = lexicon.load("function_words")
_DETERMINERS = frozenset(_SMALL["determiners"])
_INCREMENTS = frozenset(_SMALL["increments"])
_AMOUNTS = lexicon.load("units")
_UNITS = Phrases(
    (word, (Unit(entry["unit"]), Measure(entry["measure"]))) for entry in _AMOUNTS["units"] for word in entry["words"]
)
_BETWEEN = frozenset(_AMOUNTS["between"]["words"])
_GOODS = frozenset(_AMOUNTS["goods"]["words"])
_SKIPPED = frozenset(_AMOUNTS["skipped"]["words"])
_IDLE = frozenset(lexicon.load("counted")["idle"]["words"])
_ORDINALS = frozenset(["st", "nd", "rd", "th"])
_OPENING_QUOTES = frozenset(['"', "“", "‘"])
_QUOTES = frozenset(['"', "”", "'", "’"])
_HEADCOUNT = frozenset(["person", "people", "man", "strong"])
_PROTESTS = frozenset(["protest", "demonstration", "march", "rally", "sit-in", "picket"])
_GATHERINGS = frozenset(["crowd", "gathering", "vigil", "procession"])
_LONGEST = 9  # words between a number and its noun; longer phrases are rare and cut wrongly


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and the words `words[first:last]` it counts; `head` is the counted noun's last word (None: no noun).

    `noun` says what the word list knows about the noun, `unit` and `measure` are set for amounts ("100 km"), `more`
    tells "two more", which count what was named before.
    """

    number: Number
    first: int
    last: int
    head: int | None = None
    noun: Noun | None = None
    unit: Unit | None = None
    measure: Measure | None = None
    group: Group | None = None
    more: bool = False


def read(words: Sequence[Token], lowers: Sequence[str], number: Number, stop: int) -> Counted | None:
    """Return what `number` counts before word `stop` (the next number); None for what no figure counts."""
    if number.unit is not None:
        return _phrase(words, lowers, number, stop)
    i = number.last
    hyphen = i < len(words) and lowers[i] in HYPHENS and words[i].start == words[i - 1].end
    j = i + 1 if hyphen else i
    tied = j < len(words) and words[j].start == words[j - 1].end
    clock = lowers[j : j + 2] == ["local", "time"]
    if j < len(words) and (clock or lowers[j] in _SKIPPED or (tied and lowers[j] in _ORDINALS)):
        return None
    if unit := _UNITS.at(lowers, j) or (
        _UNITS.at(lowers, j + 1) if lowers[j : j + 1] and lowers[j] in _BETWEEN else None
    ):
        return None if _is_compound(words, unit.last) else _amount(lowers, number, unit.last, *unit.value)
    if crowd := _crowd(lowers, number, j):
        return crowd
    if lowers[j : j + 1] == ["strong"]:  # "a 7,000-strong force"
        return Counted(number, number.first, j + 1, unit=Unit.PERSON, measure=Measure.PERSONNEL)
    if durations.is_bare_age(words, lowers, number):
        return Counted(number, number.first, i, unit=Unit.YEAR, measure=Measure.AGE)
    if hyphen:
        noun = NOUNS.at(lowers, j, j)  # "eight-count": the noun is tied to the number
        counts = noun is not None and noun.value.unit is not Unit.PLACE
        return Counted(number, number.first, j + 1, j, noun.value) if noun and counts else None
    if tied and words[j].is_word:
        return None  # "3D", "4x4"
    return _phrase(words, lowers, number, stop)


def _crowd(lowers: Sequence[str], number: Number, j: int) -> Counted | None:
    """Read "person protest", "strong rally" at word `j`: so many people gathered."""
    if lowers[j : j + 1] and lowers[j] in _HEADCOUNT:
        j += 1
        j += lowers[j : j + 1] == ["strong"]
        if lowers[j : j + 1] and (lowers[j] in _PROTESTS or lowers[j] in _GATHERINGS):
            group = Group.PROTESTER if lowers[j] in _PROTESTS else None
            return Counted(number, number.first, j + 1, j, unit=Unit.PERSON, measure=Measure.CROWD, group=group)
    return None


def _is_compound(words: Sequence[Token], last: int) -> bool:
    """Tell whether a unit goes on: "m3/s" is no length."""
    return last < len(words) and words[last].start == words[last - 1].end and words[last].text[0] in "/0123456789²³"


def _amount(lowers: Sequence[str], number: Number, last: int, unit: Unit, measure: Measure) -> Counted:
    """Return an amount of a unit of measurement that ends before word `last`."""
    if measure is Measure.AID and not any(word in _GOODS for word in lowers[last : last + 4]):
        measure = Measure.OTHER
    if measure is not Measure.DURATION:
        return Counted(number, number.first, last, last - 1, unit=unit, measure=measure)
    measure = durations.measure(lowers, number, last)
    end = durations.last(lowers, last)
    group = durations.group_of_age(lowers, end) if measure is Measure.AGE else None
    return Counted(number, durations.first(lowers, number), end, last - 1, unit=unit, measure=measure, group=group)


def _phrase(words: Sequence[Token], lowers: Sequence[str], number: Number, stop: int) -> Counted | None:
    """Read the noun phrase after a number: "Russian peacekeepers", "more people", "of the victims", "are farmers"."""
    j = number.last
    while j < stop and lowers[j] in _INCREMENTS:
        j += 1
    if j == stop and (after := _after_age(lowers, j) or _after_size(words, lowers, j)):
        stop = len(lowers)  # "two 16-year-old boys", "two more 500-pound bombs"
        j = after
    else:
        j = number.last
    if j + 1 < stop and lowers[j] in _QUOTES and lowers[j + 1] == "of":
        j += 1  # "dozens" of fighters
    if j < stop and lowers[j] == "of":
        if number.value == 1:
            return None  # "one of the attackers" points at somebody, it does not count
        j = _after_of(lowers, number, j, stop)
    elif j + 1 < stop and lowers[j] in _OPENING_QUOTES and words[j + 1].is_word:
        j += 1  # "two “wanted terrorists”"
    start = j
    while j < stop and lowers[j] in _INCREMENTS:
        j += 1
    more = "more" in lowers[number.last : j]
    end = min(stop, j + _LONGEST)
    head = nounphrases.head(words, lowers, j, end, one=number.value == 1)
    if head is None and number.unit is None and j < stop and lowers[j] in ("are", "were"):
        head = nounphrases.head(words, lowers, j + 1, end, one=False)
        head = head if head and head.noun and head.noun.open else None
    if head is None:
        last = j if j > start else number.last
        group = nounphrases.belonging(lowers, last) if number.unit is None else None
        return Counted(number, number.first, last, group=group, more=more)
    known = NOUNS.at(lowers, head.last, start)
    if lowers[head.last] in _IDLE and (known is None or known.first == head.last):
        return None  # "on two points", not "two observation points"
    group = nounphrases.group(lowers, start, head)
    closes = lowers[start - 1] in _OPENING_QUOTES and lowers[head.last + 1 : head.last + 2] in (['"'], ["”"], ["’"])
    return Counted(number, number.first, head.last + 1 + closes, head.last, head.noun, group=group, more=more)


def _after_age(lowers: Sequence[str], j: int) -> int | None:
    """Return the index after "16-year-old" at word `j`."""
    return next((k + 1 for k in range(j + 1, min(j + 7, len(lowers))) if lowers[k] == "old"), None)


def _after_size(words: Sequence[Token], lowers: Sequence[str], j: int) -> int | None:
    """Return the index after "500-pound" at word `j`, when a noun follows."""
    tied = j + 2 < len(lowers) and lowers[j + 1] in HYPHENS and words[j + 1].end == words[j + 2].start
    return j + 3 if tied and words[j + 2].text.isalpha() and _UNITS.at(lowers, j + 2) else None


def _after_of(lowers: Sequence[str], number: Number, j: int, stop: int) -> int:
    """Return where the phrase goes on after "of" at word `j`: "dozens of", "5 of the"; "six of them" has none."""
    partitive = j + 1 < stop and lowers[j + 1] in _DETERMINERS
    if not (partitive or number.value is None or number.unit or number.value >= 12):
        return j
    j += 1
    while j < stop and lowers[j] in _DETERMINERS:
        j += 1
    return j
