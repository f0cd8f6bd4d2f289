"""From a name to the entities it means: by id, name, alias, ISO alpha-3 code or Wikidata id, never by substring."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Select, select, union

from app import identity
from app.storage import tables

_MANY = 100
"""Above so many entities of one name a statement reads their ids itself."""


def meant(connection: Connection, values: Sequence[str]) -> list[int] | Select[int]:
    """Return the ids of the entities that `values` mean, ready for `column.in_(…)`; an unknown name means none."""
    ids = [number for value in values if (number := identity.parse("ent", value)) is not None]
    folded = [identity.fold(value) for value in values]
    named = select(tables.names.c.entity).where(tables.names.c.folded.in_(folded))
    found = connection.execute(named.distinct().limit(_MANY + 1)).scalars().all()
    if len(found) <= _MANY:
        return sorted({*ids, *found})
    listed = select(tables.entities.c.id).where(tables.entities.c.id.in_(ids))
    return select(union(named, listed).subquery().c.entity)


def rarest(connection: Connection, ids: Sequence[int], *, counted: str) -> int | None:
    """Return which of `ids` has the fewest records, by a counter of the table of entities; None when none is known."""
    known = select(tables.entities.c.id).where(tables.entities.c.id.in_(ids))
    return connection.execute(known.order_by(tables.entities.c[counted], tables.entities.c.id).limit(1)).scalar()
