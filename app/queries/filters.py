"""The filters that several lists share, as groups of fields, and the conditions they make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, FromClause, Table, and_, or_

from app import identity
from app.queries.values import ArticleIds, Box, Day, Instant, Names, Text, Truth, box
from app.storage import database, tables
from app.vocabulary import ClaimType, Voice

Conditions = Iterator[ColumnElement[bool]]


def inside(bbox: str, latitude: ColumnElement[float], longitude: ColumnElement[float]) -> ColumnElement[bool]:
    """Return the condition that a point lies in `west,south,east,north`, edges included."""
    west, south, east, north = box(bbox)
    across = and_ if west <= east else or_
    return and_(latitude.between(south, north), across(longitude >= west, longitude <= east))


class ArticleFilters(BaseModel):
    """Filters on the article a record stands in, and full text."""

    q: Annotated[
        Text | None,
        Field(
            description='Full text: every word must occur, without case and accents; "words in quotes" side by side.'
        ),
    ] = None
    publisher: Annotated[Names, Field(description="Publisher of the article, by its whole name.")] = ()
    article: Annotated[ArticleIds, Field(description="Id of the article.")] = ()
    published_from: Annotated[
        Instant | None, Field(description="Published at or after this date or date-time (UTC unless it has an offset).")
    ] = None
    published_until: Annotated[
        Instant | None, Field(description="Published before this date or date-time; the day itself is not included.")
    ] = None
    updated_since: Annotated[
        Instant | None, Field(description="Stored or changed at or after this date or date-time.")
    ] = None

    def article_conditions(
        self, *, article: ColumnElement[int], publisher: ColumnElement[str], published: ColumnElement[int]
    ) -> Conditions:
        """Give the conditions on the article, by the columns that hold its id, its publisher (folded) and its date."""
        if self.publisher:
            yield publisher.in_([identity.fold(name) for name in self.publisher])
        if self.article:
            yield article.in_([identity.parse("art", value) for value in self.article])
        if self.published_from is not None:
            yield published >= self.published_from
        if self.published_until is not None:
            yield published < self.published_until
            yield published > tables.UNDATED

    def record_conditions(self, records: Table) -> Conditions:
        """Give the conditions on the record itself that all lists have."""
        if self.q is not None:
            yield database.matching(records, self.q)
        if self.updated_since is not None:
            yield records.c.stored >= self.updated_since


class ClaimFilters(ArticleFilters):
    """Filters on what is claimed, by whom, about whom and where."""

    actor: Annotated[
        Names,
        Field(
            description="Speaker or target: id, name, alias, ISO alpha-3 code or Wikidata id; a state with the offices"
            " and forces that act for it."
        ),
    ] = ()
    speaker: Annotated[Names, Field(description="Who says it, named like `actor`.")] = ()
    target: Annotated[
        Names, Field(description="Who is accused, addressed, harmed or acted on, named like `actor`.")
    ] = ()
    place: Annotated[Names, Field(description="Where, with the places inside it, named like `actor`.")] = ()
    claim_type: Annotated[tuple[ClaimType, ...], Field(max_length=50, description="What the claim does.")] = ()
    voice: Annotated[tuple[Voice, ...], Field(max_length=50, description="Who speaks.")] = ()
    negated: Annotated[Truth | None, Field(description="Whether the content is denied or negated.")] = None
    quoted: Annotated[Truth | None, Field(description="Whether part of the content stands in quotation marks.")] = None
    event_from: Annotated[
        Day | None,
        Field(description="The content happens on or after this date, at least in part; unknown times do not match."),
    ] = None
    event_until: Annotated[
        Day | None,
        Field(description="The content happens before this date, at least in part; the day itself is not included."),
    ] = None
    bbox: Annotated[
        Box | None,
        Field(
            description="`west,south,east,north` in degrees; west > east crosses the antimeridian. The point of a named"
            " place must lie inside; the larger places around it do not count."
        ),
    ] = None

    def parts(self) -> dict[str, tuple[str, ...]]:
        """Return the names that are filtered by, by the part their entity must have."""
        named = {"speaker": self.speaker, "target": self.target, "actor": self.actor, "place": self.place}
        return {part: values for part, values in named.items() if values}

    def claim_conditions(self, claims: FromClause) -> Conditions:
        """Give the conditions on the claim alone, its type excepted."""
        if self.voice:
            yield claims.c.voice.in_(self.voice)
        if self.negated is not None:
            yield claims.c.negated.is_(self.negated)
        if self.quoted is not None:
            yield claims.c.quoted.is_(self.quoted)

    def event_conditions(self, records: FromClause) -> Conditions:
        """Give the conditions on when the content happens; an interval without an end reaches on."""
        since, until = records.c.event_from, records.c.event_until
        if self.event_from is not None:
            yield or_(until >= self.event_from.isoformat(), and_(until.is_(None), since.is_not(None)))
        if self.event_until is not None:
            yield or_(since < self.event_until.isoformat(), and_(since.is_(None), until.is_not(None)))
