"""From the entities of texts to those of the whole store: new ones go in, known ones learn what the texts add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from app.errors import IdCollision
from app.identity import Kind, indexed, parse, public
from app.storage import bulk
from app.storage.reading import full_text
from app.storage.tables import entities, names
from app.vocabulary import EntityKind

Row = dict[str, Any]
EntityRow = dict[str, Any]
"""The columns of an entity, without its number and when it was stored."""

_COLUMNS = tuple(column.name for column in entities.columns)
_TOGETHER = (("role",), ("iso3",), ("wikidata",), ("geonames",), ("lat", "lon"), ("within",))
_COUNTERS = ("articles", "claims", "figures")
_FACTS = tuple(column for column in _COLUMNS if column not in {"number", "id", "key", *_COUNTERS})
_COUNTING = "UPDATE entities SET articles = ?, claims = ?, figures = ? WHERE number = ?"
# Without the id: setting it, even to itself, makes SQLite look through every table that refers to entities.
_CHANGING = f"UPDATE entities SET {', '.join(f'{column} = ?' for column in _FACTS)} WHERE number = ?"  # noqa: S608 - names of ours


def number(kind: Kind, public_id: str) -> int:
    """Return the number of a public id that a record of ours carries."""
    found = parse(kind, public_id)
    if found is None:
        raise ValueError(f"not an id of this kind: {public_id}")
    return found


def put(connection: Connection, articles: Iterable[tuple[Sequence[EntityRow], int]]) -> dict[int, int]:
    """Insert or complete the entities of articles and count their records; return the entities' numbers by id.

    With those of each article comes when it is stored, in microseconds since 1970 UTC.
    """
    given = [{**row, "stored": stored, "record": b""} for rows, stored in articles for row in rows]
    before = _known(connection, {row["id"] for row in given})
    now = dict(before)
    free = connection.exec_driver_sql("SELECT coalesce(max(number), 0) + 1 FROM entities").scalar_one()
    for row in given:
        known = now.get(row["id"])
        if known is None:
            now[row["id"]] = {"number": free, **row}
            free += 1
        else:
            now[row["id"]] = merge(known, row)
    created = [row for id_, row in now.items() if id_ not in before]
    counted = [row for id_, row in now.items() if id_ in before]
    changed = [row for row in counted if row["stored"] != before[row["id"]]["stored"]]
    for row in created + changed:
        row["record"] = _record(row)
    bulk.insert(connection, entities, [tuple(row[column] for column in _COLUMNS) for row in created])
    if counted:
        counters = [(row["articles"], row["claims"], row["figures"], row["number"]) for row in counted]
        connection.exec_driver_sql(_COUNTING, sorted(counters, key=lambda row: row[-1]))
    if changed:
        connection.exec_driver_sql(_CHANGING, [(*(row[fact] for fact in _FACTS), row["number"]) for row in changed])
        connection.exec_driver_sql("DELETE FROM names WHERE entity = ?", [(row["number"],) for row in changed])
    _index(connection, created, again=False)
    _index(connection, changed, again=True)
    return {row["id"]: row["number"] for row in now.values()}


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
    if added["aliases"] != before["aliases"] or added["name"] != before["name"]:
        known = orjson.loads(before["aliases"])
        also = [alias for alias in (added["name"], *orjson.loads(added["aliases"])) if alias != before["name"]]
        after["aliases"] = orjson.dumps(list(dict.fromkeys([*known, *also])))
    if after != before:
        after["stored"] = added["stored"]
    after.update({column: before[column] + added[column] for column in _COUNTERS})
    return after


def _record(row: Row) -> bytes:
    """Return the entity as it is shown, without its counts."""
    kinds = [(EntityKind.ACTOR, row["is_actor"]), (EntityKind.PLACE, row["is_place"])]
    return orjson.dumps({
        "id": public("ent", row["id"]),
        "name": row["name"],
        "kinds": [kind for kind, is_so in kinds if is_so],
        **{fact: row[fact] for fact in ("role", "iso3", "wikidata", "geonames", "lat", "lon")},
        "within": None if row["within"] is None else public("ent", row["within"]),
        "aliases": orjson.Fragment(row["aliases"]),
    })  # fmt: skip


def _known(connection: Connection, ids: Iterable[int]) -> dict[int, Row]:
    rows = bulk.find(connection, entities, _COLUMNS, where="id", values=ids)
    return {row.id: dict(zip(_COLUMNS, row, strict=True)) for row in rows}


def _index(connection: Connection, rows: Sequence[Row], *, again: bool) -> None:
    """Put what the entities are found by into `names` and into the full-text index."""
    named: list[bulk.Row] = []
    searched = []
    for row in rows:
        aliases = orjson.loads(row["aliases"])
        # A state's code means the state; what its bodies and officials do counts as its own (see `parts`).
        codes = [row["wikidata"], row["iso3"] if row["is_place"] else None]
        found_by = {indexed(name) for name in (row["name"], *aliases, *codes) if name} - {""}
        named += [(folded, row["number"]) for folded in found_by]
        searched.append((row["number"], row["name"], "\n".join(aliases)))
    bulk.insert(connection, names, named)
    full_text(connection).put(connection, "entities", searched, again=again)
