"""The check of a whole database finds what is tampered with, and nothing in what our own code wrote."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ingestion import store
from app.ingestion.rendering import render
from app.storage import audit, database
from app.storage.database import Database
from tests.ingestion import readings


@pytest.fixture(scope="module")
def whole(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("audit") / "whole.db"))
    opened = database.connect(str(path))
    store.write(opened, render(readings.SUBMISSION, readings.reading()))
    opened.close()
    return path


@pytest.fixture
def tampered(whole: Path, tmp_path: Path) -> Iterator[Database]:
    opened = database.Database(str(shutil.copy(whole, tmp_path / "tampered.db")), foreign_keys=False)
    yield opened
    opened.close()


def test_what_was_ingested_has_no_faults(seeded: Database) -> None:
    assert list(audit.faults(seeded)) == []
    with seeded.read() as connection:
        assert all(number > 10 for number in audit.counts(connection).values())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE articles SET text = replace(text, 'Armenia', 'armenia')", "not the one its id was derived from"),
        ("UPDATE claims SET start = start + 1", "row and record differ"),
        ("UPDATE claims SET record = replace(record, '\"said\"', '\"says\"')", "does not read 'says'"),
        ("UPDATE figures SET record = replace(record, '27 people', '28 people')", "does not read '28 people'"),
        (
            "UPDATE mentions SET record = CAST(replace(record, 'Stepan', 'Xankan') AS BLOB)",
            "does not read 'Xankanakert'",
        ),
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
        ("DELETE FROM claims_words WHERE rowid = (SELECT max(position) FROM claims)", "claims: 1 rows differ"),
        ("INSERT INTO entities_words (rowid, name) VALUES (9, 'x')", "entities: 1 rows differ"),
        ("DELETE FROM names WHERE folded = 'protesters'", "entities: 1 cannot be found by any name"),
        ("DELETE FROM entities WHERE name = 'Karabakh'", "entities: a row refers to a missing row of entities"),
        ("UPDATE claims SET article = 1", "a row refers to a missing row of articles"),
    ],
)  # fmt: skip
def test_what_is_tampered_with_is_found(tampered: Database, change: str, fault: str) -> None:
    with tampered.write() as connection:
        changed = connection.exec_driver_sql(change)
        assert changed.rowcount > 0
    found = list(audit.faults(tampered))
    assert [line for line in found if fault in line], found


def test_a_damaged_index_is_found(tampered: Database) -> None:
    tampered.close()
    raw = sqlite3.connect(tampered.path)
    (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_claims_stored'").fetchone()
    raw.close()
    content = bytearray(tampered.path.read_bytes())
    content[page * 4096 - 20 : page * 4096] = bytes(20)
    tampered.path.write_bytes(content)
    assert [line for line in audit.faults(tampered) if "ix_claims_stored" in line]
