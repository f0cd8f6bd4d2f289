"""The verbs of all word lists by their forms: which form is what, and which forms open which complements."""

from __future__ import annotations

from functools import cache

from app.extraction import lexicon
from app.extraction.grammar import inflection

# A form's raw class, before its neighbours decide: lower case where it is a verb only, upper where it is often a noun.
# `d` is a past tense that is a participle too, `e` one that is not.
_RAW = {
    inflection.BASE: "b",
    inflection.THIRD: "z",
    inflection.PAST: "d",
    inflection.PARTICIPLE: "n",
    inflection.GERUND: "g",
}

# Verbs whose past tense is the base, and which are seldom nouns: taken for the past tense ("a strike hit two cars").
_UNCHANGING = frozenset({"hit", "put", "let", "shut", "hurt", "quit", "burst", "beat"})


def is_base(form: str) -> bool:
    """Tell whether a past form may be an infinitive too."""
    return form in _UNCHANGING


@cache
def forms() -> dict[str, tuple[str, str]]:
    """Return each known verb form with its raw class and its lemma."""
    general, cues, events = lexicon.load("verbs"), lexicon.load("cues"), lexicon.load("events")
    types = [table for name, table in events.items() if name.isupper()]
    lemmas = {phrase.split()[0] for sense in cues["sense"] for phrase in sense["phrases"].split(";")}
    lemmas |= {*cues["express"]["verbs"].split(), *general["plain"].split()}
    lemmas |= {lemma for table in types for key in ("verbs", "weak") for lemma in table.get(key, "").split()}
    nouns = {*general["also_nouns"].split(), *cues["ambiguous"]["verbs"].split()}
    nouns |= {noun for table in types for key in ("nouns", "signs") for noun in table.get(key, "").split()}
    found: dict[str, tuple[str, str]] = {}
    for lemma in sorted(lemmas):
        made = {kind: form for form, kind in inflection.conjugate(lemma)}
        for kind, form in made.items():
            raw = _RAW[kind]
            if kind == inflection.PAST and (form != made[inflection.PARTICIPLE] or lemma == "say"):
                raw = "e"  # "said" is a participle too, but hardly ever one without its auxiliary
            if kind == inflection.BASE and lemma in _UNCHANGING:
                raw = "d"
            elif kind in {inflection.BASE, inflection.THIRD} and lemma in nouns:
                raw = raw.upper()
            found.setdefault(form, (raw, lemma))
    return found


@cache
def phrasal() -> frozenset[tuple[str, str]]:
    """Return the first two words of cue phrases in all forms: "calls for", "appeals to"."""
    found = set()
    for sense in lexicon.load("cues")["sense"]:
        for phrase in sense["phrases"].split(";"):
            lemma, *rest = phrase.split()
            if rest:
                found |= {(form, rest[0]) for form, _ in inflection.conjugate(lemma)}
    return frozenset(found)


@cache
def clause_takers() -> frozenset[str]:
    """Return the forms after which a clause may follow without "that"."""
    return _taking({"clause"})


@cache
def reporters() -> frozenset[str]:
    """Return the forms after which a clause may follow, with or without "that"."""
    return _taking({"clause", "bare", "that"})


@cache
def intransitive() -> frozenset[str]:
    """Return the past forms of verbs without an object."""
    lemmas = lexicon.load("verbs")["intransitive"].split()
    return frozenset(form for lemma in lemmas for form, kind in inflection.conjugate(lemma) if kind == inflection.PAST)


@cache
def sayings() -> frozenset[str]:
    """Return the forms that may stand behind what is said: "…, the ministry said"."""
    return _taking({"quote", "person quote"})


def _taking(complements: set[str]) -> frozenset[str]:
    lemmas = {
        phrase.split()[0]
        for sense in lexicon.load("cues")["sense"]
        if not complements.isdisjoint(sense["takes"])
        for phrase in sense["phrases"].split(";")
    }
    return frozenset(form for form, (_, lemma) in forms().items() if lemma in lemmas)
