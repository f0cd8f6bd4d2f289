"""The records as they are shown, one class per record. Nothing here reads or writes a database.

A record is rendered once, when its article is stored, with these classes; every route serves those bytes. A record
means that someone said it in this text, not that it happened.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

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
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="A month, like 2016-05.")]
PublishedAt = Annotated[
    date | datetime | Month | None,
    Field(description="Date, or date and time, of publication; a month where no day is known; null when unknown."),
]
Confidence = Annotated[
    float,
    Field(
        ge=0, le=1, description="How sure the extraction is that it read the words rightly; not whether they are true."
    ),
]
ClaimFacet = Literal["claim_type", "actor", "speaker", "place", "publisher", "voice", "day"]
FigureFacet = Literal["measure", "claim_type", "actor", "speaker", "place", "publisher", "voice", "day"]
Extractor = Annotated[str, Field(description="What made the record, with its version.")]


def _open(schema: dict[str, Any]) -> None:
    """Let the published schema allow keys that a later release adds."""
    schema.pop("additionalProperties", None)


class Record(BaseModel):
    """What all records share: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_open)


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
    published_at: PublishedAt
    url: str | None


class EntityReference(TextSpan):
    """Words that name someone, and the entity they mean (`entity_id` null when it has none)."""

    entity_id: Annotated[
        str | None, Field(description="Null when the words name nobody who is an entity of the article.")
    ]
    name: Annotated[str, Field(description="The entity's name, or the words themselves when it has none.")]


class PlaceReference(EntityReference):
    """Words that name a place of a claim, and why the claim is placed there."""

    basis: PlaceBasis


class CueSpan(TextSpan):
    """The words that report, and their dictionary form."""

    lemma: Annotated[str, Field(description="Dictionary form of the reporting word.")]


class TimeInterval(Record):
    """When the content happens: whole days, both inclusive; null where open or unknown."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    since: Annotated[date | None, Field(alias="from")]
    until: date | None
    basis: TimeBasis
    text: Annotated[str | None, Field(description="The words that say when; null when none do.")]


class ClaimRecord(Record):
    """One speaker (or the narrator), one communicative function, one stretch of content."""

    id: str
    article: ArticleReference
    type: Annotated[ClaimType, Field(description="What the claim does.")]
    voice: Annotated[Voice, Field(description="Who says it: a source, nobody in particular, or the article itself.")]
    text: Annotated[
        str,
        Field(
            description="The content: what is said, without speaker and reporting verb; `text[start:end]` of the text."
        ),
    ]
    start: Start
    end: End
    sentence: SentenceSpan
    speaker: Annotated[
        EntityReference | None,
        Field(description="Whom the text names as the source; null unless the voice is `attributed`."),
    ]
    cue: Annotated[CueSpan | None, Field(description="The words that report.")]
    via: Annotated[
        EntityReference | None,
        Field(description="Who passed the claim on, when the text names them beside the speaker."),
    ]
    targets: Annotated[
        list[EntityReference], Field(description="Who is accused, addressed, asked, harmed or acted on.")
    ]
    places: Annotated[list[PlaceReference], Field(description="Where the content is or happens.")]
    negated: Annotated[bool, Field(description="Whether the content is denied or negated.")]
    quoted: Annotated[bool, Field(description="Whether at least part of the content stands in quotation marks.")]
    certainty: Annotated[Certainty, Field(description="How sure the wording is.")]
    time: Annotated[TimeInterval, Field(description="When the content happens.")]
    event_code: Annotated[EventCode | None, Field(description="PLOVER event type when the content is an event.")]
    figures: Annotated[list[str], Field(description="Ids of the figures in the content.")]
    confidence: Confidence
    extractor: Extractor


class FigureRecord(Record):
    """A number the text gives for something, with its noun."""

    id: str
    article: ArticleReference
    claim_id: Annotated[str | None, Field(description="The claim whose content holds the figure.")]
    measure: Annotated[Measure, Field(description="What is counted or measured.")]
    value: Annotated[
        float | int | None,
        Field(description="The number as written; null when the text gives none (`vague`) or two (`range`)."),
    ]
    low: Annotated[float | int | None, Field(description="Least number the wording states; null when open.")]
    high: Annotated[float | int | None, Field(description="Greatest number the wording states; null when open.")]
    qualifier: Annotated[Qualifier, Field(description="How the text hedges the number.")]
    unit: Annotated[Unit, Field(description="What one of it is.")]
    group: Annotated[Group | None, Field(description="Of whom it speaks; null when the text does not say.")]
    noun: Annotated[str | None, Field(description="The noun the number stands with.")]
    text: str
    start: Start
    end: End
    sentence: SentenceSpan
    part_of: Annotated[str | None, Field(description="Id of the figure this one is a part of.")]
    speaker: Annotated[EntityReference | None, Field(description="Who gave the number; null for the article's own.")]
    place: Annotated[PlaceReference | None, Field(description="Where it was counted, when said.")]
    time: Annotated[TimeInterval, Field(description="When it was so.")]
    confidence: Confidence
    extractor: Extractor


class EntityCounts(Record):
    """How many articles, claims and figures of the store name an entity; all 1 or less for a single text."""

    articles: int
    claims: int
    figures: int


class EntityRecord(Record):
    """An actor, a place or both. `within` is the place around a place, or the state an actor acts for."""

    id: str
    name: str
    kinds: list[EntityKind]
    role: Annotated[Role | None, Field(description="What kind of actor it is.")]
    iso3: Annotated[str | None, Field(description="ISO 3166 alpha-3 code, for states.")]
    wikidata: Annotated[str | None, Field(description="Wikidata id, where known.")]
    geonames: Annotated[str | None, Field(description="GeoNames id, where known.")]
    lat: Annotated[float | None, Field(description="Degrees north (WGS 84) of the place's point.")]
    lon: Annotated[float | None, Field(description="Degrees east (WGS 84) of the place's point.")]
    within: Annotated[
        str | None,
        Field(
            description="Id of the next larger place around a place, or of the state that an office or force acts for."
        ),
    ]
    aliases: Annotated[list[str], Field(description="Other names it is found by.")]
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
    published_at: PublishedAt
    language: Annotated[str | None, Field(description="BCP 47 tag, as submitted.")]
    licence: Annotated[str | None, Field(description="Licence of the text, as submitted.")]
    text_sha256: Annotated[str, Field(description="SHA-256 of the text in UTF-8.")]
    stored_at: Annotated[datetime | None, Field(description="Null for a text that was only read.")]
    counts: ArticleCounts


class ArticleDetail(ArticleRecord):
    """One article with its text and, as asked for, its records."""

    text: Annotated[str, Field(description="The text exactly as submitted; spans count its code points.")]
    problems: Annotated[list[ProblemRecord], Field(description="What could not be read, and why.")]
    entities: list[EntityInArticle] | None = None
    claims: list[ClaimRecord] | None = None
    figures: list[FigureRecord] | None = None


class Page(Record):
    """One page of a list."""

    next: Annotated[str | None, Field(description="URL of the next page, also in the `Link` header; null on the last.")]
    total: Annotated[int | None, Field(description="How many records match in all; only with `include=total`.")] = None


class ArticlePage(Page):
    """A page of articles."""

    items: list[ArticleRecord]


class ClaimPage(Page):
    """A page of claims."""

    items: list[ClaimRecord]


class FigurePage(Page):
    """A page of figures."""

    items: list[FigureRecord]


class EntityPage(Page):
    """A page of entities."""

    items: list[EntityRecord]


class FacetCount(Record):
    """How many records have a value."""

    value: Annotated[
        str | None, Field(description="A code, the id of an entity, a publisher or a day; null for records without.")
    ]
    name: Annotated[str, Field(description="The entity's name; for entities only.")] | None = None
    count: int


class ClaimFacetsRecord(Record):
    """How many claims match, and how many of them have which values."""

    total: int
    facets: dict[ClaimFacet, list[FacetCount]]


class FigureFacetsRecord(Record):
    """How many figures match, and how many of them have which values."""

    total: int
    facets: dict[FigureFacet, list[FacetCount]]


class CodeRecord(Record):
    """A code of a vocabulary and what it means."""

    code: str
    definition: str


class VocabulariesRecord(Record):
    """Every closed vocabulary. Codes may be added; none changes its meaning."""

    claim_types: list[CodeRecord]
    voices: list[CodeRecord]
    measures: list[CodeRecord]
    qualifiers: list[CodeRecord]
    units: list[CodeRecord]
    groups: list[CodeRecord]
    roles: list[CodeRecord]
    kinds: list[CodeRecord]
    certainties: list[CodeRecord]
    time_bases: list[CodeRecord]
    place_bases: list[CodeRecord]
    event_codes: list[CodeRecord]
    problems: list[CodeRecord]


class HealthRecord(Record):
    """Whether the service is up."""

    status: str
