"""What an amount of time measures: how long, a person's age, a prison term."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.extraction import lexicon
from app.extraction.numbers.cardinals import HYPHENS
from app.extraction.numbers.measures import NOUNS
from app.extraction.numbers.numbers import Number
from app.extraction.paragraphs import Token
from app.vocabulary import Group, Measure, Qualifier

OLDEST = 122  # years: the longest human life on record

_TERMS = lexicon.load("measures")["terms"]
_TERM_NOUNS = frozenset(_TERMS["nouns"])
_TERM_VERBS = frozenset(_TERMS["verbs"])
_CONFINING = frozenset(_TERMS["confining"])
_PUNISHING = frozenset(_TERMS["courts"])
_OBJECTS = frozenset(["him", "her", "them", "me", "us"])
_PERSONAL = frozenset(["he", "she", "i"])
_BE = frozenset(["was", "is", "turned", "turns"])
_SMALL = lexicon.load("function_words")
# What may follow an age that stands for itself ("until she was eighteen and", "when he was six so they").
_AFTER_AGE = frozenset([*_SMALL["conjunctions"], *_SMALL["pronouns"], "at", "years", ",", ".", ";", ":", ")", "after"])
_WHEN = frozenset(["when", "until", "since", "before", "till", "after", "once", "while", "because", "that"])
_GROUPING = (["including"], ["were"], ["are"], ["mostly"], ["most"], ["among"], ["all"])  # "in a city, 28, including …"
_OF_AGE = (["of", "age"], ["and", "older"], ["or", "older"], ["and", "younger"], ["or", "younger"])
_STRETCH = frozenset(["past", "last", "previous", "next", "coming", "first", "following"])


def measure(lowers: Sequence[str], number: Number, last: int) -> Measure:
    """Return what the amount of time that ends before word `last` measures."""
    if is_age(lowers, last) or _is_age_in_years(lowers, number, last):
        return Measure.AGE
    before = lowers[max(0, number.first - 8) : number.first]
    after = lowers[last : last + 4]
    if any(word in _TERM_VERBS for word in before) and "ago" not in after and not _is_captivity(before):
        return Measure.SENTENCE
    if after[:1] in (["in"], ["of"], ["behind"], ["'s"], ["’s"]):
        after = after[1:]
    return Measure.SENTENCE if any(word in _TERM_NOUNS for word in after[:2]) else Measure.DURATION


def _is_captivity(before: Sequence[str]) -> bool:
    """Tell whether somebody, and no court, held a person so long: "the group imprisoned her for twelve years"."""
    held = any(verb in _CONFINING and noun in _OBJECTS for verb, noun in pairwise(before))
    return held and not any(word in _PUNISHING for word in before)


def is_age(lowers: Sequence[str], last: int) -> bool:
    """Tell whether "old" follows: "five years old", "12-year-old"."""
    j = last + 1 if last < len(lowers) and lowers[last] in HYPHENS else last
    return j < len(lowers) and lowers[j] in ("old", "olds")


def _is_age_in_years(lowers: Sequence[str], number: Number, last: int) -> bool:
    """Tell whether years are an age: "aged 12 years", "over the age of 11 years", "5 years of age", "… and older"."""
    before = lowers[max(0, number.first - 3) : number.first]
    if before[-1:] == ["aged"] or before[-2:] == ["age", "of"]:
        return True
    return lowers[last : last + 2] in _OF_AGE


def group_of_age(lowers: Sequence[str], last: int) -> Group | None:
    """Return who is so old: the noun within three words after "old"."""
    for j in range(last, min(last + 5, len(lowers))):
        if noun := NOUNS.at(lowers, j, last):
            return noun.value.group
    return None


def is_bare_age(words: Sequence[Token], lowers: Sequence[str], number: Number) -> bool:
    """Tell whether a number without a noun is an age: "aged 12", "he was 34 and", "a name, 28, …", "a name (28)"."""
    i = number.core
    if number.unit or number.low is None or not 0 < number.low <= OLDEST or number.low % 1:
        return False
    before = lowers[i - 1] if i else ""
    if number.value is None:
        return lowers[number.first - 1 : number.first] in (["aged"], ["ages"])
    if before in ("aged", "age") or lowers[max(0, i - 2) : i] in (["age", "of"], ["ages", "of"]):
        return True
    after = lowers[number.last] if number.last < len(lowers) else "."
    if i > 2 and before in _BE and lowers[i - 2] in _PERSONAL and lowers[i - 3] in _WHEN:
        return after in _AFTER_AGE
    if number.qualifier is not Qualifier.EXACT or not lowers[i].isdigit() or i < 2:
        return False
    if before == "and" and lowers[i - 2].isdigit() and lowers[max(0, i - 3) : i - 2] == ["aged"]:
        return True  # "aged 32 and 34"
    if before in ("was", "is") and lowers[i - 2] in ("he", "she", "who"):
        return after in (",", ".", "and", "when", "at", "years") or number.last == len(lowers)
    named = words[i - 2].is_word and words[i - 2].is_capitalised
    if before == "(" and after == ")":
        return named
    if before != "," or not named or after not in (",", ".", ";"):
        return False
    following = lowers[number.last + 1 : number.last + 3]
    return following[:1] not in _GROUPING and following not in (["of", "whom"], ["of", "which"], ["of", "them"])


def first(lowers: Sequence[str], number: Number) -> int:
    """Return where the phrase starts: before "the past" in "the past nine months"."""
    i = number.first
    return i - 2 if i > 1 and lowers[i - 1] in _STRETCH and lowers[i - 2] == "the" else i


def last(lowers: Sequence[str], last: int) -> int:
    """Return where the phrase ends: after "ago" and "-old"."""
    if lowers[last : last + 1] == ["ago"]:
        return last + 1
    if is_age(lowers, last):
        return last + (2 if lowers[last] in HYPHENS else 1)
    return last
