"""Statements and lists as PostgreSQL takes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage import database, dialect
from app.storage.database import Database
from app.storage.reading import listed, through
from tests.conftest import New


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("SELECT 1", "SELECT 1"),
        ("a = ? AND b LIKE '5%'", "a = %s AND b LIKE '5%%'"),
        ("x IN (SELECT value FROM json_each(?))", "x = ANY(%s)"),
        ("FROM json_each(claims.parts, '$.actor') AS each", "FROM json_each(claims.parts, '$.actor') AS each"),
        ("FROM a CROSS JOIN b ON b.x = a.x", "FROM a JOIN b ON b.x = a.x"),
        ("WHERE +claims.stored >= ? AND (+a.b = ?)", "WHERE claims.stored >= %s AND (a.b = %s)"),
        ("number + ?, a + b, 1 +2", "number + %s, a + b, 1 +2"),
    ],
)
def test_what_is_rewritten(written: str, taken: str) -> None:
    assert dialect.rewritten(written) == taken


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], "{}"),
        ([1, -(2**63)], '{"1","-9223372036854775808"}'),
        (["a", 'b"c', "d\\", "", "null", "{,}"], '{"a","b\\"c","d\\\\","","null","{,}"}'),
        (["a\0b", "c"], '{"c"}'),
        (["\0"], "{}"),
        ([""], '{""}'),
    ],
)
def test_an_array(values: list[int] | list[str], text: str) -> None:
    assert dialect.array(values) == text


@pytest.fixture(scope="module")
def opened(new: New) -> Iterator[Database]:
    with new() as one:
        yield one


_WITHIN = "SELECT 1 WHERE CAST(? AS text) IN (SELECT value FROM json_each(?))"


@given(values=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=8))
@settings(max_examples=60)
def test_any_texts_are_found_in_a_list(opened: Database, values: list[str]) -> None:
    with opened.read() as connection:
        ask = through(connection)
        assert not ask(_WITHIN, ("absent\n", listed(values)))
        assert all(ask(_WITHIN, (value, listed(values))) for value in values if "\0" not in value)


@given(values=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=8))
@settings(max_examples=30)
def test_any_numbers_are_found_in_a_list(opened: Database, values: list[int]) -> None:
    with opened.read() as connection:
        ask = through(connection)
        for value in values:
            within = "SELECT CAST(? AS bigint) WHERE CAST(? AS bigint) IN (SELECT value FROM json_each(?))"
            assert [tuple(row) for row in ask(within, (value, value, listed(values)))] == [(value,)]


def test_the_kinds_are_told_by_their_urls() -> None:
    assert type(database.at("x.db")).__name__ == type(database.at("sqlite:///x.db")).__name__ == "Sqlite"
    for url in ("postgresql://h/d", "postgresql+psycopg://h/d"):
        assert database.at(url).url.drivername == "postgresql+psycopg"
