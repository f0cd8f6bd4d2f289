"""What follows a cue: which complement it is and where the reported content starts in it (see cues.toml, `takes`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar.words import Words
from app.extraction.statements import clauses

_AHEAD = 30  # words looked at for the complement of a cue; longer objects before "as" or "to" are rare
_CIRCUMSTANCE = 16  # words between a cue and its "that": "said in a statement on Monday morning that"
_NOMINAL = frozenset("N#DOoF")
_WH = frozenset({"whether", "how", "why", "what", "if", "when", "where"})
# Adverbs that belong to what is said, not to the saying: "vows not to", "reports at least 20".
_KEPT = frozenset(
    [
        "not",
        "never",
        "at",
        "least",
        "most",
        "more",
        "less",
        "fewer",
        "than",
        "as",
        "many",
        "nearly",
        "almost",
        "about",
        "around",
        "approximately",
        "roughly",
        "only",
        "over",
        "further",
    ]
)
_WHERE = frozenset({"in", "on", "at", "during", "to", "via", "through", "from", "after"})


def opening(words: Words, after: int, take: str) -> int | None:
    """Return where the content starts when the complement `take` follows at word `after`, else None."""
    k = after
    while k < len(words) and words.tags[k] == "A" and words.low[k] not in _KEPT:
        k += 1
    if k >= len(words):
        return None
    start = _starting(words, k, take)
    while start is not None and start > after and words.low[start - 1] in _KEPT:
        start -= 1
    return start


def _starting(words: Words, k: int, take: str) -> int | None:
    if take in {"that", "clause", "bare", "quote"}:
        return _clausal(words, k, take)
    if take.startswith("person "):
        return _addressed(words, k, take)
    if take in {"to", "to have", "to be"}:
        return _infinitive(words, k, take)
    if take == "ing":
        return k if words.tags[k] == "G" else None
    if take == "to ing":
        return k + 1 if words.low[k] == "to" and words.tags[k + 1 : k + 2] == ["G"] else None
    if take == "which":
        return k if words.tags[k] in "VXM" else None
    if take == "np" and words.tags[k] == "P":
        k = circumstances(words, k)
        if k >= len(words) or words.tags[k] == "P":
            return None
    while k < len(words) - 1 and words.low[k] in _KEPT:
        k += 1
    return k if _starts_np(words, k) and reach(words, k, take) is not None else None


def as_saying(words: Words, start: int) -> int | None:
    """Return where the content starts in "(quoted) X as saying that …"."""
    for k in range(start, min(len(words) - 2, start + _CIRCUMSTANCE)):
        if words.low[k] == "as" and words.low[k + 1] == "saying":
            return k + 3 if words.low[k + 2] == "that" and k + 3 < len(words) else k + 2
        if words.tags[k] in "VXM;.":
            return None
    return None


def _clausal(words: Words, k: int, take: str) -> int | None:
    tags, low = words.tags, words.low
    at = circumstances(words, k)
    if take in {"that", "quote"} and tags[at : at + 1] in ([","], [";"]):
        at += 1
    if at >= len(words):
        return None
    if take == "quote":
        return at if tags[at] == '"' and words.quoted[at] else None
    if take == "that":
        if low[at] == "that" and at + 1 < len(words):
            return at + 1
        if low[at] in _WH and tags[at] in "SRo":
            return at
        if tags[at] != "P":
            return None
        far = next((i for i in range(at, min(len(words), k + _CIRCUMSTANCE)) if tags[i] not in "NDPA#F,"), at)
        return far + 1 if low[far] == "that" and tags[far] == "S" and far + 1 < len(words) else None
    while at < len(words) - 1 and low[at] in _KEPT:
        at += 1
    if not (_starts_np(words, at) or (tags[at] in "GE" and tags[at + 1 : at + 2] in (["N"], ["P"]))):
        return None
    return at if (_has_finite(tags, at + 1) if take == "clause" else _is_clause(tags, at + 1)) else None


def _addressed(words: Words, k: int, take: str) -> int | None:
    """Read "told X that …", "told X the army had …", "told X: "…""."""
    tags, low = words.tags, words.low
    if not _starts_np(words, k):
        return None
    for at in range(k + 1, min(len(tags), k + _CIRCUMSTANCE)):
        if take == "person quote":
            if tags[at] == '"' and words.quoted[at] and tags[at - 1] in ",;":
                return at
        elif low[at] == "that" and at + 1 < len(low):
            return at + 1
        elif tags[at] in "DO" and tags[at - 1] in "No" and _has_finite(tags, at + 1):
            return at
        if tags[at] in "VXM;." or (tags[at] == "G" and tags[at - 1] in "P,"):  # "responded to X by stating that"
            return None
    return None


def _infinitive(words: Words, k: int, take: str) -> int | None:
    at = k + 1 if words.low[k] in {"not", "never"} else k
    if words.tags[at : at + 1] != ["T"]:
        return None
    return k if take == "to" or words.low[at + 1 : at + 2] == (take[3:],) else None


def reach(words: Words, start: int, take: str) -> int | None:
    """Return the word by which the object that starts at `start` shows that it is what `take` asks for."""
    if not take.startswith("np ") or take == "np which":
        return start
    relative = False
    for k in range(start + 1, min(len(words), start + _AHEAD)):
        relative = relative or words.tags[k] == "R" or words.low[k] == "whose"
        if words.tags[k] in ";." or (words.tags[k] in "VXM" and not relative):
            return None
        if _shows(words, k, take):
            return k
    return None


def _shows(words: Words, k: int, take: str) -> bool:
    tag, word = words.tags[k], words.low[k]
    if take == "np to":
        return tag == "T"
    if take == "np to be":
        return tag == "T" and words.low[k + 1 : k + 2] in (("be",), ("have",))
    if take == "np not":
        return word == "not" and words.tags[k - 1] in "No"
    if take == "np as":
        return word == "as" and tag == "P"
    if take == "np to np":
        return word == "to" and tag == "P"
    if take == "np quote":
        return tag == '"' and words.quoted[k] > 0
    if take == "np justified":
        return word in _verdicts()
    verdict = word in {"responsible", "accountable", "liable"} and words.low[k - 1] != "those"
    return take == "np responsible" and verdict


def is_verdict(words: Words, k: int) -> bool:
    """Tell whether word `k` is a predicate of judgement ("illegal")."""
    return k < len(words) and words.low[k] in _verdicts()


@cache
def _verdicts() -> frozenset[str]:
    return frozenset(lexicon.load("cues")["verdicts"]["words"].split())


def _starts_np(words: Words, k: int) -> bool:
    if words.tags[k] == '"' and k + 1 < len(words):
        return True
    if words.tags[k] in "GE" and words.tags[k + 1 : k + 2] == ["N"]:
        return True  # "remaining residents"
    return words.tags[k] in _NOMINAL


def _has_finite(tags: Sequence[str], start: int) -> bool:
    for k in range(start, min(len(tags), start + _AHEAD)):
        if tags[k] in "VXM":
            return True
        if tags[k] in ";." or (tags[k] == "C" and tags[k - 1] == ","):
            return False
    return False


def _is_clause(tags: Sequence[str], start: int) -> bool:
    """Tell a clause from a noun phrase: its verb comes before the next comma, or right behind an apposition."""
    for k in range(start, min(len(tags), start + _AHEAD)):
        if tags[k] in "VXM":
            return True
        if tags[k] == ",":
            return clauses.verb_behind_apposition(tags, k)
        if tags[k] in "SR;.T" or (tags[k] == "C" and "P" in tags[start:k]):
            return False
    return False


def circumstances(words: Words, k: int) -> int:
    """Skip where, when and to whom it was said: "in a statement on Monday that"."""
    tags, low = words.tags, words.low
    end = min(len(tags), k + _CIRCUMSTANCE)
    if k < end and tags[k] == "," and k + 1 < end and tags[k + 1] == "P":
        k += 1
    while k < end:
        if tags[k] == "A" or low[k] in _occasions():
            k += 1
        elif tags[k] == "P" and low[k] in _WHERE:
            at = k + 1
            while at < end and tags[at] in "DN#FA" and low[at] not in _occasions():
                at += 1
            if at < end and low[at] in _occasions():
                k = at + 1
                while k < end and tags[k] == "N" and low[k] in _occasions():
                    k += 1
            else:
                break
        else:
            break
    return k


@cache
def _occasions() -> frozenset[str]:
    lists = lexicon.load("words")
    said = lexicon.load("cues")["occasions"]["words"]
    return frozenset([*lists["weekdays"].split(), *lists["time_nouns"].split(), *said.split()])
