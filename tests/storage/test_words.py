"""Full text: words and phrases without case and accents; any text can be searched for, none is an operator."""

from __future__ import annotations

import pysqlite3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from app.storage import tables, words
from app.storage.database import Database

TEXTS = [
    "Nagorno-Karabakh",
    "U.S.",
    "O'Brien",
    "-a",
    "*",
    '"',
    '"unbalanced',
    "a\0b",
    "\ud800",
    "NEAR(a b)",
    "a:b",
    "",
    "^",
]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_can_be_searched_for(seeded: Database, text: str) -> None:
    with seeded.read() as connection:
        for table in ("articles", "claims", "figures", "entities"):
            _found(connection, table, text)


@given(text=st.text(max_size=60), keys=st.sampled_from([[], [["a1"]], [["a1", "a2"], ["c7"]]]))
def test_any_text_is_an_expression_that_no_key_alone_satisfies(text: str, keys: list[list[str]]) -> None:
    raw = pysqlite3.connect(":memory:")
    raw.execute("CREATE VIRTUAL TABLE t USING fts5(words, keys)")
    raw.execute("INSERT INTO t VALUES ('', 'a1 a2 c7')")
    found = raw.execute("SELECT rowid FROM t WHERE t MATCH ?", [words.expression("figures", text, keys=keys)])
    assert found.fetchall() == []
    raw.close()


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("nagorno-karabakh", True),
        ("KARABAKH", True),
        ("xankendi", True),
        ("soldiers Karabakh", True),
        ('"six soldiers"', True),
        ('"soldiers six"', False),
        ("soldiers absent", False),
        ("NOT soldiers", False),
        ("kara", False),
        ("kara*", False),
        ("*", False),
        ("soldiers *", True),
        ('"six', True),
    ],
)
def test_words_are_found_without_case_and_accents(empty: Database, text: str, finds: bool) -> None:
    with empty.write() as connection:
        connection.execute(insert(tables.entities), _entity(7))
        words.put(connection, "entities", [(7, "Six soldiers in Nagorno-Karabakh", "Xankəndi\nXankëndi")])
    with empty.read() as connection:
        assert _found(connection, "entities", text) == ([7] if finds else [])


def test_indexing_again_replaces_the_older_words(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(insert(tables.entities), [_entity(1), _entity(2)])
        assert words.unindexed(connection, "entities", "number") == 2
        for name in ("older", "newer"):
            words.put(connection, "entities", [(2, name, None), (1, name, None)], again=True)
        assert words.unindexed(connection, "entities", "number") == 0
        for text, found in (("older", 0), ("newer", 2)):
            assert len(_found(connection, "entities", text)) == found


def test_made_words_are_found_by_keys_alone(empty: Database) -> None:
    with empty.write() as connection:
        words.put(connection, "figures", [(1, "a17 left", "a18 m1"), (2, "a18 left", "a17 m2"), (3, "x", "a17")])
        assert _found(connection, "figures", "a17") == [1]
        assert _found(connection, "figures", "left", ["a17"]) == [2]
        assert _found(connection, "figures", "left", ["a17", "a18"]) == [1, 2]
        assert _found(connection, "figures", "left", ["a17", "a18"], ["m1"]) == [1]
        for text in ("*", "", '"'):
            assert _found(connection, "figures", text, ["a17"]) == []


def _found(connection: Connection, name: str, text: str, *keys: list[str]) -> list[int]:
    """Return the keys of the rows that hold the words, and one of each of `keys`."""
    index = words.index_of(name)
    statement = f"SELECT rowid FROM {index} WHERE {index} MATCH ?"  # noqa: S608 - names of ours
    return list(connection.exec_driver_sql(statement, (words.expression(name, text, keys=keys),)).scalars())


def _entity(number: int) -> dict[str, object]:
    return {
        "number": number, "id": 2**62 + number, "key": f"name:{number}", "name": "x", "name_folded": "x",
        "is_actor": True, "is_place": False, "aliases": b"[]", "stored": 0, "articles": 0, "claims": 0, "figures": 0,
        "record": b"{}",
    }  # fmt: skip
