"""From what others say and what the article says itself to claims: type, targets, places, time, certainty."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.extraction import lexicon, times
from app.extraction.grammar import words
from app.extraction.grammar.words import Words
from app.extraction.paragraphs import Paragraph, Sentence
from app.extraction.reading import Claim, Reference
from app.extraction.statements import bearings, contents, events, functions, narration
from app.extraction.statements.memory import Memory
from app.extraction.statements.reported import Attribution
from app.text import Span
from app.vocabulary import Certainty, ClaimType, EntityKind, EventCode, PlaceBasis, Voice

# How often a claim of each pattern was right in span, voice and type on the 21 labelled development articles (noun
# phrases and clauses .92, quotations and sources beside a clause .72, objects of "express" .67, the narrator .85),
# taken down a little, since unseen articles fare worse than those one has looked at.
_CONFIDENCE = {"speech": 0.7, "source": 0.65, "object": 0.65, "bare": 0.75, "ing": 0.75, "nominal": 0.65}
_CONFIDENT = 0.85
_CONFIDENT_NARRATOR = 0.8
_WEAK = frozenset({ClaimType.EVENT_REPORT, ClaimType.STATUS_REPORT})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the text a claim is made, and what is known there."""

    text: str
    paragraph: Paragraph
    memory: Memory
    published_at: date | None


def claims(
    text: str,
    page: Sequence[Paragraph],
    attributions: Sequence[Attribution],
    reader: words.Reader,
    published_at: date | None,
) -> tuple[Claim, ...]:
    """Return the claims of the text in order."""
    found: list[Claim] = []
    said: dict[Span, list[Attribution]] = {}
    for attribution in attributions:
        said.setdefault(attribution.words.sentence.span, []).append(attribution)
    memory = Memory()
    for paragraph in page:
        if paragraph.furniture or paragraph.heading:
            continue
        memory.scene = _dateline(paragraph, reader)
        where = _Place(text, paragraph, memory, published_at)
        groups = deque(_typed(a for sentence in paragraph.sentences for a in said.get(sentence.span, ())))
        for sentence in paragraph.sentences:
            reported = said.get(sentence.span, ())
            line = reader.read(sentence)
            taken = [a.extent for a in reported if a.take != "nominal"]
            here = [_narrated(where, line, statement) for statement in narration.read(line, taken)]
            while groups and groups[0][1][0].words is line:
                here.append(_attributed(where, *groups.popleft()))
            found += here
            memory.note(line)
            memory.scene = next((claim.places[0] for claim in here if claim.places), memory.scene)
    return tuple(sorted(found, key=lambda claim: (claim.span.start, -claim.span.end)))


def _dateline(paragraph: Paragraph, reader: words.Reader) -> Reference | None:
    """Return the place named in the paragraph's dateline."""
    if not paragraph.dateline:
        return None
    sentence = Sentence(Span(paragraph.dateline[0].start, paragraph.dateline[-1].end), paragraph.dateline)
    places = [m for m in reader.read(sentence).mentions if EntityKind.PLACE in m.entity.kinds]
    return Reference(places[0].span, places[0].entity, PlaceBasis.DATELINE) if places else None


def _typed(attributions: Iterable[Attribution]) -> Iterator[tuple[ClaimType, list[Attribution]]]:
    """Yield each thing said with its type; the pieces of one quotation stay together as long as the type does."""
    group: list[Attribution] = []
    kind = ClaimType.EVENT_REPORT
    for said in attributions:
        type_ = functions.claim_type(said, said.speaker.entity if said.speaker else None)
        if group and kind == ClaimType.ACCUSATION and type_ in _WEAK and _follows_up(group[-1], said):
            type_ = kind  # "accused X of …, saying that they …"
        if group and said.part is not None and said.part == group[-1].part:
            goes_on = type_ in _WEAK and said.words.low[said.first] in {"he", "she", "they"}
            if type_ == kind or goes_on or (type_ in _WEAK and kind in _WEAK):
                group.append(said)
                continue
        if group:
            yield kind, group
        group, kind = [said], type_
    if group:
        yield kind, group


def _follows_up(before: Attribution, said: Attribution) -> bool:
    """Tell whether `said` hangs on the cue before it: ", saying that …" by the same speaker, or ": "…"" behind it."""
    if said.take == "speech" and said.cue is not None and said.cue is before.cue:
        return True
    if said.at < 0 or said.words is not before.words or said.part is not None:
        return False
    same = said.speaker is not None and before.speaker is not None and said.speaker.entity is before.speaker.entity
    return same and said.words.tags[said.at] == "G"


def _attributed(where: _Place, type_: ClaimType, group: Sequence[Attribution]) -> Claim:
    said = group[0]
    line = said.words
    span = Span(said.content.start, max(a.content.end for a in group))
    speaker = said.speaker.entity if said.speaker else None
    codes = [events.code(a.words, a.first, a.last) for a in group]
    memory = where.memory
    pieces = list(zip(group, codes, strict=True))
    targets = [
        target
        for a, code in pieces
        for target in bearings.targets(a.words, a.first, a.last, speaker=speaker, memory=memory, code=code)
    ]
    places = [
        place
        for a, code in pieces
        for place in bearings.places(a.words, a.first, a.last, memory=memory, code=code, narrated=False)
    ]
    pattern = "source" if said.at < 0 and said.take != "speech" else said.take
    return Claim(
        span=span,
        sentence=line.sentence.span,
        type=type_,
        voice=Voice.ATTRIBUTED if said.speaker else Voice.IMPLICIT,
        speaker=said.speaker,
        cue=said.cue,
        via=said.via,
        targets=_each_once(targets),
        places=_each_once(places),
        negated=type_ == ClaimType.DENIAL or said.take == "not" or _negated(line, said.first, said.last),
        quoted=any(line.quoted[said.first : said.last + 1]),
        certainty=_certainty(line, said.first, said.last),
        time=times.when(where.text, where.paragraph, line.sentence, span, where.published_at),
        event_code=next((code for code in codes if code is not None), None),
        confidence=_CONFIDENCE.get(pattern, _CONFIDENT),
    )


def _narrated(where: _Place, line: Words, statement: narration.Statement) -> Claim:
    first, last = statement.first, statement.last
    span = line.span(first, last)
    code: EventCode | None = events.code(line, first, last)
    return Claim(
        span=span,
        sentence=line.sentence.span,
        type=statement.type,
        voice=statement.voice,
        targets=bearings.targets(line, first, last, speaker=None, memory=where.memory, code=code),
        places=bearings.places(line, first, last, memory=where.memory, code=code, narrated=True),
        negated=_negated(line, first, last),
        quoted=any(line.quoted[first : last + 1]),
        certainty=_certainty(line, first, last),
        time=times.when(where.text, where.paragraph, line.sentence, span, where.published_at),
        event_code=code,
        confidence=_CONFIDENT_NARRATOR,
    )


def _each_once(references: Iterable[Reference]) -> tuple[Reference, ...]:
    return tuple({id(reference.entity): reference for reference in references}.values())


def _negated(line: Words, first: int, last: int) -> bool:
    """Tell whether the clause itself is negated: by its verb, or by "no" before its subject."""
    low, tags = line.low, line.tags
    if low[first] in {"no", "none", "nobody", "neither", "not"}:
        return True
    verb = next((k for k in range(first, last + 1) if tags[k] in "VXMSR"), None)
    if verb is None or tags[verb] in "SR":
        return False
    return any(
        word in {"not", "never"} or word.endswith(("n't", "n’t")) for word in low[verb : min(verb + 3, last + 1)]
    )


@cache
def _hedges(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("hedges")[name].split())


def _certainty(line: Words, first: int, last: int) -> Certainty:
    """Return how sure the wording of `[first, last]` is."""
    verb = contents.main_verb(line, first, last)
    likely = False
    for k in contents.own_words(line, first, last):
        low, tag = line.low[k], line.tags[k]
        if tag == "M" and low in _hedges("modal") and k == verb:
            return Certainty.POSSIBLE
        hedge = low in _hedges("possible") or low in _hedges("probable")
        named = tag in "NE" and line.tags[k + 1 : k + 2] == ["N"] and verb is not None
        if not hedge or named or (tag == "E" and k > first and line.tags[k - 1] not in "XEA"):
            continue  # "suspected militants" are no likely event
        if low in _hedges("possible"):
            return Certainty.POSSIBLE
        likely = True
    return Certainty.PROBABLE if likely else Certainty.CERTAIN
