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
_FORCES = frozenset({Role.MIL, Role.REB, Role.UAF, Role.PRE})
_FORCE = frozenset({EventCode.ASSAULT, EventCode.COERCE, EventCode.SANCTION, EventCode.PROTEST, EventCode.MOBILIZE})
_REACH = 8  # words behind a verb in which its object stands
_VERBAL = frozenset("VEGBXM")


@cache
def _table() -> tuple[dict[str, EventCode], dict[str, EventCode], dict[str, EventCode]]:
    """Return the event type of each verb form, of each noun, and of each sign; the first type in the list wins."""
    acts: dict[str, EventCode] = {}
    nouns: dict[str, EventCode] = {}
    signs: dict[str, EventCode] = {}
    for code, lists in _types().items():
        for lemma in [*lists["verbs"].split(), *lists.get("weak", "").split()]:
            for form, _ in conjugate(lemma):
                acts.setdefault(form, code)
        for table, key in ((nouns, "nouns"), (signs, "signs")):
            for noun in lists.get(key, "").split():
                table.setdefault(noun, code)
                table.setdefault(plural(noun), code)
    return acts, nouns, signs


def _types() -> dict[EventCode, dict[str, str]]:
    return {EventCode(name): lists for name, lists in lexicon.load("events").items() if name.isupper()}


@cache
def _telling() -> frozenset[str]:
    """Return the verb forms that tell of conflict by themselves."""
    lemmas = (lemma for lists in _types().values() for lemma in lists["verbs"].split())
    return frozenset(form for lemma in lemmas for form, _ in conjugate(lemma))


@cache
def _roles(name: str) -> frozenset[str]:
    """Return the words of a list with all the forms they have as verbs."""
    listed = lexicon.load("events")["roles"][name].split()
    return frozenset([*listed, *(form for lemma in listed for form, _ in conjugate(lemma))])


@cache
def _status() -> frozenset[str]:
    words = lexicon.load("events")["status"]["words"].split()
    return frozenset(words)


def code(words: Words, first: int, last: int) -> EventCode | None:
    """Return the event type of `[first, last]`; none for the harm an accident or the weather does."""
    event = _code(words, first, last)
    if event == EventCode.ASSAULT and not _roles("accidents").isdisjoint(words.low[first : last + 1]):
        return None
    return event


def _code(words: Words, first: int, last: int) -> EventCode | None:
    """Return the event type of `[first, last]`: its main verb's, else that of what it is done to, else of its subject.

    A content without a verb has the type of its first noun for an event. None where neither tells.
    """
    start = next((k for k in range(first, last + 1) if words.tags[k] in "VXM"), None)
    if start is None and words.tags[first] in "TGB":
        start = first
    verb = _main_verb(words, start, last) if start is not None else None
    if verb is None:
        return _ended(words, first, last) or _noun(words, first, last)
    lemma = words.low[verb]
    behind = min(last, verb + _REACH)
    if lemma in _roles("ending"):
        if not _roles("bonds").isdisjoint(words.low[verb : behind + 1]):
            return EventCode.SANCTION
        return _undone(_noun(words, verb + 1, behind) or _noun(words, first, verb - 1))
    acts, _, signs = _table()
    if words.low[verb + 1 : verb + 2] in {("fire",), ("up",)} and lemma in _roles("firing"):
        return EventCode.ASSAULT
    if lemma not in _roles("light") and words.low[verb] in acts:
        return acts[words.low[verb]]
    done = _ended(words, verb + 1, behind) or _noun(words, verb + 1, behind)
    if done is not None and lemma in _roles("light"):
        return done
    shown = (signs.get(words.low[k]) for k in range(verb + 1, behind + 1) if words.tags[k] == "N")
    sent = next((sign for sign in shown if sign is not None), None)
    if sent in {EventCode.MOBILIZE, EventCode.AID} and lemma in _roles("sending"):
        return sent
    subject = _noun(words, first, (start or verb) - 1)
    if subject is not None or done is not None:
        return subject or done
    crowd = any(signs.get(words.low[k]) == EventCode.PROTEST for k in range(first, start or verb))
    return EventCode.PROTEST if crowd else None


def _main_verb(words: Words, start: int, last: int) -> int | None:
    """Return the verb that tells what happens: behind its auxiliaries and "continue to", "is expected to"."""
    verb = None
    for k in range(start, last + 1):
        tag, low = words.tags[k], words.low[k]
        if tag in "VEGB":
            if verb is not None and tag == "G" and words.tags[k - 1] != "A" and k > verb + 1:
                break
            verb = k
            if low not in {"be", "been", "being", "have", "having"} and low not in _roles("passing"):
                break
        elif tag not in "XMTA" and tag != '"' and not (tag in "NAE" and low in _roles("passing")):
            break
    return verb


def _noun(words: Words, first: int, last: int) -> EventCode | None:
    """Return the type of the first noun for an event ("ceasefire *talks*"); another clause is not looked into."""
    nouns = _table()[1]
    found = None
    for k in range(first, last + 1):
        if words.tags[k] in "VXMSR;" or (found is not None and words.tags[k] != "N"):
            return found
        if words.tags[k] in "NG" and words.low[k] in nouns:
            stoppage = words.low[k] in {"strike", "strikes"} and words.low[k - 1] in _roles("stoppages")
            found = EventCode.PROTEST if stoppage else nouns[words.low[k]]
    return found


def _ended(words: Words, first: int, last: int) -> EventCode | None:
    """Return the type of "an end to the war", "the lifting of the siege"."""
    for k in range(first, last):
        if words.low[k] in _roles("ending") and words.low[k + 1] in {"to", "of"}:
            if not _roles("bonds").isdisjoint(words.low[k : last + 1]):
                return EventCode.SANCTION
            return _undone(_noun(words, k + 2, last))
        if words.tags[k] in "VXMSRP;":
            return None
    return None


def _undone(event: EventCode | None) -> EventCode | None:
    """Return what it is to end an event of a type."""
    if event is None:
        return None
    return EventCode.YIELD if event in _FORCE else EventCode.SANCTION


def _elsewhere(words: Words, first: int, last: int) -> bool:
    """Tell an accident, the weather or sport, where nobody is hurt and no force is named."""
    stretch = words.low[first : last + 1]
    if _roles("accidents").isdisjoint(stretch) and _roles("pastimes").isdisjoint(stretch):
        return False
    if not _roles("casualties").isdisjoint(stretch):
        return False
    mentions = (words.at[k] for k in range(first, last + 1))
    return not any(m is not None and m.entity.role in _FORCES for m in mentions)


def is_about_conflict(words: Words, first: int, last: int) -> bool:
    """Tell whether `[first, last]` speaks of conflict, protest or diplomacy at all.

    Verbs that are common elsewhere ("closes", "meets") count where a state, an armed force or an official is named.
    """
    if _elsewhere(words, first, last):
        return False
    acts, nouns, signs = _table()
    weak = power = False
    for k in range(first, last + 1):
        word, tag = words.low[k], words.tags[k]
        if tag in "VEGB" and word in acts:
            if word in _telling():
                return True
            weak = True
        elif tag in "NGE" and (word in nouns or word in signs or word in _status()):
            return True
        mention = words.at[k]
        power = power or (mention is not None and mention.entity.role in _POWERS)
    return weak and power
