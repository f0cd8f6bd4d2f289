"""Which words tell of armed conflict, protest and diplomacy, and which PLOVER event type a stretch of text is."""

from __future__ import annotations

from functools import cache

from app.extraction import lexicon
from app.extraction.grammar.inflection import conjugate, plural
from app.extraction.grammar.words import Words
from app.vocabulary import EventCode, Role

_POWERS = frozenset(
    {Role.STATE, Role.GOV, Role.MIL, Role.REB, Role.PRE, Role.IGO, Role.COP, Role.SPY, Role.UAF, Role.OPP}
)


@cache
def _table() -> tuple[dict[str, EventCode], dict[str, EventCode]]:
    """Return the event type of each verb form and of each noun; the first type in the list wins."""
    verbs: dict[str, EventCode] = {}
    nouns: dict[str, EventCode] = {}
    for code, lists in _types().items():
        for lemma in [*lists["verbs"].split(), *lists.get("weak", "").split()]:
            for form, _ in conjugate(lemma):
                verbs.setdefault(form, code)
        for noun in lists["nouns"].split():
            nouns.setdefault(noun, code)
            nouns.setdefault(plural(noun), code)
    return verbs, nouns


def _types() -> dict[EventCode, dict[str, str]]:
    return {EventCode(name): lists for name, lists in lexicon.load("events").items() if name.isupper()}


@cache
def _telling() -> frozenset[str]:
    """Return the verb forms that tell of conflict by themselves."""
    lemmas = (lemma for lists in _types().values() for lemma in lists["verbs"].split())
    return frozenset(form for lemma in lemmas for form, _ in conjugate(lemma))


@cache
def _status() -> frozenset[str]:
    words = lexicon.load("events")["status"]["words"].split()
    return frozenset(words)


def code(words: Words, first: int, last: int) -> EventCode | None:
    """Return the event type of `[first, last]`: that of its main verb, else of its first other event word."""
    verbs, nouns = _table()
    other = None
    for k in range(first, last + 1):
        word, tag = words.low[k], words.tags[k]
        if tag == "V" or (tag == "E" and k > 0 and words.tags[k - 1] in "XEA"):
            if word in verbs:
                return verbs[word]
        elif other is None:
            other = verbs.get(word) if tag in "EGB" else nouns.get(word) if tag == "N" else None
    return other


def is_about_conflict(words: Words, first: int, last: int) -> bool:
    """Tell whether `[first, last]` speaks of conflict, protest or diplomacy at all.

    Verbs that are common elsewhere ("closes", "meets") count where a state, an armed force or an official is named.
    """
    verbs, nouns = _table()
    weak = power = False
    for k in range(first, last + 1):
        word, tag = words.low[k], words.tags[k]
        if tag in "VEGB" and word in verbs:
            if word in _telling():
                return True
            weak = True
        elif tag in "NGE" and (word in nouns or word in _status()):
            return True
        mention = words.at[k]
        power = power or (mention is not None and mention.entity.role in _POWERS)
    return weak and power
