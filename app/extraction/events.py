"""Which words tell of armed conflict, protest and diplomacy, and which PLOVER event type a stretch of text is."""

from __future__ import annotations

from functools import cache

from app.extraction import lexicon
from app.extraction.inflection import conjugate, plural
from app.extraction.words import Words
from app.vocabulary import EventCode


@cache
def _table() -> tuple[dict[str, EventCode], dict[str, EventCode]]:
    """Return the event type of each verb form and of each noun; the first type in the list wins."""
    verbs: dict[str, EventCode] = {}
    nouns: dict[str, EventCode] = {}
    for code, lists in lexicon.load("events").items():
        if not code.isupper():
            continue
        for lemma in lists["verbs"].split():
            for form, _ in conjugate(lemma):
                verbs.setdefault(form, EventCode(code))
        for noun in lists["nouns"].split():
            nouns.setdefault(noun, EventCode(code))
            nouns.setdefault(plural(noun), EventCode(code))
    return verbs, nouns


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
    """Tell whether `[first, last]` speaks of conflict, protest or diplomacy at all."""
    verbs, nouns = _table()
    for k in range(first, last + 1):
        word, tag = words.low[k], words.tags[k]
        if (tag in "VEGB" and word in verbs) or (tag in "NGE" and (word in nouns or word in _status())):
            return True
    return False
