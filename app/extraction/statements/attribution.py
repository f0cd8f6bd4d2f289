"""Who said what in a text: indirect speech, sources beside a clause, quotations, statements quoted without marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.extraction.grammar import words
from app.extraction.grammar.words import Words
from app.extraction.paragraphs import Paragraph
from app.extraction.reading import Cue, Reference
from app.extraction.statements import clauses, cues, nominals, reported, sources, speakers, speech, subjects
from app.extraction.statements.memory import Memory
from app.extraction.statements.reported import Attribution
from app.extraction.statements.sources import Scope
from app.extraction.statements.speech import Voice
from app.text import Span

_AHEAD = 16  # words before a colon in which "issued a statement on …" stands


def attribute(page: Sequence[Paragraph], reader: words.Reader) -> list[Attribution]:
    """Return what the text says others said, in order."""
    memory = Memory()
    found: list[Attribution] = []
    statement: Voice | None = None  # "The minister said:" opens a statement without quotation marks
    last: Voice | None = None
    for paragraph in page:
        if paragraph.furniture or paragraph.heading:
            continue
        lines = [reader.read(sentence) for sentence in paragraph.sentences]
        read: list[list[Attribution]] = []
        memories: list[Memory] = []
        memory.announced = statement.speaker.entity if statement is not None else None
        for line in lines:
            memories.append(speech.copy(memory))
            read.append(_sentence(line, memory, statement))
            memory.note(line)
        over = next((n for n, said in enumerate(read) if _tells_of(said, statement)), None)
        if over is not None and statement is not None:
            read[over:] = [[a for a in said if a.cue is not statement.cue] for said in read[over:]]
            statement = None
        spoken, last = _quotations(lines, read, memories, statement or last)
        memory.said(last.speaker.entity if last and spoken else None)
        if spoken or (statement is not None and _answered(read, statement)):
            statement = None
        statement = _opens_statement(lines, memories) or statement
        found += sorted([*(a for r in read for a in r), *spoken], key=lambda a: (a.content.start, a.content.end))
    return found


def _answered(read: Sequence[Sequence[Attribution]], statement: Voice) -> bool:
    """Tell whether somebody else says something in a paragraph, so that a statement is over.

    What a report finds or a government promises is told within a statement; that somebody "said" is told by the text.
    """
    others = (a.speaker for said in read for a in said if a.speaker is not None and cues.tells(a.cue))
    return any(speaker.entity is not statement.speaker.entity for speaker in others)


def _tells_of(said: Sequence[Attribution], statement: Voice | None) -> bool:
    """Tell whether a sentence tells what the speaker of a statement said ("He further stressed …"): he is through."""
    if statement is None:
        return False
    entity = statement.speaker.entity
    return entity is not None and any(
        a.speaker is not None
        and a.speaker.entity is entity
        and a.cue is not None
        and a.cue is not statement.cue
        and a.words.low[_word_at(a.words, a.speaker.span)] not in {"i", "we", "my", "our"}
        for a in said
    )


def _word_at(words: Words, span: Span) -> int:
    """Return the word of a sentence that starts at or behind a span."""
    return min(bisect_left([token.start for token in words.sentence.tokens], span.start), len(words) - 1)


def _sentence(line: Words, memory: Memory, statement: Voice | None) -> list[Attribution]:
    """Return what one sentence reports outside direct speech."""
    found = reported.read(line, memory)
    taken = [a.extent for a in found]
    for scope in sources.read(line, taken, memory):
        covered = [part for part in clauses.rest(scope.first, scope.last, [*taken, scope.phrase]) if _says(line, part)]
        if not covered and found and scope.phrase[0] > found[-1].extent[0]:
            # "X thanked Y, the release said": X speaks, by way of the release
            extent = (found[-1].extent[0], max(found[-1].extent[1], scope.phrase[1]))
            found[-1] = replace(found[-1], via=found[-1].via or scope.speaker, extent=extent)
        for part in covered:
            found += _piece(line, part, scope, scope.phrase)
        taken.append(scope.phrase)
    found += nominals.read(line, [a.extent for a in found], memory)
    own = _statement(line, memory, statement)
    if own is not None:
        for first, last in clauses.rest(0, len(line) - 1, [a.extent for a in found]):
            for part in clauses.split(line, first, last):
                found += _piece(line, part, own, part)
    return found


def _statement(line: Words, memory: Memory, statement: Voice | None) -> Scope | None:
    """Return who speaks a sentence of a statement without quotation marks: its announced speaker, or "we"."""
    end = len(line) - 1
    if statement is not None:
        return Scope(statement.speaker, statement.cue, 0, end, (0, 0))
    first = next((k for k, tag in enumerate(line.tags) if tag in "VXMO"), None)
    if first is None or line.low[first] not in {"we", "i"} or line.quoted[first]:
        return None
    return Scope(Reference(line.span(first, first), memory.pronoun("we")), None, 0, end, (0, 0))


def _says(line: Words, part: tuple[int, int]) -> bool:
    return any(tag in "VXMG" for tag in line.tags[part[0] : part[1] + 1])


def _piece(line: Words, part: tuple[int, int], scope: Scope, phrase: tuple[int, int]) -> Iterator[Attribution]:
    trimmed = clauses.trim(line, *part)
    if trimmed is None or not _says(line, trimmed):
        return
    first, last = trimmed
    yield Attribution(
        speaker=scope.speaker,
        cue=scope.cue,
        content=line.span(first, last),
        words=line,
        first=first,
        last=last,
        extent=(min(first, phrase[0]), max(last, phrase[1])),
        does="say",
        take="clause",
        via=scope.via,
    )


def _opens_statement(lines: Sequence[Words], memories: Sequence[Memory]) -> Voice | None:
    """Return who speaks in the paragraphs after "The minister said:"."""
    if not lines or lines[-1].low[-1] != ":":
        return None
    line = lines[-1]
    end = len(line) - 1
    for k in range(end - 1, max(-1, end - _AHEAD), -1):
        if cues.says(line, k) or cues.gives_statement(line, k):
            phrase = subjects.subject(line, k)
            if phrase is None:
                return None
            speaker = speakers.refer(line, phrase, memories[-1])
            return Voice(speaker, Cue(line.span(k, k), cues.lemma(line, k)), len(lines) - 1, (phrase.first, end))
    return None


def _quotations(
    lines: Sequence[Words], read: list[list[Attribution]], memories: Sequence[Memory], last: Voice | None
) -> tuple[list[Attribution], Voice | None]:
    """Return what the quotations of a paragraph say, and who spoke last; `read` loses what they say better."""
    quotations = [q for q in speech.find(lines) if speech.is_speech(lines, q)]
    if not quotations:
        return [], last
    before = [sorted((a for a in said if a.cue is not None), key=speech.cue_end) for said in read]
    voices = [speech.voice(lines, q, before, memories) for q in quotations]
    for i in range(len(quotations)):
        if voices[i] is None:
            voices[i] = _inherit(i, quotations, voices, read, last)
    numbers = {quotation.number for quotation in quotations}
    for line, said in enumerate(read):
        read[line] = [a for a in said if a.words.quoted[a.first] not in numbers]
    found: list[Attribution] = []
    for i, quotation in enumerate(quotations):
        spoken = voices[i]
        if spoken is None:
            continue
        last = spoken
        made = list(speech.pieces(lines, quotation, spoken))
        beside = i > 0 and quotation.opened[0] == quotations[i - 1].closed[0]
        if found and made and beside and speech.goes_on(lines[quotation.opened[0]], quotation):
            found[-1] = replace(found[-1], content=Span(found[-1].content.start, made[-1].content.end))
            continue
        found += made
    return found, last


def _inherit(
    i: int,
    quotations: Sequence[speech.Quotation],
    voices: Sequence[Voice | None],
    read: Sequence[Sequence[Attribution]],
    last: Voice | None,
) -> Voice | None:
    """Return the speaker of a quotation without a cue of its own: who spoke before it, else who goes on after it."""
    if i and voices[i - 1] is not None:
        return voices[i - 1]
    line = quotations[i].opened[0]
    for before in range(line - 1, max(-1, line - 3), -1):
        said = [a for a in read[before] if a.speaker is not None]
        if said and said[-1].speaker is not None:
            return Voice(said[-1].speaker, said[-1].cue)
    following = next((v for v in voices[i + 1 : i + 2] if v is not None), None)
    if following is not None:
        return following
    return last if quotations[i].opened == (0, 0) else None
