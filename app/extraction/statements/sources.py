"""Attributions beside the clause they cover: "according to X", "…, X said", "…, said X"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

from app.extraction import lexicon
from app.extraction.grammar import verbs
from app.extraction.grammar.words import Words
from app.extraction.reading import Cue, Reference
from app.extraction.statements import complements, cues, endings, speakers, subjects
from app.extraction.statements.memory import Memory
from app.extraction.statements.subjects import Phrase

_BESIDE = frozenset({("according", "to"), ("as", "per")})
_MOST = 8  # sources named beside what they said in one sentence: more are no text
_HEARER = 4  # words that name whom something was told, behind "…, X told"
_MEETING = 20  # the same, where it is a body with what hangs on it
_NEAR = 14  # words behind a closing mark in which "said X" or "X said" stands
_REACH = 40  # words a source phrase after "according to" has at most


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A source and the words `[first, last]` it covers; `phrase` are the words that name it, cue included."""

    speaker: Reference | None
    cue: Cue | None
    first: int
    last: int
    phrase: tuple[int, int]
    via: Reference | None = None


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("speakers")[name].split())


def read(words: Words, taken: Sequence[tuple[int, int]], memory: Memory) -> list[Scope]:
    """Return the sources named beside what they said; cues within `taken` are already read."""
    if not any(word in {"according", "per"} or word in verbs.sayings() for word in words.low):
        return []
    cut = endings.cuts(words)
    found = chain(_according(words, cut, memory), _behind(words, cut, taken, memory))
    return list(islice(found, _MOST))


def _according(words: Words, cut: Sequence[int], memory: Memory) -> Iterator[Scope]:
    tags, low = words.tags, words.low
    for k in range(len(low) - 2):
        if words.quoted[k] or (low[k], low[k + 1]) not in _BESIDE:
            continue
        last = k + 2
        while last + 1 < len(tags) and last - k < _REACH and tags[last + 1] not in ",;.VXMSR":
            counts = tags[last + 1] in "#DA" or (tags[last + 1] == "P" and tags[last + 2 : last + 3] == ["#"])
            if counts and tags[last] == "N" and words.at[last] is not None:
                break  # "According to the ministry over 40 people …": a clause without its comma
            last += 1
        phrase = Phrase(k + 2, last, k + 2)
        via = None
        resume = last + 1
        if low[resume + 1 : resume + 2] and low[resume + 1] in {"citing", "quoting"} and tags[resume] == ",":
            comma = next((i for i in range(resume + 2, min(len(tags), resume + _REACH)) if tags[i] in ",."), len(tags))
            via = next((Reference(m.span, m.entity) for m in words.mentions if resume < m.first < comma), None)
            resume = comma
        speaker: Reference | None = speakers.refer(words, phrase, memory)
        if speaker and speaker.entity is None and low[last] in _list("unnamed"):
            speaker = None
        elif speaker:
            memory.said(speaker.entity)
        cue = Cue(words.span(k, k + 1), f"{low[k]} {low[k + 1]}")
        begin = _since(words, cut, k, {"but", "while", "whereas"})
        if all(tags[i] in 'CA,S"' for i in range(begin, k)):
            end = _until(cut, resume + 2, len(tags))
            if tags[resume : resume + 1] != [","]:
                yield Scope(speaker, cue, min(resume, end), end, (begin, last), via)
                continue
            yield Scope(speaker, cue, min(resume + 1, end), end, (begin, min(resume, len(tags) - 1)), via)
            continue
        if begin < k - 1 and tags[k - 1] == "," and tags[k - 2] in "CA,":
            begin = k  # "…, then, according to X, fled"
        if resume + 1 < len(tags) and tags[resume] == ",":
            end = _until(cut, resume + 1, len(tags))
            if any(tags[i] in "VXM" for i in range(resume + 1, end + 1)):
                yield Scope(speaker, cue, begin, end, (k - 1 if tags[k - 1] == "," else k, resume), via)
                continue
        yield Scope(speaker, cue, begin, k - 1, (k, last), via)


def _until(cut: Sequence[int], start: int, size: int) -> int:
    """Return the word before the first cut at or behind word `start`."""
    k = bisect_left(cut, start)
    return (cut[k] if k < len(cut) else size) - 1


def _since(words: Words, cut: Sequence[int], end: int, contrasts: Set[str]) -> int:
    """Return the word behind the last cut before word `end`; a comma counts only before one of `contrasts`."""
    for n in range(bisect_left(cut, end) - 1, -1, -1):
        if words.tags[cut[n]] != "," or words.low[cut[n] + 1] in contrasts:
            return cut[n] + 1
    return 0


def _behind(words: Words, cut: Sequence[int], taken: Sequence[tuple[int, int]], memory: Memory) -> Iterator[Scope]:
    """Find "…, the release said" and "…, said officials": a verb of saying with nothing to report behind it."""
    covered = bytearray(len(words))
    for first, last in taken:
        covered[first : last + 1] = b"\1" * (last + 1 - first)
    for k in range(2, len(words)):
        if words.quoted[k] or covered[k] or not cues.says(words, k):
            continue
        if words.quoted[0] and '"' in words.tags[max(0, k - _NEAR) : k]:
            continue  # behind a quotation: speech.py finds who speaks it
        comma = words.tags[k - 1] == "," or (words.tags[k - 1] == '"' and words.tags[k - 2] == ",")
        place = _inverted(words, k) if comma else _postposed(words, cut, k)
        if place is None:
            continue
        phrase, first, last, said = place
        speaker = speakers.refer(words, phrase, memory)
        if speakers.can_speak(words, phrase, speaker) and first <= last:
            memory.said(speaker.entity)
            yield Scope(speaker, Cue(words.span(k, k), cues.lemma(words, k)), first, last, said)


_Placed = tuple[Phrase, int, int, tuple[int, int]]  # the speaker, the words covered, the words that name the source


def _inverted(words: Words, k: int) -> _Placed | None:
    """Read "…, said X of Y"."""
    phrase = subjects.rightward(words, k + 1)
    if phrase is None or (phrase.last + 1 < len(words) and words.tags[phrase.last + 1] not in ".,;P"):
        return None
    return phrase, 0, k - 2, (k - 1, phrase.last)


def _postposed(words: Words, cut: Sequence[int], k: int) -> _Placed | None:
    """Read "…, X said" and "In Y, X said, …"."""
    phrase = subjects.subject(words, k)
    if not _ends(words, k + 1):
        return None
    if phrase is None or not phrase.postposed:  # "… and tanks, X said" has no subject before its comma
        phrase = subjects.behind_comma(words, k) or phrase
    if phrase is None:
        return None
    tags, comma = words.tags, phrase.first - 1
    if not phrase.postposed:
        if comma > 0 and tags[comma] == "," and tags[k + 1 : k + 2] == [","]:
            return phrase, 0, len(words) - 1, (comma - 1, k + 1)
        return None
    begin = phrase.start - 1
    return phrase, _since(words, cut, begin - 1, frozenset()), begin - 1, (begin, k)


def _ends(words: Words, k: int) -> bool:
    """Tell whether the clause ends at word `k`, but for when and where it was said."""
    at = complements.circumstances(words, k)
    hearer = 0
    tells = cues.lemma(words, k - 1) == "tell"  # "told a meeting with ambassadors from five states"
    kinds, most = ("NDoPF#C", _MEETING) if tells else ("NDo", _HEARER)
    while at < len(words) and words.tags[at] in kinds and hearer < most:  # "told the agency on Monday"
        at, hearer = at + 1, hearer + 1
    if hearer:
        at = complements.circumstances(words, at)
    return at >= len(words) or words.tags[at] in ".,;"
