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
        ('UPDATE mentions SET "end" = 100000 WHERE start > 20', "outside the text"),
        ("DELETE FROM mentions WHERE start > 0", "the counts say"),
        ("DELETE FROM figures WHERE value = 2", "the counts say"),
        ("UPDATE entities SET articles = articles + 1 WHERE name = 'Armenia'", "its counters (2, 1, 2)"),
        ("UPDATE entities SET claims = 0 WHERE name = 'Armenia'", "its counters (1, 0, 2)"),
        ("UPDATE entities SET figures = 9 WHERE name = 'Karabakh'", "its counters (0, 1, 9)"),
        ("DELETE FROM claim_entities WHERE part = 'place'", "its counters"),
        ("DELETE FROM claims_words WHERE rowid = (SELECT max(id) FROM claims)", "claims: 1 rows differ"),
        ("INSERT INTO entities_words (rowid, name) VALUES (1, 'x')", "entities: 1 rows differ"),
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
    (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_claims_published_id'").fetchone()
    raw.close()
    content = bytearray(tampered.path.read_bytes())
    content[page * 4096 - 20 : page * 4096] = bytes(20)
    tampered.path.write_bytes(content)
    assert [line for line in audit.faults(tampered) if "ix_claims_published_id" in line]
