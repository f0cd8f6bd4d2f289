"""Cues in the passive: "was condemned by members of the union", "was identified as X by police"."""

from __future__ import annotations

from app.extraction.grammar.words import Words
from app.extraction.statements import clauses, subjects
from app.extraction.statements.cues import Match
from app.extraction.statements.subjects import Phrase

_AGENT = 25  # words between a passive and its "by": longer gaps are rare
_BE = frozenset({"is", "are", "was", "were", "been", "being", "be"})


def agent(words: Words, match: Match) -> Phrase | None:
    """Return who did it, named behind "by"."""
    tags, low = words.tags, words.low
    if _BE.isdisjoint(low[max(0, match.at - 4) : match.at]) and not _joined(words, match.at):
        return None
    for k in range(match.at + 1, min(len(words) - 1, match.at + _AGENT)):
        if low[k] == "by" and tags[k] == "P":
            return subjects.rightward(words, k + 1)
        if tags[k] in "VXMSR;." or (tags[k] == "," and k > match.at + 1):
            return None
    return None


def _joined(words: Words, at: int) -> bool:
    """Tell a passive joined to one before it: "is accepted by X but *rejected* by Y"."""
    if at == 0 or words.tags[at - 1] != "C":
        return False
    for k in range(at - 2, max(0, at - _AGENT), -1):
        if words.tags[k] == "E":
            return not _BE.isdisjoint(words.low[max(0, k - 4) : k])
        if words.tags[k] in "VXMSR;":
            return False
    return False


def quoted(words: Words, match: Match) -> Phrase | None:
    """Return who "is quoted as saying": the subject of the passive, else the object ("agencies quoted X as saying")."""
    if match.passive:
        return subjects.subject(words, match.at)
    return subjects.rightward(words, match.after)


def content(words: Words, match: Match, by: Phrase, *, whole: bool) -> tuple[int, int] | None:
    """Return what was condemned (the subject) or, `whole`, what was identified as what (the clause before "by")."""
    subject = subjects.subject(words, match.at)
    if subject is None:
        return None
    if subject.first == subject.last and words.low[subject.first] == "it" and by.last + 2 < len(words):
        start = by.last + 2 if words.low[by.last + 1] == "that" else by.last + 1
        if clauses.has_subject_and_verb(words, start):
            return clauses.trim(words, start, len(words) - 1)  # "It is reported by X that …"
    k = by.first - 1
    while k > match.at and words.low[k] != "by":
        k -= 1
    behind = k - 1 > match.at
    return clauses.trim(words, subject.first, k - 1 if behind else (match.at if whole else subject.last))
