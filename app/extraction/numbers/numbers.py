"""Numbers with their hedges and ranges, on the words of one sentence: what value the wording states.

What a number counts is not read here, and a number that counts nothing (a year, a name) is found all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.extraction import lexicon
from app.extraction.numbers import cardinals
from app.extraction.numbers.cardinals import HYPHENS, VALUES, Cardinal
from app.extraction.numbers.phrases import Phrases
from app.extraction.paragraphs import Token
from app.text import Span
from app.vocabulary import Qualifier, Unit

LARGEST = 1e15  # beyond it a double no longer tells neighbouring whole numbers apart; no such count is news

_LONG = 15  # characters; shorter digits alone stay below `LARGEST`

_LEXICON = lexicon.load("numbers")
_DENOMINATORS = {form: n for word, n in _LEXICON["denominators"].items() for form in (word, word + "s")} | {"halves": 2}
_CHANGE = frozenset(_LEXICON["change"]["words"])
_VAGUE = Phrases((phrase, Qualifier.VAGUE) for phrase in _LEXICON["vague"]["words"])
_NONE = Phrases((phrase, 0) for phrase in _LEXICON["none"]["words"])
_PAIRS = Phrases((phrase, 2) for phrase in _LEXICON["pairs"]["words"])
_BEFORE = Phrases(((p, Qualifier(code)) for code, ps in _LEXICON["before"].items() for p in ps), backwards=True)
_AFTER = Phrases((p, Qualifier(code)) for code, ps in _LEXICON["after"].items() for p in ps)
_TRAILING = Phrases((p, Qualifier(code)) for code, ps in _LEXICON["trailing"].items() for p in ps)
_CURRENCIES = lexicon.load("units")["currencies"].items()
_NAMES = Phrases((name, Unit(code)) for code, names in _CURRENCIES for name in names)
_SIGNS = Phrases(
    ((n, Unit(code)) for code, names in _CURRENCIES for n in names if n[-1:].isupper() or not n[-1:].isalpha()),
    backwards=True,
)

_ORDINALS: dict[str, int] = _LEXICON["ordinals"]
_PERIODS = frozenset(["day", "night", "week", "month", "year"])
_HALVED = frozenset(["hour", "day", "year", "decade", "minute", "mile", "kilometre", "kilometer"])
_BETWEEN = frozenset(lexicon.load("units")["between"]["words"])
_DASHES = HYPHENS + "–—"
_RISING = frozenset(["bring", "brings", "bringing", "brought", "toll", "tolls", "raise", "raises", "raised", "raising"])
_BOUNDS = (Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.AT_MOST, Qualifier.LESS_THAN)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `words[first:last]` with its hedge; the number itself starts at `core`.

    `low` and `high` are what the wording states (None: open or vague), `value` the number as written when there is
    one. `unit` is set where a sign or name beside the number says it: a currency, `percent`, `ratio`.
    """

    first: int
    core: int
    last: int
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: Unit | None = None


class _Interval(NamedTuple):
    """Two ends of a number (equal without a range) and the index of the word after it."""

    low: float
    high: float
    last: int


def find(words: Sequence[Token]) -> list[Number]:
    """Return the numbers among `words` (those of `cardinals.words(sentence)`), in order and without overlaps."""
    found = []
    lowers = [word.lower for word in words]
    free = i = 0
    while i < len(lowers):
        number = _unwritten(lowers, i) or _counted(words, lowers, i, free)
        if number is None:
            i += 1
        else:
            found.append(number)
            free = i = number.last
    return found


def too_large(words: Sequence[Token]) -> list[Span]:
    """Return where numbers beyond `LARGEST` stand among `words`."""
    found = []
    lowers = [word.lower for word in words]
    if not any(len(low) > _LONG or low in cardinals.SCALES for low in lowers):
        return []  # as in nearly every sentence
    i = 0
    while i < len(words):
        number = cardinals.read(words, lowers, i)
        if number is not None and number.value > LARGEST:
            found.append(Span(words[i].start, words[number.last - 1].end))
        i = number.last if number is not None else i + 1
    return found


def _unwritten(lowers: Sequence[str], i: int) -> Number | None:
    """Return what words state without a numeral at word `i`: "dozens", "twin", "no", "not … anyone"."""
    vague = _VAGUE.at(lowers, i)
    if vague and lowers[i - 1 : i] not in (["as"], ["so"], ["how"], ["too"]):  # "as many as 900", "how many"
        return Number(i, i, vague.last, None, None, None, Qualifier.VAGUE)
    if pair := _PAIRS.at(lowers, i):
        return _exact(i, pair.last, pair.value)
    none = _NONE.at(lowers, i)
    if none and lowers[none.last : none.last + 1] not in (["fewer"], ["less"], ["more"], ["longer"]):
        return _exact(i, none.last, 0)
    if (
        lowers[i] == "half"
        and lowers[i + 1 : i + 2] in (["a"], ["an"])
        and lowers[i + 2 : i + 3]
        and lowers[i + 2] in _HALVED
    ):
        return _exact(i, i + 2, 0.5)
    if lowers[i] in _ORDINALS and lowers[i - 2 : i] in (["for", "a"], ["for", "the"]) and _before_period(lowers, i + 1):
        return _exact(i - 1, i + 1, _ORDINALS[lowers[i]])
    if lowers[i] in ("anyone", "anybody") and "not" in lowers[max(0, i - 3) : i]:
        return _exact(i, i + 1, 0)
    return None


def trailed(lowers: Sequence[str], number: Number, last: int) -> Number:
    """Return `number` with the hedge after its noun, which ends before word `last`: "30 people in all", "or more"."""
    hedge = _TRAILING.at(lowers, last)
    if hedge is None or number.qualifier is not Qualifier.EXACT:
        return number
    return replace(number, qualifier=hedge.value, high=None if hedge.value is Qualifier.AT_LEAST else number.high)


def _exact(first: int, last: int, value: float) -> Number:
    return Number(first, first, last, float(value), float(value), float(value), Qualifier.EXACT)


def _before_period(lowers: Sequence[str], i: int) -> bool:
    """Tell whether "day", "consecutive night" or the like stands at word `i`."""
    return any(word in _PERIODS for word in lowers[i : i + 2]) and (lowers[i] in _PERIODS or lowers[i] in _BETWEEN)


def _counted(words: Sequence[Token], lowers: Sequence[str], i: int, free: int) -> Number | None:
    """Return the number that starts at word `i`; nothing before word `free` belongs to it."""
    if ratio := _ratio(words, lowers, i):
        return _hedged(lowers, i, free, ratio, Unit.RATIO)
    sign = _SIGNS.at(lowers, i - 1, free)
    first = cardinals.read(words, lowers, i, money=sign is not None)
    if first is None:
        return None
    interval = _range(words, lowers, i, first)
    if interval is None or interval.high > LARGEST:
        return None
    if sign:
        return _hedged(lowers, sign.first, free, interval, sign.value)
    unit, last = _unit(lowers, interval.last)
    return _hedged(lowers, i, free, interval._replace(last=last), unit)


def _hedged(lowers: Sequence[str], core: int, free: int, interval: _Interval, unit: Unit | None) -> Number:
    """Make a number with the hedges around it; a bound says more than an approximation."""
    low, high, last = float(interval.low), float(interval.high), interval.last
    hedges = [] if low == high else [Qualifier.RANGE]
    first = core
    while (hedge := _BEFORE.at(lowers, first - 1, free)) and not _is_rise(lowers, hedge.first, first):
        hedges.append(hedge.value)
        first = hedge.first
    if low != high and lowers[max(first - 1, free) : first] in (["between"], ["from"]):
        first -= 1
    tail = last + 1 if last < len(lowers) and lowers[last] in HYPHENS else last  # "20-plus"
    if after := _AFTER.at(lowers, tail):
        hedges.append(after.value)
        last = after.last
    qualifier = next((h for h in hedges if h in _BOUNDS), hedges[0] if hedges else Qualifier.EXACT)
    return Number(
        first,
        core,
        last,
        value=low if low == high else None,
        low=None if qualifier in (Qualifier.AT_MOST, Qualifier.LESS_THAN) else low,
        high=None if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN) else high,
        qualifier=qualifier,
        unit=unit,
    )


def _is_rise(lowers: Sequence[str], start: int, end: int) -> bool:
    """Tell whether "up to" says where a number has risen to ("bringing the toll up to 11"), not that it is a limit."""
    if lowers[start:end] != ["up", "to"] or lowers[start - 1 : start] in (["of"], ["by"]):
        return False
    return any(word in _CHANGE or word in _RISING for word in lowers[max(0, start - 5) : start])


def _range(words: Sequence[Token], lowers: Sequence[str], i: int, first: Cardinal) -> _Interval | None:
    """Read "x to y", "x–y", "between x and y", "x or y" from its first number; else that number alone.

    None for a score, a type or a telephone number ("3-0", "737-200").
    """
    alone = _Interval(first.value, first.value, first.last)
    j = first.last
    if lowers[j : j + 1] == ["%"]:
        j += 1
    link = lowers[j] if j < len(lowers) else " "
    tight = link in _DASHES and words[j].start == words[j - 1].end
    if not (tight or link in ("to", "or") or (link == "and" and "between" in lowers[max(0, i - 2) : i])):
        return alone
    changes = any(word in _CHANGE for word in lowers[max(0, i - 6) : i])
    if link == "to" and changes and "from" in lowers[max(0, i - 3) : i]:
        return alone
    k = j + 2 if _SIGNS.at(lowers, j + 1, j + 1) else j + 1
    second = cardinals.read(words, lowers, k, after_dash=tight)
    if second is None:
        return alone
    low = first.value
    if second.scale > 1 and first.scale == 1 and low * second.scale < second.value:
        low *= second.scale
    if low >= second.value:
        return None if tight else alone
    if link == "or" and second.value > max(2 * low, low + 1):
        return alone
    return _Interval(low, second.value, second.last)


def _ratio(words: Sequence[Token], lowers: Sequence[str], i: int) -> _Interval | None:
    """Read "half of", "a third of", "two-thirds", "one in five", "nine out of ten" at word `i`."""
    if lowers[i] == "half" and lowers[i + 1 : i + 2] in (["of"], ["the"], ["its"], ["their"]):
        beginning = lowers[i - 1] if i > 0 else ""
        return None if beginning in ("first", "second", "other", "latter") else _Interval(0.5, 0.5, i + 1)
    parts = VALUES.get(lowers[i], 1 if lowers[i] == "a" else 0)
    if not 0 < parts < 20:
        return None
    j = i + 2 if lowers[i + 1 : i + 2] and lowers[i + 1] in HYPHENS else i + 1
    whole = _DENOMINATORS.get(lowers[j], 0) if j < len(lowers) else 0
    if lowers[j + 1 : j + 3] == ["of", "a"]:
        return None  # "a quarter of a million"
    if whole > parts and (parts > 1 or lowers[j + 1 : j + 2] == ["of"]):
        share = round(parts / whole, 3)
        return _Interval(share, share, j + 1)
    for link in (["in"], ["out", "of"], ["out", "of", "every"], ["in", "every"]):
        k = i + 1 + len(link)
        if lowers[i + 1 : k] != link or lowers[i] == "a":
            continue
        among = cardinals.read(words, lowers, k)
        # "one in two districts" counts districts; "one in ten" at a phrase's end or before a plural is a share
        if among and among.scale == 1 and parts < among.value <= 100 and (len(link) > 1 or parts == 1):
            share = round(parts / among.value, 3)
            return _Interval(share, share, among.last)
    return None


def _unit(lowers: Sequence[str], last: int) -> tuple[Unit | None, int]:
    """Return the unit that a sign or a currency's name after the number says, and where it ends."""
    if last < len(lowers):
        if lowers[last] in ("%", "percent", "pct"):
            return Unit.PERCENT, last + 1
        if lowers[last : last + 2] in (["per", "cent"], ["percentage", "points"]):
            return Unit.PERCENT, last + 2
        name = _NAMES.at(lowers, last)
        if name and not (name.value is Unit.GBP and lowers[name.last : name.last + 1] == ["of"]):  # "50 pounds of"
            return name.value, name.last
    return None, last
