"""Indirect speech in one sentence: each cue with its speaker and the words it reports."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar.words import Words
from app.extraction.reading import Cue, Reference
from app.extraction.statements import clauses, cues, endings, passives, speakers, subjects
from app.extraction.statements.cues import Match
from app.extraction.statements.memory import Memory
from app.extraction.statements.subjects import Phrase
from app.text import Span
from app.vocabulary import EntityKind, Role

_STRONG = frozenset(
    {"condemn", "demand", "support", "accuse", "admit", "commit", "offer", "deny", "announce", "threaten"}
)
_OF_SUBJECT = _STRONG | {"refuse"}  # of these passives the subject alone is the content: "the deal was rejected by"
_CLAUSAL = frozenset({"that", "clause", "bare", "quoted", "not"})
_SAYING = frozenset({"say", "announce", "demand", "deny", "warn", "commit"})
_OFFICIAL = frozenset({Role.STATE, Role.GOV, Role.IGO, Role.NGO, Role.PTY, Role.PRE})
_NOBODY = frozenset({"no", "none", "nobody", "neither"})
_REFLEXIVE = frozenset({"itself", "himself", "herself", "themselves"})
_WHERE = frozenset({"in", "at", "on", "near", "from", "into", "to", "across"})
_BESIDE = frozenset({"while", "whereas", "as", "although", "though", "after", "before", "since"})


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """One thing said, before it is typed.

    `[first, last]` are the words of the content in `words`, `extent` those of speaker, cue and content together.
    `does` and `take` are those of the cue (see cues.toml). `part` numbers the pieces of one quotation or of one
    "that …, and that …": neighbours of one type are one claim. Only a quotation may reach beyond the sentence.
    A speaker of None means that nobody is named.
    """

    speaker: Reference | None
    cue: Cue | None
    content: Span
    words: Words
    first: int
    last: int
    extent: tuple[int, int]
    does: str
    take: str
    at: int = -1  # the word that is the cue's verb
    via: Reference | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    match: Match
    phrase: Phrase
    left: int  # the word at which its clause or phrase begins: the comma or conjunction before it included


@cache
def _voiced() -> frozenset[str]:
    return frozenset(lexicon.load("cues")["voiced"]["verbs"].split())


def read(words: Words, memory: Memory) -> list[Attribution]:
    """Return what the sentence reports of others' words, in order."""
    matches = cues.find(words)
    if not matches:
        return []
    cut = endings.cuts(words)
    accepted = _accept(words, matches, cut, memory)
    hard = sorted({*cut, *(candidate.left for candidate in accepted)})
    soft = endings.noun_cuts(words)
    found: list[Attribution] = []
    for i, candidate in enumerate(accepted):
        match, phrase = candidate.match, candidate.phrase
        speaker = _earlier(accepted, i, found) or speakers.refer(words, phrase, memory)
        says = (match.take == "that" and match.does in _SAYING) or match.lemma in _voiced()
        if not speakers.can_speak(words, phrase, speaker, says=says) or words.low[phrase.first] in _NOBODY:
            continue
        if match.lemma == "protest" and (speaker.entity is None or speaker.entity.role not in _OFFICIAL):
            continue  # a crowd that protests does so in the streets: the article tells it
        if match.does == "cite" and found and (source := _leans_on(words, match)) is not None:
            end = max(found[-1].extent[1], match.start)
            found[-1] = replace(found[-1], via=source, extent=(found[-1].extent[0], end))
            continue
        memory.said(speaker.entity)
        named = None if speaker.entity is None and speakers.is_hearsay(words, phrase) else speaker
        found += _attributions(words, candidate, named, hard, soft)
    return found


def _attributions(
    words: Words, candidate: _Candidate, speaker: Reference | None, hard: Sequence[int], soft: Sequence[int]
) -> Iterator[Attribution]:
    match, phrase = candidate.match, candidate.phrase
    if match.passive and match.take != "quoted":
        content = passives.content(words, match, phrase, whole=match.does not in _OF_SUBJECT)
    else:
        content = clauses.trim(words, match.start, _end(words, match, hard, soft))
    if content is None:
        return
    parts = _parts(words, *content) if match.take in _CLAUSAL else [content]
    for part in parts:
        yield Attribution(
            speaker=speaker,
            cue=Cue(words.span(match.at, match.after - 1), match.lemma),
            content=words.span(*part),
            words=words,
            first=part[0],
            last=part[1],
            extent=_extent(words, candidate, content),
            does=match.does,
            take=match.take,
            at=match.at,
            via=_via(words, phrase, match),
            part=-match.at if len(parts) > 1 else None,
        )


def _accept(words: Words, matches: Sequence[Match], cut: Sequence[int], memory: Memory) -> list[_Candidate]:
    """Return the cues that have a subject and stand in no content of another, with where each begins."""
    accepted: list[_Candidate] = []
    opening = endings.opening_clause(words)
    for match in matches:
        inside = accepted[-1] if accepted else None
        if inside is not None and (inside.match.start > match.at or _cut_between(cut, inside.match.start, match.at)):
            inside = None
        candidate = _candidate(words, match, accepted[-1] if accepted else None, memory, opening)
        if candidate is None or (inside is not None and not _stands_apart(words, candidate, inside.match)):
            continue
        phrase = candidate.phrase
        if inside is not None and phrase.shared and words.tags[match.at] != "B":
            phrase = Phrase(inside.phrase.first, inside.phrase.last, phrase.start, shared=True)
        accepted.append(_Candidate(match, phrase, candidate.left))
    return accepted


def _candidate(
    words: Words, match: Match, before: _Candidate | None, memory: Memory, opening: int
) -> _Candidate | None:
    tags, at = words.tags, match.at
    if match.take == "quoted":
        quoted = passives.quoted(words, match)
        return _Candidate(match, quoted, _left(words, match, quoted)) if quoted is not None else None
    if match.passive:
        agent = passives.agent(words, match)
        return _Candidate(match, agent, at) if agent is not None else None
    if match.does == "frame" and words.low[match.start] in _REFLEXIVE:
        return None  # "a group calling itself X" says nothing of others
    if tags[at] == "B" and tags[at - 1] in "T,C" and (match.does not in _STRONG or _refused(words, at)):
        return None
    phrase = subjects.subject(words, at)
    if phrase is None and before is not None and subjects.is_joined(words, at):
        phrase = Phrase(before.phrase.first, before.phrase.last, at, shared=True)
    if phrase is None or (phrase.postposed and phrase.start - 1 != opening):
        return None
    if match.does == "cite" and words.low[max(0, phrase.first - 2) : phrase.first] == ("according", "to"):
        return None  # "according to an outlet citing X": read with the source
    if tags[at] == "G" and not phrase.shared and phrase.last == at - 1 and _reads_on(words, match, phrase, memory):
        phrase = subjects.handed(words, phrase.first) or phrase
    return _Candidate(match, phrase, _left(words, match, phrase))


def _reads_on(words: Words, match: Match, phrase: Phrase, memory: Memory) -> bool:
    """Tell "closed the border to flights saying that": not the noun before the participle speaks."""
    if phrase.first > 0 and words.low[phrase.first - 1] in _WHERE:
        return True
    if match.take not in _CLAUSAL | {"quote"} and match.does != "cite" and match.lemma not in _voiced():
        return False
    return not speakers.can_speak(words, phrase, speakers.refer(words, phrase, memory))


def _cut_between(cut: Sequence[int], start: int, end: int) -> bool:
    k = bisect_left(cut, start)
    return k < len(cut) and cut[k] < end


def _left(words: Words, match: Match, phrase: Phrase) -> int:
    """Return the first word that belongs to the cue's own clause, with the comma and conjunction before it."""
    tags = words.tags
    k = phrase.start
    if phrase.shared or phrase.first > match.at:
        k = match.at
        while k > 0 and tags[k - 1] in 'AXMT"' and match.at - k < 8:
            k -= 1
    while k > 0 and (tags[k - 1] in "C,;" or (tags[k - 1] == "S" and not phrase.shared)):
        k -= 1
    return k


def _stands_apart(words: Words, candidate: _Candidate, before: Match) -> bool:
    """Tell a cue beside another ("…, and urged", "…, emphasizing") from one in what the other reports."""
    left, at = candidate.left, candidate.match.at
    if left == 0 or candidate.match.passive:
        return False
    opening = words.tags[left]
    if words.tags[at] == "B":
        return words.tags[before.at] == "B" and opening in ",C"
    if candidate.phrase.shared:
        return opening in ",C;G"
    if words.low[left] == "with" or (words.tags[at] == "G" and before.does == "cite"):
        return True
    return opening in ",;C" or (opening == "S" and words.low[left] in _BESIDE)


def _refused(words: Words, at: int) -> bool:
    """Tell "refused to condemn", which says the opposite."""
    return any(word.startswith(("refus", "declin", "fail", "stop")) for word in words.low[max(0, at - 5) : at])


def _earlier(accepted: Sequence[_Candidate], i: int, found: Sequence[Attribution]) -> Reference | None:
    """Return the speaker of an earlier cue with the same subject."""
    phrase = accepted[i].phrase
    for j in range(i - 1, max(-1, i - 4), -1):
        earlier = accepted[j].phrase
        if (earlier.first, earlier.last) == (phrase.first, phrase.last):
            return next((a.speaker for a in reversed(found[-6:]) if a.at == accepted[j].match.at), None)
    return None


def _leans_on(words: Words, match: Match) -> Reference | None:
    """Return whom "…, citing officials" leans on; None where a reason is cited."""
    for k in range(match.start, min(len(words), match.start + 4)):
        mention = words.at[k]
        if mention is not None and EntityKind.ACTOR in mention.entity.kinds and not _owner(words, mention.last):
            return Reference(mention.span, mention.entity)
        if words.low[k] in speakers.speaking() and not _owner(words, k):
            return Reference(words.span(match.start, k), None)
    return None


def _owner(words: Words, k: int) -> bool:
    return k + 1 < len(words) and words.tags[k + 1] == "F"


def _via(words: Words, phrase: Phrase, match: Match) -> Reference | None:
    """Return whom the speaker cites between subject and cue: "the newspaper, citing officials, reported"."""
    for k in range(phrase.last + 1, min(match.at, phrase.last + 4)):
        if words.low[k] in {"citing", "quoting"}:
            mentions = (words.at[i] for i in range(k + 1, match.at))
            actors = (m for m in mentions if m is not None and EntityKind.ACTOR in m.entity.kinds)
            return next((Reference(m.span, m.entity) for m in actors), None)
    return None


def _parts(words: Words, first: int, last: int) -> list[tuple[int, int]]:
    """Split "… that A, and that B"."""
    found = []
    for k in range(first + 1, last - 1):
        if words.tags[k] == "C" and words.low[k + 1] == "that" and words.tags[k + 1] == "S" and not words.quoted[k]:
            found.append(clauses.trim(words, first, k - 1))
            first = k + 2
    found.append(clauses.trim(words, first, last))
    return [part for part in found if part is not None]


def _end(words: Words, match: Match, hard: Sequence[int], soft: Sequence[int]) -> int:
    """Return the last word of the content that starts at `match.start`."""
    reached = max(match.start, match.through) + 1
    k = bisect_left(hard, reached)
    end = hard[k] - 1 if k < len(hard) else len(words) - 1
    if match.take.startswith("np") or match.take in {"object", "ing", "to"}:
        k = bisect_left(soft, reached)
        end = min(end, soft[k] - 1) if k < len(soft) else end
    return end


def _extent(words: Words, candidate: _Candidate, content: tuple[int, int]) -> tuple[int, int]:
    match, phrase = candidate.match, candidate.phrase
    if match.passive and match.take != "quoted":
        first = content[0]
        if first > match.at:  # "It is reported by X that …"
            first = next((k for k in range(match.at - 1, -1, -1) if words.low[k] == "it"), match.at)
        return first, max(content[1], phrase.last)
    return min(candidate.left if phrase.shared else phrase.first, match.at), max(content[1], match.after - 1)
