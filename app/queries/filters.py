"""The filters that several lists share, as groups of fields, and the conditions they make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, Field

from app.queries.sql import Sql, one_of
from app.queries.values import ArticleIds, Box, Day, Instant, Names, Search, Truth, box
from app.storage import positions
from app.vocabulary import ClaimType, Voice

Conditions = Iterator[Sql]

_SECOND = 1_000_000  # microseconds


def inside(bbox: str, table: str) -> Sql:
    """Return the condition that the point of a row of `table` lies in `west,south,east,north`, edges included."""
    west, south, east, north = box(bbox)
    across = "AND" if west <= east else "OR"
    text = f"{table}.lat BETWEEN ? AND ? AND ({table}.lon >= ? {across} {table}.lon <= ?)"
    return Sql(text, (south, north, west, east))


class ArticleFilters(BaseModel):
    """Filters on the article a record stands in, and full text."""

    q: Annotated[
        Search | None,
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

    def published_conditions(self, position: str) -> Conditions:
        """Give the conditions on the second in which the article was published, by the position of a record of it."""
        if self.published_from is not None:
            yield Sql(f"{position} >= ?", (positions.since(self.published_from),))
        if self.published_until is not None:
            end = positions.since(self.published_until + _SECOND - 1)
            yield Sql(f"{position} >= ? AND {position} < ?", (positions.FIRST_DATED, end))

    def record_conditions(self, records: str) -> Conditions:
        """Give the conditions on the record itself: when it was stored, and what lies within a second.

        A plus keeps SQLite from an index that does not have the order of the list.
        """
        if self.updated_since is not None:
            yield Sql(f"+{records}.stored >= ?", (self.updated_since,))
        yield from self.moment_conditions(records)

    def moment_conditions(self, records: str) -> Conditions:
        """Give the conditions on the part of a second in which the article was published."""
        if self.published_from is not None and self.published_from % _SECOND:
            yield Sql(f"{records}.published >= ?", (self.published_from,))
        if self.published_until is not None and self.published_until % _SECOND:
            yield Sql(f"{records}.published < ?", (self.published_until,))


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

    def narrows_otherwise(self) -> bool:
        """Tell whether anything but parts, types and measures narrows the list."""
        return any(getattr(self, name) not in (None, ()) for name in _OTHERWISE & self.model_fields_set)

    def narrows_elsewhere(self) -> bool:
        """Tell whether there are filters by which an index other than that of the parts may find fewer records."""
        return bool(self.article or self.publisher or self.updated_since is not None or self.bbox is not None)

    def claim_conditions(self) -> Conditions:
        """Give the conditions on the claim alone, its type excepted."""
        if self.voice:
            yield one_of("claims.voice", self.voice)
        if self.negated is not None:
            yield Sql("claims.negated = ?", (int(self.negated),))
        if self.quoted is not None:
            yield Sql("claims.quoted = ?", (int(self.quoted),))

    def event_conditions(self, records: str) -> Conditions:
        """Give the conditions on when the content happens; an interval without an end reaches on."""
        since, until = f"{records}.event_from", f"{records}.event_until"
        if self.event_from is not None:
            yield Sql(f"({until} >= ? OR {until} IS NULL AND {since} IS NOT NULL)", (self.event_from.isoformat(),))
        if self.event_until is not None:
            yield Sql(f"({since} < ? OR {since} IS NULL AND {until} IS NOT NULL)", (self.event_until.isoformat(),))


_OTHERWISE = {*ArticleFilters.model_fields, "voice", "negated", "quoted", "event_from", "event_until", "bbox"}
