"""The counted noun after a number and of whom it speaks, found without a parser: by word lists and plural endings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.extraction import lexicon
from app.extraction.numbers import measures
from app.extraction.numbers.cardinals import HYPHENS
from app.extraction.numbers.measures import MODIFIERS, NOUNS, STATES, VERBS, Noun
from app.extraction.paragraphs import Token
from app.vocabulary import Group, Measure, Unit

_SMALL = lexicon.load("function_words")
_KINDS = ("prepositions", "conjunctions", "auxiliaries", "pronouns", "adverbs")
_ENDS = frozenset(word for kind in _KINDS for word in _SMALL[kind])
_DETERMINERS = frozenset(_SMALL["determiners"])
_ADJECTIVES = frozenset(["local", "foreign", "national", "international", "male", "female", "military", "civilian"])
_OWNING = frozenset(["'s", "’s"])
_JOINING = frozenset(["of", "in", "and", "the"])
_MEDICAL = frozenset(["hospital", "hospitals", "clinic", "clinics", "ambulance", "ambulances"])
_MEMBERS = frozenset(["member", "members", "people", "person", "personnel"])
_NEAR = 16  # words before a number within which a hospital makes its staff medical
_BEARERS = (
    "ists",
    "crats",
    "women",
    "nauts",
    "takers",
    "keepers",
    "goers",
    "seekers",
)  # endings of nouns in no list for people
_ANYBODY = Noun(Measure.OTHER, Unit.PERSON, open=True)
_MACHINE = Noun(Measure.EQUIPMENT, Unit.ITEM)
_MODEL = re.compile(r"[A-Z][A-Za-z]{0,3}-[0-9]{1,3}[A-Z]{0,2}s?")  # "MiG-21", "F-16s"
_PEOPLE = Noun(Measure.OTHER, Unit.PERSON, Group.ETHNIC_GROUP, open=True)  # "five Israelis"


class Head(NamedTuple):
    """The index of a counted noun's last word (`last`), and what the word list knows about the noun (None: nothing)."""

    last: int
    noun: Noun | None


def head(words: Sequence[Token], lowers: Sequence[str], start: int, end: int, *, one: bool) -> Head | None:
    """Return the counted noun of the phrase in the words from `start` to `end`; `one` looks for a singular."""
    best: Head | None = None
    spare: Head | None = None  # a singular where a plural should be: a typo
    previous = start - 1
    for j in _phrase(words, lowers, start, end):
        if best and (j != previous + 1 or _ends(lowers, start, j, best)):
            break
        if not best and _is_predicate(lowers, j, start, end):
            break
        previous = j
        known = NOUNS.at(lowers, j, start)
        if known and (known.value.plural or one):
            best = Head(j, known.value)
        elif not one and _is_plural(words[j]):
            best = Head(j, _PEOPLE if _names_people(lowers[j], words[j]) else _unlisted(words[j]))
        elif known and words[j].text.islower():
            spare = Head(j, known.value)
        elif one and _names_people(lowers[j] + "s", words[j]):
            spare = Head(j, _PEOPLE)
        elif one and _MODEL.fullmatch(words[j].text):
            spare = Head(j, _MACHINE)
    return best or spare


def _phrase(words: Sequence[Token], lowers: Sequence[str], start: int, end: int) -> Iterator[int]:
    """Yield the indexes of the words of a noun phrase, without brackets and the small words inside names."""
    j = start
    while j < end:
        if lowers[j] == "(" and lowers[j + 2 : j + 3] == [")"]:  # "Free Aceh Movement (GAM) rebels"
            j += 3
            continue
        if lowers[j] == "and" and _joins_adjectives(words, lowers, j, start, end):
            j += 1
            continue
        if lowers[j] in _ENDS and not words[j].is_capitalised:
            if not _is_inside_name(words, j, end):
                return
        elif words[j].is_word:
            yield j
        elif lowers[j] not in HYPHENS:
            return
        j += 1


def _joins_adjectives(words: Sequence[Token], lowers: Sequence[str], j: int, start: int, end: int) -> bool:
    """Tell whether "and" at word `j` joins two nouns before a third ("artillery and mortar systems")."""
    if j == start or j + 2 >= end or not all(words[k].is_word for k in (j - 1, j + 1, j + 2)):
        return False
    third = NOUNS.at(lowers, j + 2, start)
    if third and third.value.open and third.value.plural and lowers[j - 1] in _ADJECTIVES:
        return True  # "local and foreign journalists"
    others = [NOUNS.at(lowers, k, start) for k in (j - 1, j + 1)]
    plural = any(
        _is_plural(words[k]) or (known and known.value.plural) for k, known in zip((j - 1, j + 1), others, strict=True)
    )
    return third is not None and third.value.plural and not third.value.open and not plural


def _ends(lowers: Sequence[str], start: int, j: int, best: Head) -> bool:
    """Tell whether the phrase, whose noun is found, ends before word `j`: only a plural goes on ("police officers")."""
    verb = VERBS.at(lowers, j)
    if STATES.at(lowers, j) or (verb and verb.value.participle):
        return True  # "two civilians injured"
    known = NOUNS.at(lowers, j, start)
    adjective = best.noun is _PEOPLE and not lowers[best.last].endswith("s")  # "French transport workers"
    return not adjective and not (known and known.value.plural)


def _is_inside_name(words: Sequence[Token], j: int, end: int) -> bool:
    """Tell whether small words at `j` join capitalised ones: "Islamic State of Iraq and the Levant targets"."""
    k = j + 1
    while k < min(end, j + 3) and words[k].text in _JOINING:
        k += 1
    before = words[j - 1]
    return (before.is_capitalised or before.text in _JOINING) and k < end and words[k].is_capitalised


def _is_predicate(lowers: Sequence[str], j: int, start: int, end: int) -> bool:
    """Tell whether a participle at word `j` tells what happened ("37 injured"), not what kind ("two wounded men")."""
    verb = VERBS.at(lowers, j)
    if verb is None or not verb.value.participle:
        return False
    for k in range(verb.last, min(verb.last + 3, end)):
        if lowers[k] in _ENDS:
            return True
        if NOUNS.at(lowers, k, start):
            return False
    return True


def _is_plural(word: Token) -> bool:
    """Tell whether a word that is in no list looks like a plural."""
    low = word.lower
    if _names_people(low, word):
        return True
    return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s"))


def _unlisted(word: Token) -> Noun | None:
    """Return what the form of a plural in no list tells: "cartoonists" are people, "Su-27s" machines."""
    if _MODEL.fullmatch(word.text):
        return _MACHINE
    return _ANYBODY if len(word.lower) > 6 and word.lower.endswith(_BEARERS) else None


def _names_people(plural: str, word: Token) -> bool:
    """Tell whether `word`, whose plural is `plural`, names people of a nation ("five Israelis")."""
    if not word.is_capitalised or plural in measures.NOT_ORIGINS:
        return False
    if plural.endswith(("men", "women")) and not plural.endswith("mens"):
        return word.text[1:].islower() and len(plural) > 6  # "two Frenchmen"
    return plural in measures.ORIGINS or (plural.endswith(measures.ORIGIN_ENDINGS) and not word.text.isupper())


def group(lowers: Sequence[str], start: int, counted: Head) -> Group | None:
    """Return of whom the phrase from word `start` on speaks: a word before the noun says it, the noun, or "of …"."""
    noun = counted.noun
    if noun is None or (noun.unit is not Unit.PERSON and noun.group is None):
        return None
    general = noun.group is None or lowers[counted.last] in measures.GENERAL
    for i in range(start, counted.last):
        modifier = MODIFIERS.at(lowers, i)
        if modifier and (general or modifier.value is Group.CIVILIAN):
            return modifier.value
    if noun.group is Group.WORKER and any(word in _MEDICAL for word in lowers[max(0, start - _NEAR) : start]):
        return Group.MEDICAL
    if general or lowers[counted.last] in _MEMBERS:
        return belonging(lowers, counted.last + 1) or noun.group
    return noun.group


def belonging(lowers: Sequence[str], last: int) -> Group | None:
    """Return of whom "(seventeen) from the armed forces", "(members) of the police" are; "of" is the word `last`."""
    if lowers[last : last + 1] not in (["of"], ["from"]):
        return None
    for j in range(last + 1, min(last + 5, len(lowers))):
        if modifier := MODIFIERS.at(lowers, j):
            return modifier.value
        if lowers[j] in _ENDS and lowers[j] not in _DETERMINERS and lowers[j] not in _OWNING:
            return None
    return None
