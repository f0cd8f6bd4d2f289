"""From a text's entities to those of the whole store: new ones go in, known ones learn what the text adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from app.errors import IdCollision
from app.identity import Kind, fold, parse
from app.ingestion.rendering import Rendered
from app.records import EntityRecord
from app.storage import database
from app.storage.tables import entities, names
from app.vocabulary import EntityKind

Row = dict[str, Any]

_TOGETHER = (("role",), ("iso3",), ("wikidata",), ("geonames",), ("lat", "lon"), ("within",))
_COUNTERS = ("articles", "claims", "figures")
_AT_ONCE = 500  # ids in one statement, below every SQLite's limit of variables


def number(kind: Kind, public_id: str) -> int:
    """Return the number of a public id that a record of ours carries."""
    found = parse(kind, public_id)
    if found is None:
        raise ValueError(f"not an id of this kind: {public_id}")
    return found


def put(connection: Connection, rendered: Rendered, *, stored: int) -> None:
    """Insert or complete the entities of one article and count its records; `stored` is now, in microseconds."""
    given = sorted((_row(entity, rendered.keys[entity.id]) for entity in rendered.entities), key=lambda row: row["id"])
    known = _known(connection, [row["id"] for row in given])
    created, updated, changed = [], [], []
    for row in given:
        before = known.get(row["id"])
        if before is None:
            created.append({**row, "stored": stored})
            continue
        after = merge(before, row)
        if any(after[column] != before[column] for column in before if column not in _COUNTERS):
            after["stored"] = stored
            changed.append(after)
        updated.append(after)
    if created:
        connection.execute(insert(entities), created)
    if updated:
        # Without the id: setting it, even to itself, makes SQLite look through every table that refers to entities.
        columns = [column.name for column in entities.c if not column.primary_key]
        values: Row = {column: bindparam(f"_{column}") for column in columns}
        statement = update(entities).where(entities.c.id == bindparam("_id")).values(values)
        connection.execute(statement, [{f"_{column}": value for column, value in row.items()} for row in updated])
    if changed:
        statement_of_names = delete(names).where(names.c.entity == bindparam("_entity"))
        connection.execute(statement_of_names, [{"_entity": row["id"]} for row in changed])
    _index(connection, sorted(created + changed, key=lambda row: row["id"]))


def merge(before: Mapping[str, Any], added: Mapping[str, Any]) -> Row:
    """Return a stored entity with what a further text adds: what is known stays, gaps are filled, counters grow."""
    if before["key"] != added["key"]:
        raise IdCollision(f"the entities {before['key']!r} and {added['key']!r} derive the same id")
    after = dict(before)
    for columns in _TOGETHER:
        if before[columns[0]] is None:
            after.update({column: added[column] for column in columns})
    after["is_actor"] = before["is_actor"] or added["is_actor"]
    after["is_place"] = before["is_place"] or added["is_place"]
    known = orjson.loads(before["aliases"])
    also = [alias for alias in (added["name"], *orjson.loads(added["aliases"])) if alias != before["name"]]
    after["aliases"] = orjson.dumps(list(dict.fromkeys([*known, *also])))
    after.update({column: before[column] + added[column] for column in _COUNTERS})
    return after


def _row(entity: EntityRecord, key: str) -> Row:
    return {
        "id": number("ent", entity.id),
        "key": key,
        "name": entity.name,
        "name_folded": fold(entity.name),
        "is_actor": EntityKind.ACTOR in entity.kinds,
        "is_place": EntityKind.PLACE in entity.kinds,
        "role": entity.role,
        "iso3": entity.iso3,
        "wikidata": entity.wikidata,
        "geonames": entity.geonames,
        "lat": entity.lat,
        "lon": entity.lon,
        "within": number("ent", entity.within) if entity.within else None,
        "aliases": orjson.dumps(entity.aliases),
        **dict(entity.counts),
    }


def _known(connection: Connection, ids: Sequence[int]) -> dict[int, Row]:
    found = {}
    for i in range(0, len(ids), _AT_ONCE):
        rows = connection.execute(select(entities).where(entities.c.id.in_(ids[i : i + _AT_ONCE])))
        found.update({row["id"]: dict(row) for row in rows.mappings()})
    return found


def _index(connection: Connection, rows: Sequence[Row]) -> None:
    """Put what the entities are found by into `names` and into the full-text index."""
    named: list[Row] = []
    words = []
    for row in rows:
        aliases = orjson.loads(row["aliases"])
        # A state's code means the state; what its bodies and officials do counts as its own (see `parts`).
        codes = [row["wikidata"], row["iso3"] if row["is_place"] else None]
        found_by = {fold(name) for name in (row["name"], *aliases, *codes) if name} - {""}
        named += [{"folded": folded, "entity": row["id"]} for folded in sorted(found_by)]
        words.append({"id": row["id"], "name": row["name"], "aliases": "\n".join(aliases)})
    if named:
        connection.execute(insert(names), named)
    database.index_words(connection, entities, words)
