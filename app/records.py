"""The records as they are shown, one class per record. Nothing here reads or writes a database.

A record is rendered once, when its article is stored, with these classes; every route serves those bytes. A record
means that someone said it in this text, not that it happened.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.vocabulary import (
    Certainty,
    ClaimType,
    EntityKind,
    EventCode,
    Group,
    Measure,
    PlaceBasis,
    ProblemCode,
    Qualifier,
    Role,
    TimeBasis,
    Unit,
    Voice,
)

Start = Annotated[int, Field(ge=0, description="First code point, in the article's `text` as submitted.")]
End = Annotated[int, Field(ge=1, description="Code point after the last.")]


class Record(BaseModel):
    """What all records share: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TextSpan(Record):
    """A stretch of the article's text: `text[start:end]` reads `text`."""

    start: Start
    end: End
    text: str


class SentenceSpan(Record):
    """The sentence around a record."""

    start: Start
    end: End


class ArticleReference(Record):
    """The article a record stands in."""

    id: str
    title: str | None
    publisher: str | None
    published_at: date | datetime | None
    url: str | None


class EntityReference(TextSpan):
    """Words that name someone, and the entity they mean (`entity_id` null when it has none)."""

    entity_id: str | None
    name: str


class PlaceReference(EntityReference):
    """Words that name a place of a claim, and why the claim is placed there."""

    basis: PlaceBasis


class CueSpan(TextSpan):
    """The words that report, and their dictionary form."""

    lemma: str


class TimeInterval(Record):
    """When the content happens: whole days, both inclusive; null where open or unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True)

    since: Annotated[date | None, Field(alias="from")]
    until: date | None
    basis: TimeBasis
    text: str | None


class ClaimRecord(Record):
    """One speaker (or the narrator), one communicative function, one stretch of content."""

    id: str
    article: ArticleReference
    type: ClaimType
    voice: Voice
    text: str
    start: Start
    end: End
    sentence: SentenceSpan
    speaker: EntityReference | None
    cue: CueSpan | None
    via: EntityReference | None
    targets: list[EntityReference]
    places: list[PlaceReference]
    negated: bool
    quoted: bool
    certainty: Certainty
    time: TimeInterval
    event_code: EventCode | None
    figures: list[str]
    confidence: Annotated[float, Field(ge=0, le=1)]
    extractor: str


class FigureRecord(Record):
    """A number the text gives for something, with its noun."""

    id: str
    article: ArticleReference
    claim_id: str | None
    measure: Measure
    value: float | int | None
    low: float | int | None
    high: float | int | None
    qualifier: Qualifier
    unit: Unit
    group: Group | None
    noun: str | None
    text: str
    start: Start
    end: End
    sentence: SentenceSpan
    part_of: str | None
    speaker: EntityReference | None
    place: PlaceReference | None
    time: TimeInterval
    confidence: Annotated[float, Field(ge=0, le=1)]
    extractor: str


class EntityCounts(Record):
    """How many articles, claims and figures of the store name an entity; all 1 or less for a single text."""

    articles: int
    claims: int
    figures: int


class EntityRecord(Record):
    """An actor, a place or both. `within` is the next larger place around a place."""

    id: str
    name: str
    kinds: list[EntityKind]
    role: Role | None
    iso3: str | None
    wikidata: str | None
    geonames: str | None
    lat: float | None
    lon: float | None
    within: str | None
    aliases: list[str]
    counts: EntityCounts


class EntityDetail(EntityRecord):
    """One entity, with its claims counted by type."""

    claims_by_type: dict[ClaimType, int]


class EntityInArticle(EntityRecord):
    """An entity as one article has it: `counts` are those of the article."""

    mentions: list[TextSpan]


class ProblemRecord(Record):
    """Why part of an article (or all of it: no span) could not be read."""

    code: ProblemCode
    detail: str
    start: Start | None
    end: End | None


class ArticleCounts(Record):
    """How many records an article has."""

    entities: int
    claims: int
    figures: int


class ArticleRecord(Record):
    """An article, without its text."""

    id: str
    url: str | None
    title: str | None
    publisher: str | None
    published_at: date | datetime | None
    language: str | None
    licence: str | None
    text_sha256: str
    stored_at: datetime | None
    counts: ArticleCounts


class ArticleDetail(ArticleRecord):
    """One article with its text and, as asked for, its records."""

    text: str
    problems: list[ProblemRecord]
    entities: list[EntityInArticle] | None = None
    claims: list[ClaimRecord] | None = None
    figures: list[FigureRecord] | None = None
