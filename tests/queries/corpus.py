"""A small made store in which every filter finds something and leaves something out. Its sentences say nothing true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.extraction.reading import Claim, Cue, Entity, Figure, Reading, Reference, Time
from app.ingestion import store
from app.ingestion.rendering import render
from app.ingestion.submission import Submission
from app.storage.database import Database
from app.text import Span
from app.vocabulary import (
    ClaimType,
    EntityKind,
    Group,
    Measure,
    PlaceBasis,
    Qualifier,
    Role,
    TimeBasis,
    Unit,
    Voice,
)

_BOTH = frozenset({EntityKind.ACTOR, EntityKind.PLACE})
_PLACE = frozenset({EntityKind.PLACE})
_ACTOR = frozenset({EntityKind.ACTOR})


def _state(code: str, qid: str, name: str, lat: float, lon: float) -> Entity:
    return Entity(f"wikidata:{qid}", name, _BOTH, (), role=Role.STATE, iso3=code, wikidata=qid, lat=lat, lon=lon)


AZERBAIJAN = _state("AZE", "Q227", "Azerbaijan", 40.4, 47.6)
ARMENIA = _state("ARM", "Q399", "Armenia", 40.1, 45.0)
MALI = _state("MLI", "Q912", "Mali", 17.6, -4.0)
SOMALIA = _state("SOM", "Q1045", "Somalia", 5.2, 46.2)
FIJI = _state("FJI", "Q712", "Fiji", -17.8, 178.0)
TONGA = _state("TON", "Q678", "Tonga", -21.2, -175.2)
KARABAKH = Entity(
    "wikidata:Q130800", "Nagorno-Karabakh", _PLACE, (), wikidata="Q130800", lat=39.9, lon=46.6, within=AZERBAIJAN
)
KHANKENDI = Entity(
    "geonames:586429", "Khankendi", _PLACE, (), geonames="586429", lat=39.8, lon=46.75, within=KARABAKH,
    aliases=("Stepanakert", "Xankəndi"),
)  # fmt: skip
RED_CROSS = Entity("name:red cross", "Red Cross", _ACTOR, (), role=Role.NGO)


@dataclass(frozen=True)
class Said:
    """One sentence, and how it is read."""

    content: str
    type: ClaimType = ClaimType.EVENT_REPORT
    speaker: Entity | None = None
    target: Entity | None = None
    place: Entity | None = None
    voice: Voice | None = None
    negated: bool = False
    quoted: bool = False
    since: date | None = None
    until: date | None = None
    figure: str | None = None  # words of the content
    measure: Measure = Measure.KILLED
    value: float | None = None
    qualifier: Qualifier = Qualifier.EXACT
    unit: Unit = Unit.PERSON
    group: Group | None = None


ARTICLES: tuple[tuple[str | None, date | datetime | None, tuple[Said, ...]], ...] = (
    (
        "Cnews Live",
        date(2023, 9, 19),
        (
            Said(
                "27 casualties had been counted", ClaimType.STATUS_REPORT, ARMENIA, AZERBAIJAN, KHANKENDI,
                since=date(2023, 9, 18), until=date(2023, 9, 19),
                figure="27 casualties", measure=Measure.CASUALTIES, value=27, group=Group.CIVILIAN,
            ),
            Said(
                "3 villages were not shelled", ClaimType.DENIAL, AZERBAIJAN, ARMENIA, KARABAKH,
                negated=True, quoted=True,
                figure="3 villages", measure=Measure.BUILDINGS, value=3, unit=Unit.PLACE,
            ),
            Said("fighting went on", place=KARABAKH, since=date(2023, 9, 19)),
        ),
    ),
    (
        "Cnews Live",
        datetime(2023, 9, 19, 18, 30, tzinfo=UTC),
        (
            Said(
                "up to 40 soldiers left", ClaimType.ANNOUNCEMENT, MALI, place=MALI,
                since=date(2023, 8, 1), until=date(2023, 8, 31),
                figure="up to 40 soldiers", measure=Measure.PERSONNEL, value=40, qualifier=Qualifier.AT_MOST,
                group=Group.SOLDIER,
            ),
            Said("talks would help", ClaimType.OFFER, AZERBAIJAN, ARMENIA, ARMENIA),
        ),
    ),
    (
        "Wikinews",
        date(2020, 1, 5),
        (
            Said("a ship lay 12 kilometres away", target=TONGA, place=FIJI, until=date(2020, 1, 4),
                 figure="12 kilometres", measure=Measure.DISTANCE, value=12, unit=Unit.KM),
            Said("the harbour was closed", ClaimType.STATUS_REPORT, FIJI, place=TONGA, quoted=True),
        ),
    ),
    (
        None,
        None,
        (
            Said("several children were hurt", target=SOMALIA, place=SOMALIA, voice=Voice.IMPLICIT,
                 figure="several children", measure=Measure.INJURED, qualifier=Qualifier.VAGUE, group=Group.CHILD),
            Said("access must be given", ClaimType.DEMAND, RED_CROSS, SOMALIA, SOMALIA),
        ),
    ),
    ("Wikinews", date(2023, 9, 19), (Said("the city was quiet", ClaimType.STATUS_REPORT, RED_CROSS, place=KHANKENDI),)),
)  # fmt: skip
"""Publisher, date and sentences of each article; two have the same date, one has none."""


def fill(database: Database) -> list[str]:
    """Store all articles and return their ids."""
    return [
        submit(database, said, url=f"https://example.org/{number}", publisher=publisher, published_at=published_at)
        for number, (publisher, published_at, said) in enumerate(ARTICLES)
    ]


def submit(
    database: Database, said: Iterable[Said], *, url: str, publisher: str | None, published_at: date | datetime | None
) -> str:
    """Store an article of these sentences and return its id; `url` makes its text another than that of the others."""
    text = f"From {url}."
    mentions: dict[Entity, list[Span]] = defaultdict(list)
    claims: list[Claim] = []
    figures: list[Figure] = []

    def named(entity: Entity | None, basis: PlaceBasis | None = None) -> Reference | None:
        nonlocal text
        if entity is None:
            return None
        span = Span(len(text), len(text) + len(entity.name))
        text += entity.name
        mentions[entity].append(span)
        return Reference(span, entity, basis)

    for sentence in said:
        text += " "
        start = len(text)
        speaker = named(sentence.speaker)
        text += " said " if speaker else "Reportedly, "
        content = Span(len(text), len(text) + len(sentence.content))
        text += sentence.content + ", of "
        target = named(sentence.target)
        text += ", in "
        place = named(sentence.place, PlaceBasis.STATED)
        text += "."
        whole = Span(start, len(text))
        time = (
            Time(TimeBasis.STATED, sentence.since, sentence.until)
            if sentence.since or sentence.until
            else Time(TimeBasis.UNKNOWN)
        )
        claim = Claim(
            content,
            whole,
            sentence.type,
            sentence.voice or (Voice.ATTRIBUTED if speaker else Voice.NARRATOR),
            speaker=speaker,
            cue=Cue(Span(content.start - 5, content.start - 1), "say") if speaker else None,
            targets=(target,) if target else (),
            places=(place,) if place else (),
            negated=sentence.negated,
            quoted=sentence.quoted,
            time=time,
        )
        claims.append(claim)
        if sentence.figure:
            at = content.start + sentence.content.index(sentence.figure)
            value = sentence.value
            figures.append(
                Figure(
                    Span(at, at + len(sentence.figure)), whole, sentence.measure, sentence.qualifier, sentence.unit,
                    None, value, value, value, group=sentence.group, claim=claim, speaker=speaker, place=place,
                    time=time,
                )
            )  # fmt: skip
    entities = {entity: replace(entity, mentions=tuple(spans)) for entity, spans in mentions.items()}
    reading = Reading(tuple(entities.values()), tuple(claims), tuple(figures), ())
    submission = Submission(text=text, publisher=publisher, published_at=published_at, url=url)
    return store.write(database, render(submission, reading)).id
