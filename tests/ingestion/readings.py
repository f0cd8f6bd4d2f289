"""Readings made by hand, so that what is stored can be tested apart from what is found."""

from __future__ import annotations

from datetime import date

from app.extraction.reading import Claim, Cue, Entity, Figure, Problem, Reading, Reference, Time
from app.ingestion.submission import Submission
from app.text import Span
from app.vocabulary import (
    ClaimType,
    EntityKind,
    Measure,
    PlaceBasis,
    ProblemCode,
    Qualifier,
    Role,
    TimeBasis,
    Unit,
    Voice,
)

TEXT = (
    "STEPANAKERT — Armenia said on Tuesday that Azerbaijan had shelled Stepanakert, killing 27 people, including"
    " two children. “We deny it,” Azerbaijan replied. 🛑 Protesters gathered."
)
SUBMISSION = Submission(
    text=TEXT,
    title="Shelling of Stepanakert",
    publisher="The Example",
    published_at=date(2023, 9, 20),
    url="https://example.org/1",
    language="en",
    licence="CC0",
)
ACTOR, PLACE = EntityKind.ACTOR, EntityKind.PLACE


def span(words: str, *, after: int = 0) -> Span:
    """Return where `words` stand in the text."""
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


def reading() -> Reading:
    """Return what the text says, with one claim twice and once more as another type."""
    region = Entity("name:karabakh", "Karabakh", frozenset({PLACE}), (), aliases=("Artsakh",))
    town = Entity(
        "wikidata:Q1",
        "Khankendi",
        frozenset({PLACE}),
        (span("Stepanakert"),),
        wikidata="Q1",
        geonames="1",
        lat=39.8,
        lon=46.8,
        aliases=("Stepanakert", "Xankəndi"),
        within=region,
    )
    armenia = Entity("wikidata:Q399", "Armenia", frozenset({ACTOR, PLACE}), (span("Armenia"),), Role.GOV, "ARM", "Q399")
    where = span("Azerbaijan"), span("Azerbaijan", after=span("deny").start)
    azerbaijan = Entity("wikidata:Q227", "Azerbaijan", frozenset({PLACE, ACTOR}), where, Role.GOV, "AZE", "Q227")
    protesters = Entity("local:protesters", "Protesters", frozenset({ACTOR}), (span("Protesters"),), Role.CVL)
    first, second, third = sentences()
    tuesday = Time(TimeBasis.RELATIVE, date(2023, 9, 19), date(2023, 9, 19), span("on Tuesday"))
    place = Reference(span("Stepanakert"), town, PlaceBasis.STATED)
    content = Span(span("Azerbaijan had").start, span("two children").end)
    accusation = Claim(
        content,
        first,
        ClaimType.ACCUSATION,
        Voice.ATTRIBUTED,
        speaker=Reference(span("Armenia"), armenia),
        cue=Cue(span("said"), "say"),
        targets=(Reference(where[0], azerbaijan),),
        places=(place,),
        time=tuesday,
        confidence=0.123456,
    )
    denial = Claim(
        span("“We deny it,”"),
        second,
        ClaimType.DENIAL,
        Voice.ATTRIBUTED,
        speaker=Reference(where[1], azerbaijan),
        negated=True,
        quoted=True,
    )
    gathering = Claim(span("Protesters gathered"), third, ClaimType.EVENT_REPORT, Voice.NARRATOR)
    again = Claim(span("Protesters gathered"), third, ClaimType.EVENT_REPORT, Voice.NARRATOR)
    status = Claim(span("Protesters gathered"), third, ClaimType.STATUS_REPORT, Voice.NARRATOR)
    killed = _figure("27 people", first, accusation, 27.0, Reference(span("Stepanakert"), town))
    children = _figure("two children", first, accusation, 2.0, None, part_of=killed)
    problem = Problem(ProblemCode.FURNITURE, "a bar", Span(len(TEXT) - 1, len(TEXT)))
    return Reading(
        (town, armenia, azerbaijan, protesters),
        (accusation, denial, gathering, again, status),
        (killed, children),
        (problem,),
    )


def sentences() -> tuple[Span, Span, Span]:
    """Return the three sentences."""
    return (
        Span(0, span("two children").end + 1),
        Span(span("“We").start, span("replied").end + 1),
        Span(span("🛑").start, len(TEXT)),
    )


def _figure(
    words: str, sentence: Span, claim: Claim, value: float, place: Reference | None, *, part_of: Figure | None = None
) -> Figure:
    noun = words.rpartition(" ")[2]
    return Figure(
        span(words), sentence, Measure.KILLED, Qualifier.EXACT, Unit.PERSON, noun, value, value, value,
        claim=claim, place=place, part_of=part_of,
    )  # fmt: skip
