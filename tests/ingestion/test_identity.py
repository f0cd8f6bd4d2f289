"""Entities of many texts become one: gaps are filled, what is known stays, codes and names find them."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from sqlalchemy import event, select

from app.errors import IdCollision
from app.extraction.reading import Entity, Reading
from app.identity import indexed
from app.ingestion import identity, store
from app.ingestion.rendering import render
from app.ingestion.submission import Submission
from app.storage import audit, tables
from app.storage.database import Database
from app.storage.reading import full_text
from app.text import Span
from app.vocabulary import EntityKind, Role

ACTOR, PLACE = frozenset({EntityKind.ACTOR}), frozenset({EntityKind.PLACE})
BARE = Entity("name:x", "Xankendi", ACTOR, (Span(0, 1),))
LARGER = Entity("name:y", "Larger", PLACE, ())
RICH = Entity(
    "name:x", "Khankendi", PLACE, (Span(0, 1),), Role.GOV, "AZE", "Q1", "2", 39.8, 46.8, ("Stepanakert",), LARGER
)  # fmt: skip


def _put(opened: Database, text: str, *entities: Entity) -> None:
    store.write(opened, render(Submission(text=text), Reading(entities, (), (), ())))


def _row(opened: Database) -> dict[str, Any]:
    with opened.read() as connection:
        found = connection.execute(select(tables.entities).where(tables.entities.c.key == "name:x")).mappings().one()
        return {**found, "aliases": orjson.loads(found["aliases"])}


def _found_by(opened: Database) -> set[str]:
    with opened.read() as connection:
        names = select(tables.names.c.folded).join(tables.entities).where(tables.entities.c.key == "name:x")
        return set(connection.execute(names).scalars())


def test_a_known_entity_learns_what_it_lacks(empty: Database) -> None:
    _put(empty, "one", BARE)
    before = _row(empty)
    assert (before["role"], before["within"], before["is_place"]) == (None, None, False)
    _put(empty, "two", RICH)
    after = _row(empty)
    facts = (
        "name",
        "is_actor",
        "is_place",
        "role",
        "iso3",
        "wikidata",
        "geonames",
        "lat",
        "lon",
        "aliases",
        "articles",
    )
    assert [after[fact] for fact in facts] == [
        "Xankendi", True, True, "GOV", "AZE", "Q1", "2", 39.8, 46.8, ["Khankendi", "Stepanakert"], 2,
    ]  # fmt: skip
    assert after["within"] is not None
    assert after["stored"] > before["stored"]
    assert _found_by(empty) == {"xankendi", "khankendi", "stepanakert", "aze", "q1"}
    with empty.read() as connection:
        found = full_text(connection).find("entities", "stepanakert")
        holding = f"SELECT {found.key} FROM {found.lead} WHERE {found.condition}"  # noqa: S608 - pieces of ours
        assert connection.exec_driver_sql(holding, found.values).scalars().all() == [after["number"]]
    assert list(audit.faults(empty)) == []


def test_what_is_known_stays(empty: Database) -> None:
    _put(empty, "one", RICH)
    before = _row(empty)
    _put(empty, "two", Entity("name:x", "Khankendi", PLACE, (Span(0, 1),), Role.MIL, "ARM", "Q9", "9", 1.0, 2.0))
    after = _row(empty)
    assert {**after, "articles": 1} == before
    assert after["articles"] == 2


def test_coordinates_come_together(empty: Database) -> None:
    _put(empty, "one", BARE)
    _put(empty, "two", Entity("name:x", "Xankendi", PLACE, (Span(0, 1),), lat=0.0, lon=0.0))
    _put(empty, "three", RICH)
    assert (_row(empty)["lat"], _row(empty)["lon"]) == (0.0, 0.0)


def test_a_larger_place_that_is_mentioned_later_is_counted(empty: Database) -> None:
    _put(empty, "one", RICH)
    _put(empty, "two", Entity("name:y", "Larger", PLACE, (Span(0, 1),)))
    with empty.read() as connection:
        rows = connection.execute(select(tables.entities.c.articles).order_by(tables.entities.c.key)).scalars().all()
    assert rows == [1, 1]
    assert list(audit.faults(empty)) == []


def test_local_entities_of_two_texts_are_two(empty: Database) -> None:
    for text in ("one", "two"):
        _put(empty, text, Entity("local:protesters", "protesters", ACTOR, (Span(0, 1),)))
    with empty.read() as connection:
        assert len(connection.execute(select(tables.entities)).all()) == 2


def test_two_keys_with_one_id_are_refused() -> None:
    row = {"key": "name:x"}
    with pytest.raises(IdCollision, match="'name:x' and 'name:z' derive the same id"):
        identity.merge(row, {"key": "name:z"})


def test_more_entities_than_one_statement_takes(empty: Database) -> None:
    many = [Entity(f"name:{i}", f"n{i}", ACTOR, (Span(0, 1),)) for i in range(1200)]
    _put(empty, "one", *many)
    _put(empty, "two", *many)
    with empty.read() as connection:
        assert set(connection.execute(select(tables.entities.c.articles)).scalars()) == {2}


def test_completing_an_entity_does_not_touch_its_id(empty: Database) -> None:
    """SQLite looks through every table that refers to entities when their id is set, even to itself."""
    _put(empty, "one", BARE)
    statements: list[str] = []
    event.listen(empty.engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    _put(empty, "two", RICH)
    changing = [
        statement.partition(" WHERE ")[0] for statement in statements if statement.startswith("UPDATE entities")
    ]
    assert changing
    assert not any(re.search(r"\bid=", columns) for columns in changing)


def test_a_name_longer_than_a_row_of_an_index_is_stored(empty: Database) -> None:
    name = " ".join(f"{i * 7919:x}ə" for i in range(3000))
    _put(empty, "one", Entity("name:x", name, ACTOR, (Span(0, 1),)))
    _put(empty, "two", Entity("name:x", "Khankendi", ACTOR, (Span(0, 1),)))
    row = _row(empty)
    assert (row["name"], row["aliases"]) == (name, ["Khankendi"])
    assert _found_by(empty) == {"khankendi", indexed(name)}
    assert list(audit.faults(empty)) == []
