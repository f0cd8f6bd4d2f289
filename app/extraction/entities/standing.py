"""Whether the words beside a mention make it somebody who acts or somewhere where things happen."""

from __future__ import annotations

from functools import cache

from app.extraction.entities.heads import shapes
from app.extraction.entities.known import Sort
from app.extraction.entities.rows import Row
from app.extraction.grammar import verbs
from app.extraction.lexicon import load
from app.extraction.numbers.cardinals import VALUES

_FINITE = "bzdeZ"  # classes of `verbs.forms`: forms of verbs that are seldom anything else, and third persons
_BE = frozenset({"is", "are", "was", "were"})
_LONGEST_PLACE = 4  # words of an unknown place's name
_BORDERS = frozenset({"border", "borders", "frontier", "boundary"})  # "near the border with Chad"
_OBJECTS = frozenset({"with", "against", "at", "more", "several", "dozens", "fire"})  # "police clash with", "open fire"
_DIRECTIONS = frozenset({"north", "south", "east", "west"})
_BEARINGS = _DIRECTIONS | {
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "north-east",
    "north-west",
    "south-east",
    "south-west",
}


@cache
def _auxiliaries() -> frozenset[str]:
    return frozenset(load("shapes")["closed"]["auxiliaries"].split())


@cache
def closed() -> frozenset[str]:
    """Return function words: none of them is a noun or begins a name."""
    return _auxiliaries() | frozenset(load("shapes")["closed"]["words"].split())


@cache
def _verbs() -> dict[str, str]:
    return {form: raw for form, (raw, _) in verbs.forms().items()}


def is_verb(word: str) -> bool:
    """Tell whether a lower-case word can be a finite verb."""
    return word in _auxiliaries() or _verbs().get(word, "n") in _FINITE or (word.endswith("ed") and len(word) > 4)


def may_be_verb(word: str) -> bool:
    """Tell whether a lower-case word can be a verb, whatever else it can be."""
    return is_verb(word) or word in _verbs()


def is_verb_with_object(row: Row, i: int) -> bool:
    """Tell whether word `i` can be a verb and what a verb acts on follows ("release seven", "clash with")."""
    after = row.word(i + 1)
    acts_on = after[:1].isdigit() or after in VALUES or after in _OBJECTS
    return row.low[i] in _verbs() and not row.capital[i] and (acts_on or _takes_object(row, i + 1))


def is_noun(row: Row, i: int) -> bool:
    """Tell whether word `i` is most likely a noun (so that a name right before it is only an adjective)."""
    if i >= len(row) or not row.low[i][0].isalpha() or row.capital[i]:
        return False
    word = row.low[i]
    if word in closed() or word.endswith("ly"):
        return False
    raw = _verbs().get(word)
    if raw is None:
        return not (word.endswith("ed") and len(word) > 4)
    return raw.isupper() and not _takes_object(row, i + 1)


def _takes_object(row: Row, i: int) -> bool:
    return i < len(row) and (row.low[i] in {"the", "a", "an", "that", "its", "his", "their", "it"} or row.capital[i])


def acts(row: Row, start: int, end: int) -> bool:
    """Tell whether words `start` to `end` (exclusive) name somebody who does, says or is addressed."""
    k = start - 1 - (row.word(start - 1) in {"the", "both", "that"})
    before = row.word(k)
    if k == start - 1 and before in shapes("places", "kinds"):
        return False  # "a bombing in the capital Kabul kills eight"
    inside = before in shapes("locative", "strong") or before in shapes("locative", "before_verb")
    if not inside and _verb_follows(row, end):
        return True
    if before == "with" and row.word(k - 1) in _BORDERS:
        return False
    if before in shapes("agentive", "prepositions") or before in shapes("agentive", "verbs"):
        return True
    if before == "on" and row.word(k - 1) in shapes("agentive", "call_on"):
        return True
    return bool(row.possessive(end)) and not _part_follows(row, end + 1)


def _part_follows(row: Row, i: int) -> bool:
    """Tell whether what belongs to a place is a place too ("Pakistan's Punjab province", "Israel's north")."""
    if row.word(i) in _parts_of_a_place() or (i < len(row) and row.known_of(i, Sort.PLACE) is not None):
        return True
    k = i
    while k < min(i + _LONGEST_PLACE, len(row)) and row.capital[k]:
        k += 1
    return k > i and (row.low[k - 1] in _parts_of_a_place() or row.word(k) in shapes("places", "kinds"))


@cache
def _parts_of_a_place() -> frozenset[str]:
    return frozenset().union(*(shapes("places", name) for name in ("kinds", "spoken", "parts", "adjectives")))


def _verb_follows(row: Row, i: int) -> bool:
    for k in range(i, min(i + 4, len(row))):
        if row.low[k] in shapes("closed_beside", "skipped") or row.low[k].endswith("ly"):
            continue
        if row.low[k] in _BE:
            return row.word(k + 1).endswith("ing") or row.word(k + 2).endswith("ing")
        return is_verb(row.low[k]) and not row.capital[k]
    return False


def in_brackets_as_source(row: Row, start: int, end: int) -> bool:
    """Tell whether an outlet stands in brackets that only say where the news is from ("(AFP via Barron's)")."""
    before = row.word(start - 1)
    if before == "the":
        before = row.word(start - 2)
    if before not in {"(", ";", "via", ","}:
        return False
    opening = next((k for k in range(start - 1, max(-1, start - 12), -1) if row.words[k] in "()"), -1)
    if opening < 0 or row.words[opening] != "(" or ")" not in row.words[end : end + 12]:
        return False
    # "Korean Central News Agency (KCNA)": a short name behind the long one is no source.
    named = any(
        (hit := row.known_of(k, Sort.ACTOR)) is not None and k + hit[0] == opening
        for k in range(max(0, opening - 8), opening)
    )
    return before != "(" or not named


def follows_preposition(row: Row, start: int) -> bool:
    """Tell whether the word before is a preposition that may go with a place or with an actor."""
    k = start - 1 - (row.word(start - 1) == "the")
    return row.word(k) in shapes("locative", "weak") or row.word(k) in shapes("locative", "strong")


def located(row: Row, start: int, end: int) -> bool:
    """Tell whether words `start` to `end` (exclusive) name somewhere."""
    if row.possessive(end):
        return _part_follows(row, end + 1)
    if row.word(end) == "," and row.word(end + 1) in _BEARINGS and row.word(end + 2) == "of":
        return True  # "Baiji, north of Baghdad"
    k = _before_modifiers(row, start)
    before, two = row.word(k), row.word(k - 1)
    if before in shapes("locative", "strong"):
        return True
    if before in shapes("locative", "verbs") and two not in {"a", "an", "the"}:
        return True
    if before == "from":
        return two not in shapes("locative", "given_from")
    if before == "with":
        return two in _BORDERS
    if k == start - 1 and before in shapes("places", "kinds"):
        return True
    if before == "of":
        return two in shapes("places", "kinds") or two in shapes("locative", "bound")
    if before not in shapes("locative", "weak"):
        return False
    return two in _DIRECTIONS or bool({two, row.word(k - 2)} & shapes("locative", "bound"))


def _before_modifiers(row: Row, start: int) -> int:
    """Return the last word before a place that is not part of its description ("in | the rebel-held northern")."""
    k = start - 1
    while k >= max(0, start - 4):
        word = row.low[k]
        modifies = word in shapes("locative", "modifiers") or word in shapes("places", "parts") or word == "both"
        if not modifies and not word.endswith(("-held", "-controlled", "-occupied")):
            break
        k -= 1
    return k
