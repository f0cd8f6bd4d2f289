"""What counted nouns and the verbs around them say is measured: the word lists, ready for look-up in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.extraction import lexicon
from app.extraction.grammar import inflection
from app.extraction.numbers.phrases import Phrases
from app.vocabulary import Group, Measure, Unit


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun: the measure it says by itself, or has when no verb says more (`open`)."""

    measure: Measure
    unit: Unit
    group: Group | None = None
    open: bool = False  # people: what happened to them is told by the verb
    plural: bool = True  # the form is a plural


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb form that says what happened to its object (`transitive`) or subject."""

    measure: Measure
    transitive: bool
    form: str  # of `inflection`

    @property
    def participle(self) -> bool:
        """Tell whether the form may follow what it counts: "five killed", "five were killed"."""
        return self.transitive and self.form in (inflection.PAST, inflection.PARTICIPLE)


def forms(lemma: str) -> Iterator[tuple[str, str]]:
    """Yield each form of a verb of one word or more ("shoot dead") with its kind."""
    verb, space, rest = lemma.partition(" ")
    for form, kind in inflection.conjugate(verb):
        yield form + space + rest, kind


def noun_forms(entry: str) -> Iterator[tuple[str, bool]]:
    """Yield a noun ("child/children", "police officer") with False and its plural with True."""
    singular, _, plural = entry.partition("/")
    if singular != plural:
        yield singular, False
    before, space, last = singular.rpartition(" ")
    yield plural or before + space + inflection.plural(last), True


def _nouns(table: dict[str, Any]) -> Iterator[tuple[str, Noun]]:
    for entries, is_open in ((table["fixed"], False), (table["people"], True)):
        for entry in entries:
            group = Group(entry["group"]) if "group" in entry else None
            unit = Unit(entry.get("unit", Unit.PERSON))
            for word in entry["words"]:
                for form, plural in noun_forms(word):
                    yield form, Noun(Measure(entry["measure"]), unit, group, is_open, plural)


def _verbs(cues: dict[str, Any]) -> Iterator[tuple[str, Verb]]:
    for code, cue in cues.items():
        for kind in ("intransitive", "transitive"):
            for lemma in cue.get(kind, ()):
                for form, name in forms(lemma):
                    yield form, Verb(Measure(code), kind == "transitive", name)


_CUES = lexicon.load("measures")
_NOUNS = lexicon.load("counted")

NOUNS = Phrases(_nouns(_NOUNS), backwards=True)
"""Counted nouns by their last word."""
VERBS = Phrases(_verbs(_CUES["cues"]))
"""Verbs of harm, movement and custody by their first word."""
VERBS_BEFORE = Phrases(_verbs(_CUES["cues"]), backwards=True)
"""The same by their last word."""
STATES = Phrases((p, Measure(code)) for code, cue in _CUES["cues"].items() for p in cue.get("states", ()))
"""What those counted are said to be: "dead", "missing"."""
HAPPENINGS = Phrases(
    ((p, Measure(code)) for code, cue in _CUES["cues"].items() for p in cue.get("nouns", ())), backwards=True
)
"""Nouns that "of" or "to" and the number follow: "the deaths of five", by their last word."""
TOLLS = Phrases((p, Measure(code)) for code, phrases in _CUES["tolls"].items() for p in phrases)
"""Nouns of a toll: "the death toll rises to 32"."""
PARTS = Phrases(((p, True) for p in _CUES["parts"]["words"]), backwards=True)
"""What introduces a part: "including", "of whom"."""
TAKING = frozenset(form for lemma in _CUES["taking"]["transitive"] for form, _ in forms(lemma))
"""Verbs that make settlements and posts territory."""
DAMAGING = frozenset(form for lemma in _CUES["damaging"]["transitive"] for form, _ in forms(lemma))
"""Verbs that make settlements buildings."""
LOSING = Phrases(
    [
        *((form, True) for lemma in _CUES["losing"]["transitive"] for form, _ in forms(lemma)),
        *((noun, True) for noun in _CUES["losing"]["nouns"]),
    ]
)
"""Verbs and nouns that say that a machine was lost or taken."""
OF_THINGS = frozenset(form for lemma in _CUES["of_things"]["transitive"] for form, _ in forms(lemma))
"""Verbs of harm that happen to things as well."""
SUFFERING = frozenset(form for lemma in _CUES["suffering"]["verbs"] for form, _ in forms(lemma))
SUFFERED = frozenset(_CUES["suffering"]["nouns"])
"""Verbs and objects of "seven people suffered minor burns"."""

ORIGINS = frozenset(word.lower() for word in _NOUNS["origins"]["words"])
NOT_ORIGINS = frozenset(word.lower() for word in _NOUNS["origins"]["not_people"])
ORIGIN_ENDINGS = tuple(_NOUNS["origins"]["endings"])
WORKS = frozenset(_NOUNS["works"]["words"])
"""Words before a noun in no list that make what was destroyed infrastructure."""
GENERAL = frozenset(form for word in _NOUNS["modifiers"]["general"] for form, _ in noun_forms(word))
MODIFIERS = Phrases(
    (p, Group(code))
    for code, phrases in _NOUNS["modifiers"].items()
    if code in Group._value2member_map_
    for p in phrases
)
