"""One bare number in digits or words ("1.5 million", "one hundred and five"), without hedge or range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from app.extraction import lexicon
from app.extraction.paragraphs import Sentence, Token

HYPHENS = "-‐‑"
_LONGEST = 24  # digits and separators; what is longer is far beyond any count, and slow to convert
_DASHES = HYPHENS + "–"

_LEXICON = lexicon.load("numbers")
VALUES: dict[str, int] = _LEXICON["values"]
SCALES: dict[str, int] = _LEXICON["scales"]
_ABBREVIATED: dict[str, int] = _LEXICON["abbreviated"]
_PARTS = {"half": 0.5, "quarter": 0.25}
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75}

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMPOUND = re.compile(f"([{HYPHENS}])")


class Cardinal(NamedTuple):
    """A number, the index of the word after it, and the scale word it was multiplied with (1 without one)."""

    value: float
    last: int
    scale: float = 1.0


def words(sentence: Sentence) -> tuple[Token, ...]:
    """Return the words of a sentence, with compounds of a number ("five-year-old", "11-year") cut at their hyphens."""
    found: list[Token] = []
    for token in sentence.tokens:
        if token.is_word and not token.text.isalpha() and _is_compound(token, found):
            found.extend(_cut(token))
        else:
            found.append(token)
    return tuple(found)


def _is_compound(token: Token, before: Sequence[Token]) -> bool:
    first, *rest = _COMPOUND.split(token.lower, maxsplit=1)
    if not rest:
        return False
    if first in VALUES or first in _PARTS or rest[-1] == "old":
        return True
    tied = len(before) > 1 and before[-1].text in HYPHENS and before[-1].end == token.start
    return tied and _is_digit(before[-2].text[-1])


def _cut(token: Token) -> list[Token]:
    parts = []
    start = token.start
    for part in _COMPOUND.split(token.text):
        if part:
            parts.append(Token(start, start + len(part), part))
            start += len(part)
    return parts


def read(
    words: Sequence[Token], lowers: Sequence[str], i: int, *, money: bool = False, after_dash: bool = False
) -> Cardinal | None:
    """Return the number that starts at word `i`; `lowers` are the words in lower case.

    `money` tells of a currency sign before it, `after_dash` that it ends a range.
    """
    if i >= len(lowers):
        return None
    if _is_digit(lowers[i][0]):
        return None if not after_dash and _is_tied(words, i) else _digits(words, lowers, i, money=money)
    if lowers[i] in VALUES:
        return None if not after_dash and _is_tied(words, i) else _spelled(lowers, i)
    return _with_article(lowers, i)


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


def _digits(words: Sequence[Token], lowers: Sequence[str], i: int, *, money: bool) -> Cardinal | None:
    value = _value(lowers[i])
    j = i + 1
    if value is None or (j < len(words) and words[j].start == words[i].end and words[j].text in "/:_×°"):
        return None
    if j == len(lowers):
        return Cardinal(value, j)
    if lowers[j] in _VULGAR and words[j].start == words[i].end:
        return Cardinal(value + _VULGAR[lowers[j]], j + 1)
    scale = _ABBREVIATED.get(lowers[j], 1)
    if scale > 1 and (len(lowers[j]) > 1 or words[j].start == words[i].end):
        if lowers[j] == "m" and not (money or _is_plural(words, j + 1)):
            return Cardinal(value, j)  # metres
        return Cardinal(value * scale, j + 1, scale)
    return _scaled(lowers, value, j)


def _value(digits: str) -> float | None:
    if len(digits) > _LONGEST:
        return inf if _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits) else None
    if _PLAIN.fullmatch(digits):
        return float(digits)
    if _GROUPED.fullmatch(digits):
        return float(digits.replace(",", ""))
    return float(digits.replace(".", "")) if _DOTTED.fullmatch(digits) else None


def _is_tied(words: Sequence[Token], i: int) -> bool:
    """Tell whether a number goes on with a name, a score or a clock time: "G7", "9/11", "10:30", "#4", "737-200"."""
    if i == 0 or words[i - 1].end != words[i].start:
        return False
    mark = words[i - 1].text[-1]
    if mark in _DASHES:
        return i > 1 and words[i - 2].end == words[i - 1].start and words[i - 2].text[-1].isalnum()
    return mark.isalnum() or mark in "/:#№_.+'’"


def _is_plural(words: Sequence[Token], i: int) -> bool:
    return i < len(words) and words[i].text.islower() and (words[i].text.endswith("s") or words[i].text == "people")


def _scaled(lowers: Sequence[str], value: float, j: int) -> Cardinal:
    """Multiply `value` with the scale word at `j`, if one is there: "1.5 million", "two dozen"."""
    k = _after_hyphen(lowers, j)
    word = lowers[k] if k < len(lowers) else ""
    scale = 12 if word == "dozen" else SCALES.get(word)
    return Cardinal(value, j) if scale is None else Cardinal(value * scale, k + 1, scale)


def _after_hyphen(lowers: Sequence[str], j: int) -> int:
    return j + 1 if j + 1 < len(lowers) and lowers[j] in HYPHENS else j


def _spelled(lowers: Sequence[str], i: int, group: int = 0) -> Cardinal:
    """Read "two", "twenty-seven", "one hundred and five thousand", "two and a half million" from word `i`."""
    total = 0
    scale = 1
    last = i
    while (j := _next_in_number(lowers, last, first=last == i, group=group)) < len(lowers):
        word = lowers[j]
        if word in VALUES and _fits(group, VALUES[word], first=last == i):
            group += VALUES[word]
        elif word == "hundred" and 0 < group < 100:
            group *= 100
        elif word in SCALES and group > 0 and (scale == 1 or SCALES[word] < scale):
            scale = SCALES[word]
            total += group * scale
            group = 0
        else:
            break
        last = j + 1
    value = total + group
    if total == 0 and (end := _and_a_part(lowers, last)):
        return _scaled(lowers, value + _PARTS[lowers[end - 1]], end)
    return Cardinal(value, last, scale) if scale > 1 else _scaled(lowers, value, last)


def _next_in_number(lowers: Sequence[str], last: int, *, first: bool, group: int) -> int:
    """Return the index of the word that may go on with the number: over a hyphen, over "and" after hundreds."""
    if first:
        return last
    j = _after_hyphen(lowers, last)
    if lowers[j : j + 1] == ["and"] and group % 100 == 0:
        k = _after_hyphen(lowers, j + 1)
        if k < len(lowers) and lowers[k] in VALUES:
            return k
    return j


def _fits(group: int, value: int, *, first: bool) -> bool:
    """Tell whether `value` may follow `group`: anything at first, 1–99 after hundreds, 1–9 after tens."""
    ones_after_tens = group % 100 >= 20 and group % 10 == 0 and value < 10
    return (first and group == 0) or (value > 0 and (group % 100 == 0 or ones_after_tens))


def _and_a_part(lowers: Sequence[str], last: int) -> int | None:
    """Return the index after "and a half" at `last`."""
    j = last
    for wanted in ("and", "a"):
        j = _after_hyphen(lowers, j)
        if lowers[j : j + 1] != [wanted]:
            return None
        j += 1
    j = _after_hyphen(lowers, j)
    return j + 1 if j < len(lowers) and lowers[j] in _PARTS else None


def _with_article(lowers: Sequence[str], i: int) -> Cardinal | None:
    """Read "a hundred", "a dozen", "half a million", "a half-million", "a quarter of a million"."""
    j = i + 1 if lowers[i] in ("a", "an") else i
    word = lowers[j] if j < len(lowers) else ""
    if j > i and (word in SCALES or word == "dozen"):
        return _spelled(lowers, j, group=1) if word in SCALES else Cardinal(12, j + 1, 12)
    if word in _PARTS:
        k = _after_hyphen(lowers, j + 1)
        for small in ("of", "a"):
            k += lowers[k : k + 1] == [small]
        scaled = _scaled(lowers, _PARTS[word], k)
        return scaled if scaled.scale > 1 else None
    return None
