"""What the article says itself about the conflict, and what it gives as said by nobody in particular."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar import verbs
from app.extraction.grammar.words import Words
from app.extraction.statements import clauses, contents, cues, events, nominals
from app.vocabulary import ClaimType, Voice

_LEAST = 3  # words of a statement
_BE = frozenset({"is", "are", "was", "were", "be", "been", "'s"})
_RUMOURS = {
    "accuse": ClaimType.ACCUSATION,
    "demand": ClaimType.DEMAND,
    "threaten": ClaimType.THREAT,
    "warn": ClaimType.ASSESSMENT,
    "assess": ClaimType.ASSESSMENT,
}
_NEAR = 6  # words in which "The report comes hours after" is over


@dataclass(frozen=True, slots=True)
class Statement:
    """The words `[first, last]` of a sentence as one statement of the narrator, or of nobody named."""

    first: int
    last: int
    type: ClaimType
    voice: Voice


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("hedges")[name].split())


def read(words: Words, taken: Sequence[tuple[int, int]]) -> Iterator[Statement]:
    """Yield the statements of a sentence outside the words `taken`, which others said."""
    for first, last in clauses.rest(0, len(words) - 1, taken):
        for start, end in clauses.split(words, first, last):
            rumour = _rumour(words, start, end)
            own = (start, end)
            if rumour is not None:
                noun, opening = rumour
                said = _RUMOURS.get(nominals.nouns().get(words.low[noun], ""), ClaimType.EVENT_REPORT)
                behind = _phrase_end(words, noun + 2, end)
                yield from _hearsay(words, noun + 2, behind, said)
                own = (start, opening - 1) if opening > start else (behind + 1, end)
            bare = _bare(words, *own)
            if bare is not None:
                yield from _clause(words, *bare)


def _rumour(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """Return the noun of "… amid reports of a missile attack", "… amid growing calls for a truce", and its "amid"."""
    for k in range(first + 1, last - 1):
        word, behind = words.low[k], words.low[k + 1]
        if word not in _list("reports") and word not in nominals.nouns():
            continue
        opening = k - 2 if words.tags[k - 1] in "NAEG" and k - 2 > first else k - 1
        if behind == "of" and word in _list("reports") and words.low[k - 1] in _list("beside"):
            return k, k - 1
        if behind in {"of", "that", "for"} and words.low[opening] in _list("amid"):
            return k, opening
    return None


def _phrase_end(words: Words, first: int, last: int) -> int:
    return next((k - 1 for k in range(first, last + 1) if words.tags[k] in ",;S"), last)


def _hearsay(words: Words, first: int, last: int, type_: ClaimType = ClaimType.EVENT_REPORT) -> Iterator[Statement]:
    bare = clauses.trim(words, first, last)
    if bare is not None and events.is_about_conflict(words, *bare):
        yield Statement(*bare, type_, Voice.IMPLICIT)


def _bare(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """Leave out what links a clause to its neighbours, and "The report comes after" before an event."""
    bare = clauses.trim(words, first, last)
    if bare is None:
        return None
    first, last = bare
    if words.low[first] in _list("links") and words.tags[first] == "S" and not _opens(words, first, last):
        first += 1
    first = _past_reporting(words, first, last)
    if words.low[last] == "what" and words.tags[last - 1] == "P":
        last -= 1  # "for what [they say is …]"
    while last > first and words.tags[last] in "SP" and last + 1 < len(words) and words.tags[last + 1] != ".":
        last -= 1
    bare = clauses.trim(words, first, last)
    return bare if bare is not None and bare[1] - bare[0] + 1 >= _LEAST else None


def _opens(words: Words, first: int, last: int) -> bool:
    """Tell "Since the war began, X has …" and "Since the start of the war X has …", which are one statement."""
    if words.tree is not None and words.tree.relations[first] == "case":
        return True
    finite = False
    for k in range(first + 1, last):
        finite = finite or words.tags[k] in "VXM"
        if finite and words.tags[k] == "," and clauses.has_subject_and_verb(words, k + 1):
            return True
    return False


def _past_reporting(words: Words, first: int, last: int) -> int:
    """Return where the event starts in "The report comes after …": a sentence on the reporting tells only that."""
    for k in range(first, min(first + 3, last)):
        if words.tags[k] == "N" and words.low[k + 1] in _list("coming"):
            if words.low[k] in _list("reporting"):
                for i in range(k + 1, min(k + _NEAR, last)):
                    if words.low[i] in {"after", "as", "following"}:
                        return i + 1
            rest = range(k + 2, last + 1)
            empty = all(words.tags[i] in "A#DS" or words.low[i] in _list("times") for i in rest)
            return last + 1 if empty else first
    return first


def _clause(words: Words, first: int, last: int) -> Iterator[Statement]:
    finite = [k for k in range(first, last + 1) if words.tags[k] in "VXM"]
    if not finite:
        alleged = next((k for k in range(first, last) if words.low[k] == "alleged"), None)
        if alleged is not None:
            yield from _hearsay(words, alleged + 1, last)
        return
    if finite[0] == last and words.low[last] in verbs.reporters():
        return  # "X agreed," with what was said behind it
    if all(words.quoted[k] for k in finite) or _tells_of_words(words, finite[0], last):
        return
    blamed = _blamed(words, first, last)
    if blamed is not None:
        yield Statement(*blamed, ClaimType.ACCUSATION, Voice.IMPLICIT)
    aside = _aside(words, first, last)
    if aside is not None and finite[0] < aside and not any(k > aside and words.tags[k - 1] == "," for k in finite):
        yield Statement(aside + 1, last, ClaimType.STATUS_REPORT, Voice.IMPLICIT)
        last = aside - 2
    unknown = _unknown(words, first, finite[0], last)
    if unknown:
        yield Statement(first, last, ClaimType.NON_CONFIRMATION, Voice.IMPLICIT)
        return
    implied = _implied(words, first, last, finite[0])
    if implied is not None:
        yield Statement(first, last, implied, Voice.IMPLICIT)
    elif events.is_about_conflict(words, first, last):
        yield Statement(first, last, _narrated(words, first, last, finite[0]), Voice.NARRATOR)


def _unknown(words: Words, first: int, verb: int, last: int) -> bool:
    """Tell "it is not clear who …", "it was unclear whether …": what nobody knows."""
    if words.low[first] != "it" or verb != first + 1 or words.low[verb] not in _BE:
        return False
    k = verb + 1
    negated = False
    while k < last and words.tags[k] == "A" and words.low[k] not in _list("clear"):
        negated = negated or words.low[k] == "not"
        k += 1
    known = words.low[k] in _list("clear") and negated
    return (known or words.low[k] in _list("unclear")) and words.low[k + 1 : k + 2] not in ((), ("that",))


def _tells_of_words(words: Words, verb: int, last: int) -> bool:
    """Tell "X issues a statement" and "X has commented on …", which only tell that something was said."""
    while verb < last and words.tags[verb] in "XMA":
        verb += 1
    return cues.gives_statement(words, verb) or (
        cues.lemma(words, verb) in _list("remarking") and words.low[verb + 1 : verb + 2] == ("on",)
    )


def _blamed(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """Return "an attack blamed on rebels" at the end of a clause: who did it, in the words of nobody named."""
    for k in range(first + 2, last - 1):
        laid = words.low[k] in _list("blaming") and words.low[k + 1] in {"on", "to"}
        if laid and words.tags[k] == "E" and words.tags[k - 1] == "N" and not words.quoted[k]:
            start = k - 1
            while start > first and k - start < _NEAR and words.tags[start - 1] in "ND#A":
                start -= 1
            return (start, _phrase_end(words, k, last)) if start > first else None
    return None


def _aside(words: Words, first: int, last: int) -> int | None:
    """Return the relative pronoun of ", which is internationally recognised as …", said by nobody named."""
    for k in range(first + 2, last - 1):
        if words.tags[k] == "R" and words.tags[k - 1] == "," and words.tags[k + 1] == "X":
            group = range(k + 2, min(k + 5, last + 1))
            hearsay = any(words.tags[i] == "E" and words.low[i] in _list("passives") for i in group)
            if hearsay or "internationally" in words.low[k : k + 4]:
                return k
    return None


def _implied(words: Words, first: int, last: int, verb: int) -> ClaimType | None:
    """Return the type of a statement that nobody named is said to make, or None for the narrator's own."""
    low = words.low
    stretch = low[first : last + 1]
    if any(low[k] in _list("hearsay") for k in contents.own_words(words, first, last)) or low[first : first + 2] in {
        ("an", "estimated"),
        ("some", "estimated"),
    }:
        return _plain(words, first, last)
    head = verb - 1
    while head > first and words.tags[head] == "A":
        head -= 1
    if low[head] in _list("reports") and low[verb] in _list("tell"):
        return _plain(words, verb + 1, last)
    passive = _reported(words, first, last, verb)
    if passive is not None:
        if words.low[passive] in _list("blaming"):
            return ClaimType.ACCUSATION
        if words.low[passive] in _list("foreseeing"):
            return ClaimType.ASSESSMENT
        infinitive = next((k for k in range(passive + 1, min(passive + 4, last + 1)) if words.tags[k] == "B"), None)
        if infinitive is None:
            return _plain(words, first, last)
        state = contents.is_stative(words.low[infinitive])
        return ClaimType.STATUS_REPORT if state else ClaimType.EVENT_REPORT
    recognised = "internationally" in stretch and not {"recognised", "recognized"}.isdisjoint(stretch)
    return ClaimType.STATUS_REPORT if recognised else None


def _reported(words: Words, first: int, last: int, verb: int) -> int | None:
    """Return the participle of "is believed to", "were reported", "was blamed on" in the main clause."""
    for k in range(verb, last + 1):
        passive = words.tags[k] == "E" and words.low[k] in _list("passives")
        near = range(max(first, k - 4), k)
        if passive and any(words.tags[i] in "XE" and words.low[i] in _BE for i in near):
            return k
        if words.tags[k] == "S" and k > verb + 3:
            return None
    return None


def _plain(words: Words, first: int, last: int) -> ClaimType:
    return ClaimType.STATUS_REPORT if contents.stative(words, first, last) else ClaimType.EVENT_REPORT


def _narrated(words: Words, first: int, last: int, verb: int) -> ClaimType:
    """Return the type of a statement of the narrator's: what happened, what is so, or what is made of it."""
    interprets = words.low[verb] in _list("interpreting") and words.tags[verb + 1 : verb + 2] not in (["P"], ["."])
    if words.tags[verb] == "M" or interprets:
        return ClaimType.ASSESSMENT
    return _plain(words, first, last)
