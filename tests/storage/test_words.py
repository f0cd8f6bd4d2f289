"""Full text: words and phrases without case and accents; any text can be searched for, none is an operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pysqlite3
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from app.storage import database, fts5, tables
from app.storage.database import Database
from app.storage.reading import full_text

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
    "%s ? ' || \\",
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
    found = raw.execute("SELECT rowid FROM t WHERE t MATCH ?", [fts5.expression("figures", text, keys=keys)])
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
        ('"karabakh xankendi"', False),
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
        row = (7, "Six soldiers in Nagorno-Karabakh", "Xankəndi\nXankëndi")
        full_text(connection).put(connection, "entities", [row])
    with empty.read() as connection:
        assert _found(connection, "entities", text) == ([7] if finds else [])


def test_indexing_again_replaces_the_older_words(empty: Database) -> None:
    with empty.write() as connection:
        index = full_text(connection)
        connection.execute(insert(tables.entities), [_entity(1), _entity(2)])
        (fault,) = index.faults(connection, "entities", "number")
        assert fault == "entities: 2 rows differ between the table and its full-text index"
        for name in ("older", "the newer"):
            index.put(connection, "entities", [(2, name, None), (1, name, None)], again=True)
        assert list(index.faults(connection, "entities", "number")) == []
        for text, found in (("older", 0), ("newer", 2)):
            assert len(_found(connection, "entities", text)) == found


def test_made_words_are_found_by_keys_alone(empty: Database) -> None:
    rows = [(1, "a17 left", "a18 m1"), (2, "a18 left", "a17 m2"), (3, "x", "a17")]
    with empty.write() as connection:
        full_text(connection).put(connection, "figures", rows)
        assert _found(connection, "figures", "a17") == [1]
        assert _found(connection, "figures", "left", ["a17"]) == [2]
        assert _found(connection, "figures", "left", ["a17", "a18"]) == [1, 2]
        assert _found(connection, "figures", "left", ["a17", "a18"], ["m1"]) == [1]
        for text in ("*", "", '"'):
            assert _found(connection, "figures", text, ["a17"]) == []


def test_very_long_words_are_found_whole(empty: Database) -> None:
    # More than a row of an index of PostgreSQL's can hold, even when it is packed.
    long = "".join(f"{i * 2654435761:x}" for i in range(2500))
    rows = [(1, f"of {long}y here", None), (2, f"of {long}z here", None), (3, "x" * 199 + " " + "x" * 201, None)]
    with empty.write() as connection:
        full_text(connection).put(connection, "claims", [(*row, "c1") for row in rows])
    with empty.read() as connection:
        assert _found(connection, "claims", f"{long}y") == [1]
        assert _found(connection, "claims", f'"{long}z here"') == [2]
        assert _found(connection, "claims", f'"{long}z of"') == []
        assert _found(connection, "claims", "x" * 201) == [3]
        assert _found(connection, "claims", "x" * 200) == []


@pytest.fixture(scope="module")
def both(template: Path, copied: Callable[[], AbstractContextManager[str]]) -> Iterator[tuple[Database, Database]]:
    """Give an empty database of each kind."""
    with copied() as url:
        one, other = database.connect(str(template)), database.connect(url)
        yield one, other
        one.close()
        other.close()


_WORD = st.sampled_from(["a", "b", "A", "é", "e", "bb"])
_TEXT = st.lists(_WORD, max_size=9).map(" ".join)
_ASKED = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)


@given(
    rows=st.lists(st.tuples(_TEXT, _TEXT), min_size=1, max_size=6),
    asked=st.lists(_ASKED | _ASKED.map(lambda words: f'"{words}"'), min_size=1, max_size=3).map(" ".join),
)
@example(rows=[("a a a", ""), ("a a", "a a a a"), ("b", "a")], asked='"a a"')
@example(rows=[("a b a b a", ""), ("a b a", "x"), ("b", "a b a")], asked='"a b a"')
@settings(max_examples=40, deadline=None)
def test_both_kinds_find_the_same_with_the_same_score(
    both: tuple[Database, Database], rows: list[tuple[str, str]], asked: str
) -> None:
    found = []
    for opened in both:
        with _undone(opened) as connection:
            put = [(i, *row, f"c{i % 3}") for i, row in enumerate(rows)]
            full_text(connection).put(connection, "claims", put)
            one = full_text(connection).find("claims", asked, keys=[["c0", "c1"]])
            statement = f"SELECT {one.key}, {one.score} FROM {one.lead} WHERE {one.condition} ORDER BY 1"  # noqa: S608 - pieces of ours
            found.append([tuple(row) for row in connection.exec_driver_sql(statement, one.values)])
    assert found[0] == found[1]


@contextmanager
def _undone(opened: Database) -> Iterator[Connection]:
    with opened.write() as connection:
        inner = connection.begin_nested()
        yield connection
        inner.rollback()


def _found(connection: Connection, name: str, text: str, *keys: list[str]) -> list[int]:
    """Return the keys of the rows that hold the words, and one of each of `keys`."""
    found = full_text(connection).find(name, text, keys=keys)
    statement = f"SELECT {found.key} FROM {found.lead} WHERE {found.condition} ORDER BY 1"  # noqa: S608 - pieces of ours
    return list(connection.exec_driver_sql(statement, found.values).scalars())


def _entity(number: int) -> dict[str, object]:
    return {
        "number": number, "id": 2**62 + number, "key": f"name:{number}", "name": "x", "name_folded": "x",
        "is_actor": 1, "is_place": 0, "aliases": b"[]", "stored": 0, "articles": 0, "claims": 0, "figures": 0,
        "record": b"{}",
    }  # fmt: skip
