"""What is done around ingesting: a database learns what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import intake
from app.ingestion import sources
from app.ingestion.batch import Counts
from app.storage.database import Database


@pytest.mark.parametrize(("many", "learned"), [(2, True), (3, False)])
def test_after_many_articles_the_database_learns(
    empty: Database, dialect: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, learned: bool
) -> None:
    monkeypatch.setattr(intake, "_MANY", many)
    for number in range(2):
        (tmp_path / f"{number}.txt").write_text(f"Article {number}.")
    intake.ingest(empty, sources.find([str(tmp_path)], max_text_bytes=1000), counts := Counts())
    assert counts.stored == 2
    with empty.read() as connection:
        if dialect == "sqlite":
            assert not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").all()
        else:
            known = "SELECT reltuples = 2 FROM pg_class WHERE oid = 'articles'::regclass"
            assert connection.exec_driver_sql(known).scalar_one() is learned
