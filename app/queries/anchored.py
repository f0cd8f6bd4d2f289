"""Statements for the records anchored in a claim (claims and figures), narrowed by the claims' filters.

The lead of a statement is the table whose index gives its order: the rows of one entity when a filter names one, the
records themselves otherwise. What else is asked is looked up for each row of the lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, exists, select

from app.queries import names
from app.queries.filters import ClaimFilters, inside
from app.queries.listing import Order
from app.storage import tables

Ids = list[int] | Select[int]
Sort = Literal["-published_at", "published_at", "-stored_at"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of records and the table of the parts that entities have in them."""

    records: Table
    parts: Table
    owner: str  # the column of `parts` with the record's id
    code: str  # the column of both tables by which an index of `parts` is divided


CLAIMS = Kind(tables.claims, tables.claim_entities, "claim", "claim_type")
FIGURES = Kind(tables.figures, tables.figure_entities, "figure", "measure")


def narrowed(
    connection: Connection, kind: Kind, filters: ClaimFilters, *, codes: Sequence[str], sort: Sort
) -> tuple[Select[Any], Order]:
    """Return the records of `kind` with one of `codes` (any when empty) that pass `filters`, and their order."""
    records = kind.records
    meant = {part: names.meant(connection, values) for part, values in filters.parts().items()}
    source: FromClause = records
    columns: tuple[ColumnElement[Any], ...] = records.c.id, records.c.published, records.c[kind.code]
    if meant and sort != "-stored_at":
        part = _rarest(connection, kind, meant)
        lead = _rows_of(kind, part, meant.pop(part))
        columns = lead.c[kind.owner], lead.c.published, lead.c[kind.code]
        source = lead.join(records, records.c.id == columns[0])
    identifier, published, code = columns
    conditions = [
        *filters.article_conditions(
            article=records.c.article, publisher=records.c.publisher_folded, published=published
        ),
        *filters.record_conditions(records),
        *filters.event_conditions(records),
        *(_has(kind, part, ids, published, identifier) for part, ids in meant.items()),
    ]
    if codes:
        conditions.append(code == codes[0] if len(codes) == 1 else code.in_(codes))
    if filters.bbox is not None:
        conditions.append(_within(kind, filters.bbox, identifier))
    order = {
        "-published_at": Order(published, identifier),
        "published_at": Order(published, identifier, descending=False, last=tables.UNDATED),
        "-stored_at": Order(records.c.stored, identifier),
    }
    return select(records.c.record).select_from(source).where(*conditions), order[sort]


def _rarest(connection: Connection, kind: Kind, meant: dict[str, Ids]) -> str:
    """Return the part to lead by: that of the single entity with the fewest records, or else any."""
    single = {ids[0]: part for part, ids in meant.items() if isinstance(ids, list) and len(ids) == 1}
    rare = names.rarest(connection, list(single), counted=kind.records.name) if len(single) > 1 else None
    return single[rare] if rare is not None else next(iter([*single.values(), *meant]))


def _rows_of(kind: Kind, part: str, ids: Ids) -> FromClause:
    """Return the rows that the entities have in this part, each record once."""
    parts = kind.parts
    rows = select(parts.c.published, parts.c[kind.owner], parts.c[kind.code]).where(parts.c.part == part)
    if isinstance(ids, list) and len(ids) == 1:
        return rows.where(parts.c.entity == ids[0]).subquery("lead")
    return rows.where(parts.c.entity.in_(ids)).distinct().subquery("lead")


def _has(
    kind: Kind, part: str, ids: Ids, published: ColumnElement[int], identifier: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return the condition that one of the entities has this part in the record: a look-up by the whole primary key."""
    parts = kind.parts.alias()
    return exists().where(
        parts.c.part == part,
        parts.c.entity.in_(ids),
        parts.c.published == published,
        parts.c[kind.owner] == identifier,
    )


def _within(kind: Kind, bbox: str, identifier: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a place of the record lies in the box, places around another of its places excepted."""
    here, inner = kind.parts.alias(), kind.parts.alias()
    place, smaller = tables.entities.alias(), tables.entities.alias()
    holds_another = exists().where(
        inner.c.part == "place",
        inner.c[kind.owner] == here.c[kind.owner],
        smaller.c.id == inner.c.entity,
        smaller.c.within == place.c.id,
    )
    return exists().where(
        here.c.part == "place",
        here.c[kind.owner] == identifier,
        place.c.id == here.c.entity,
        inside(bbox, place.c.lat, place.c.lon),
        ~holds_another,
    )
