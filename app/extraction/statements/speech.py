"""Direct speech: which quotations are someone's words, over sentences and paragraphs, and whose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.extraction.grammar import verbs
from app.extraction.grammar.words import Words
from app.extraction.reading import Cue, Reference
from app.extraction.statements import cues, speakers, subjects
from app.extraction.statements.memory import Memory
from app.extraction.statements.reported import Attribution
from app.extraction.statements.subjects import Phrase

_NEAR = 14  # words behind a closing mark in which "said X" or "X said" stands
_DESCRIBED = 26  # words behind it when the speaker's office stands between: "X, commander of Y - Z, said"
_HYPHENS = frozenset("-–")  # inside the name of an office or a force
_LEAST = 4  # words: a shorter quotation in the middle of a sentence is a phrase of somebody's, not a speech


@dataclass(slots=True, eq=False)
class Quotation:
    """One quotation of a paragraph: per sentence (`line`) the words inside the marks."""

    number: int
    pieces: list[tuple[int, int, int]] = field(default_factory=list)  # line, first word, last word
    opened: tuple[int, int] = (0, 0)  # line and word of the opening mark
    closed: tuple[int, int] = (0, 0)  # line and word of the closing mark


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """Who speaks a quotation, by which cue, and which words of which line say so."""

    speaker: Reference
    cue: Cue | None
    line: int = -1
    phrase: tuple[int, int] = (0, -1)


def find(lines: Sequence[Words]) -> list[Quotation]:
    """Return the quotations of a paragraph in order."""
    found: list[Quotation] = []
    for number, words in enumerate(lines):
        for k, quotation in enumerate(words.quoted):
            if not quotation:
                continue
            if not found or found[-1].number != quotation:
                found.append(Quotation(quotation, opened=(number, k)))
            current = found[-1]
            current.closed = (number, k)
            if (number, k) == current.opened:
                continue
            if not current.pieces or current.pieces[-1][0] != number:
                current.pieces.append((number, k, k))
            else:
                current.pieces[-1] = (number, current.pieces[-1][1], k)
    for quotation_ in found:
        _leave_out_closing_mark(lines, quotation_)
    return [q for q in found if q.pieces]


def _leave_out_closing_mark(lines: Sequence[Words], quotation: Quotation) -> None:
    line, first, last = quotation.pieces[-1] if quotation.pieces else (0, 0, -1)
    if quotation.pieces and lines[line].tags[last] == '"':
        quotation.pieces.pop()
        if last > first:
            quotation.pieces.append((line, first, last - 1))


def is_speech(lines: Sequence[Words], quotation: Quotation) -> bool:
    """Tell a speech from a quoted phrase inside somebody else's sentence."""
    line, at = quotation.opened
    words = lines[line]
    size = sum(last - first + 1 for _, first, last in quotation.pieces)
    start_line, first, _ = quotation.pieces[0]
    opening = lines[start_line].sentence.tokens[first].text[0]
    finite = any(lines[n].tags[k] in "VXM" for n, a, b in quotation.pieces for k in range(a, b + 1))
    end_line, _, last = quotation.pieces[-1]
    finished = lines[end_line].low[last][-1] in ".,!?"
    capital = opening.isupper() or opening in "[("
    before = words.tags[at - 1] if at else "."
    if before == ";":
        return size > 1
    if before in '."':
        closing_line, closing = quotation.closed
        comma = lines[closing_line].tags[closing + 1 : closing + 2] == [","]
        return finished or (finite and (size >= _LEAST or comma))
    if before == ",":
        return (finite and (capital or _resumes(words, at))) or (capital and finished)
    return capital and finite and size >= _LEAST and _said_just_before(words, at)


def _resumes(words: Words, at: int) -> bool:
    """Tell a quotation behind `"…," X said,` or behind `said,`."""
    return any(cues.says(words, k) for k in range(at - 2, max(-1, at - _NEAR), -1) if not words.quoted[k])


def _said_just_before(words: Words, at: int) -> bool:
    k = at - 1
    while k > 0 and words.tags[k] == "A":
        k -= 1
    return k >= 0 and cues.says(words, k)


def cue_end(said: Attribution) -> int:
    """Return the offset at which the cue ends."""
    return said.cue.span.end if said.cue else 0


def voice(
    lines: Sequence[Words], quotation: Quotation, before: Sequence[Sequence[Attribution]], memories: Sequence[Memory]
) -> Voice | None:
    """Return who speaks `quotation` by the words right behind or before it.

    `before` are the attributions of each line by where their cue ends.
    """
    line, k = quotation.closed
    behind = _behind(lines[line], k, memories[line])
    if behind is not None:
        return Voice(behind[0], behind[1], line, behind[2])
    line, at = quotation.opened
    words = lines[line]
    mark = words.sentence.tokens[at].start
    k = bisect_right(before[line], mark, key=cue_end)
    if k:
        said = before[line][k - 1]
        return Voice(said.speaker, said.cue, line, (said.extent[0], at - 1)) if said.speaker else None
    for verb in range(at - 1, max(-1, at - _NEAR), -1):
        if words.tags[verb] in "VX" and not words.quoted[verb]:
            phrase = subjects.subject(words, verb)
            if phrase is None:
                return None
            speaker = speakers.refer(words, phrase, memories[line])
            if speaker.entity is None and not cues.says(words, verb):
                return None
            lemma = verbs.forms().get(words.low[verb], ("", words.low[verb]))[1]
            return Voice(speaker, Cue(words.span(verb, verb), lemma), line, (phrase.first, at - 1))
    return None


def _behind(words: Words, closing: int, memory: Memory) -> tuple[Reference, Cue, tuple[int, int]] | None:
    """Read `", said X`, `," X said` and `", X of Y told reporters` behind a closing mark."""
    tags = words.tags
    start = closing + 1
    while start < len(tags) and tags[start] == ",":
        start += 1
    for verb in range(start, min(len(tags), closing + _DESCRIBED)):
        if words.quoted[verb] or (tags[verb] in ";." and words.low[verb] not in _HYPHENS):
            return None
        if not cues.says(words, verb):
            continue
        if verb == start:
            phrase = subjects.rightward(words, verb + 1)
            end = phrase.last if phrase else verb
        else:
            last = verb - 1
            while last > start and tags[last] in "AXM":
                last -= 1
            phrase = Phrase(start, last, start)
            end = verb
        if phrase is None:
            return None
        lemma = verbs.forms()[words.low[verb]][1]
        return speakers.refer(words, phrase, memory), Cue(words.span(verb, verb), lemma), (closing, end)
    return None


def pieces(lines: Sequence[Words], quotation: Quotation, spoken: Voice) -> Iterator[Attribution]:
    """Yield what a quotation says, one attribution for each sentence or stretch between left-out words."""
    for line, first, last in quotation.pieces:
        words = lines[line]
        for start, end in _without_gaps(words, first, last):
            low, high = start, end
            if line == spoken.line:
                low, high = min(start, spoken.phrase[0]), max(end, spoken.phrase[1])
            yield Attribution(
                speaker=spoken.speaker,
                cue=spoken.cue,
                content=words.span(start, end),
                words=words,
                first=start,
                last=end,
                extent=(low, high),
                does="say",
                take="speech",
                part=quotation.number,
            )


def _without_gaps(words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between "[...]"."""
    start = first
    for k in range(first, last + 1):
        if words.low[k] == "[" and k + 1 <= last and words.low[k + 1] in {".", "…", "]"}:
            if any(words.tags[i] in "N#oO" for i in range(start, k)):
                yield start, k - 1
            start = k
            while start <= last and words.low[start] != "]":
                start += 1
            start += 1
    if start <= last and any(words.tags[i] in "N#oOAV" for i in range(start, last + 1)):
        yield start, last


def goes_on(words: Words, quotation: Quotation) -> bool:
    """Tell a quotation that goes on in mid-sentence after "he said"."""
    return words.sentence.tokens[quotation.pieces[0][1]].text[0].islower()


def copy(memory: Memory) -> Memory:
    """Return who was spoken of last as it is now, for quotations whose speaker is found later."""
    snapshot = Memory()
    snapshot.person, snapshot.body, snapshot.speaker = memory.person, memory.body, memory.speaker
    return snapshot
