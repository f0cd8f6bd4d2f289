"""The check of a whole database finds what is tampered with, and nothing in what our own code wrote."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import Connection

from app.ingestion import store
from app.ingestion.rendering import render
from app.storage import audit, database
from app.storage.database import Database
from app.storage.sqlite import Sqlite
from tests.conftest import New
from tests.ingestion import readings

Copied = Callable[[], AbstractContextManager[str]]
_REPLACED = re.compile(r"REPLACED\(('.*?'), ('.*?')\)")


@pytest.fixture
def stored(new: New) -> Iterator[Database]:
    """Give a database of the test's own with one article."""
    with new() as opened:
        store.write(opened, render(readings.SUBMISSION, readings.reading()))
        yield opened


@contextmanager
def unchecked(opened: Database) -> Iterator[Connection]:
    """Give the writing connection, over which references are not checked."""
    if isinstance(opened, Sqlite):
        with Sqlite(opened.name, foreign_keys=False).write() as connection:
            yield connection
    else:
        with opened.write() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield connection


def test_what_was_ingested_has_no_faults(seeded: Database) -> None:
    assert list(audit.faults(seeded)) == []
    with seeded.read() as connection:
        assert all(number > 10 for number in audit.counts(connection).values())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE articles SET text = replace(text, 'Armenia', 'armenia')", "not the one its id was derived from"),
        ("UPDATE claims SET start = start + 1", "row and record differ"),
        ("UPDATE claims SET record = REPLACED('\"said\"', '\"says\"')", "does not read 'says'"),
        ("UPDATE figures SET record = REPLACED('27 people', '28 people')", "does not read '28 people'"),
        ("UPDATE mentions SET record = REPLACED('Stepan', 'Xankan')", "does not read 'Xankanakert'"),
        ("DELETE FROM mentions WHERE start > 0", "the counts say"),
        ("UPDATE articles SET published = published + 1000000", "its position is not that of its date"),
        ("DELETE FROM figures WHERE value = 2", "the counts say"),
        ("UPDATE entities SET articles = articles + 1 WHERE name = 'Armenia'", "its counters (2, 1, 2)"),
        ("UPDATE entities SET claims = 0 WHERE name = 'Armenia'", "its counters (1, 0, 2)"),
        ("UPDATE entities SET figures = 9 WHERE name = 'Karabakh'", "its counters (0, 1, 9)"),
        ("DELETE FROM claim_keys WHERE part = 0", "its counters"),
        ("DELETE FROM claim_keys WHERE part = 2 AND code > 0", "claim_keys: 2 rows are missing"),
        ("INSERT INTO figure_keys VALUES (3, 1, 0, 0, 5)", "figure_keys: 0 rows are missing or wrong, 1 are not"),
        ("UPDATE claim_counts SET number = 9 WHERE part + entity + place + code = 0", "claim_counts: 1 rows"),
        ("UPDATE figure_counts SET number = 3 WHERE part = 1 AND place > 0", "figure_counts:"),
        ("DELETE FROM claim_tallies WHERE owner = 1 AND facet = 3", "claim_tallies:"),
        ("UPDATE figure_tallies SET number = 1 WHERE owner = 0 AND facet = 4", "figure_tallies: 1 rows"),
        ("UPDATE claims SET parts = replace(parts, 'speaker', 'sqeaker')", "claim_keys:"),
        ("DELETE FROM claims_words WHERE KEY = (SELECT max(position) FROM claims)", "claims: 1 rows differ"),
        ("UPDATE entities SET number = 99 WHERE name = 'Armenia'", "entities: 2 rows differ"),
        ("DELETE FROM names WHERE folded = 'protesters'", "entities: 1 cannot be found by any name"),
        ("DELETE FROM entities WHERE name = 'Karabakh'", "entities: a row refers to a missing row of entities"),
        ("UPDATE claims SET article = 1", "a row refers to a missing row of articles"),
    ],
)  # fmt: skip
def test_what_is_tampered_with_is_found(stored: Database, dialect: str, change: str, fault: str) -> None:
    blob, key = {
        "sqlite": (r"CAST(replace(record, \1, \2) AS BLOB)", "rowid"),
        "postgresql": (r"convert_to(replace(convert_from(record, 'UTF8'), \1, \2), 'UTF8')", "key"),
    }[dialect]
    with unchecked(stored) as connection:
        changed = connection.exec_driver_sql(_REPLACED.sub(blob, change).replace("KEY", key))
        assert changed.rowcount > 0
    found = list(audit.faults(stored))
    assert [line for line in found if fault in line], found


@pytest.mark.parametrize("column", ["number", "length"])
def test_full_text_that_is_counted_wrong_is_found(copied: Copied, column: str) -> None:
    with copied() as url:
        opened = database.connect(url)
        store.write(opened, render(readings.SUBMISSION, readings.reading()))
        with opened.write() as connection:
            wrong = f"UPDATE all_words SET {column} = {column} + 1 WHERE name = 'figures'"  # noqa: S608 - one of ours
            connection.exec_driver_sql(wrong)
        (fault,) = audit.faults(opened)
        assert fault.startswith("figures: the rows of its full-text index, or their words")
        opened.close()


@pytest.mark.sqlite
def test_a_damaged_index_is_found(stored: Database) -> None:
    assert isinstance(stored, Sqlite)
    stored.compact()
    stored.close()
    raw = sqlite3.connect(stored.path)
    (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_claims_stored'").fetchone()
    raw.close()
    content = bytearray(stored.path.read_bytes())
    content[page * 4096 - 20 : page * 4096] = bytes(20)
    stored.path.write_bytes(content)
    assert [line for line in audit.faults(stored) if "ix_claims_stored" in line]
