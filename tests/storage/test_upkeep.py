"""Copies, room and sizes of a database."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.replacing import CannotWrite
from app.storage import audit, database, upkeep
from app.storage.database import Database
from app.storage.sqlite import Sqlite
from app.storage.upkeep import BadCopy
from tests import postgresql
from tests.queries import corpus
from tests.queries.corpus import Said


@pytest.fixture
def filled(path: Path) -> Iterator[Sqlite]:
    """Give a file of the test's own with the made store."""
    opened = database.connect(str(path))
    assert isinstance(opened, Sqlite)
    corpus.fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def other(template: Path, tmp_path: Path) -> Iterator[Sqlite]:
    """Give an empty file beside it."""
    opened = database.connect(str(shutil.copy(template, tmp_path / "other.db")))
    assert isinstance(opened, Sqlite)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def served(copied: Callable[[], AbstractContextManager[str]]) -> Iterator[Database]:
    """Give a database of a server's with the made store."""
    with copied() as url:
        opened = database.connect(url)
        corpus.fill(opened)
        yield opened
        opened.close()


def rows(path: Path) -> list[tuple[int, bytes]]:
    opened = database.connect(str(path))
    with opened.read() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql("SELECT id, record FROM claims ORDER BY id")]
    opened.close()
    return found


def test_a_backup_is_the_whole_database(filled: Sqlite, tmp_path: Path) -> None:
    counts = upkeep.backup(filled, tmp_path / "backup.db")
    assert {path.name for path in tmp_path.iterdir()} - {"test.db-wal", "test.db-shm"} == {"test.db", "backup.db"}
    copy = database.connect(str(tmp_path / "backup.db"))
    with copy.read() as connection:
        assert audit.counts(connection) == counts
    assert list(audit.faults(copy)) == []
    copy.close()
    assert rows(tmp_path / "backup.db") == rows(filled.path) != []


def test_a_backup_has_what_is_still_in_the_log_only(filled: Sqlite, tmp_path: Path) -> None:
    """A copy of the file alone would not."""
    assert (tmp_path / "test.db-wal").stat().st_size > 0
    shutil.copy(filled.path, tmp_path / "copied.db")
    upkeep.backup(filled, tmp_path / "backup.db")
    assert rows(tmp_path / "copied.db") != rows(tmp_path / "backup.db") == rows(filled.path)


def test_a_backup_while_others_write_is_one_state(filled: Sqlite, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            url = f"https://example.org/more/{number}"
            corpus.submit(filled, [Said("so it was", figure="so")], url=url, publisher=None, published_at=None)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [upkeep.backup(filled, tmp_path / f"{number}.db")["articles"] for number in range(5)]
    finally:
        done.set()
        writer.join()
    assert found == sorted(found)
    assert found[-1] > found[0]


def test_what_is_there_stays_unless_it_may_be_replaced(filled: Sqlite, other: Sqlite, tmp_path: Path) -> None:
    path = tmp_path / "backup.db"
    path.write_text("mine")
    with pytest.raises(CannotWrite, match="is there already; --force replaces it"):
        upkeep.backup(filled, path)
    assert path.read_text() == "mine"
    upkeep.backup(filled, path, overwrite=True)
    assert rows(path) == rows(filled.path)
    with pytest.raises(CannotWrite, match="a file of its own"):
        upkeep.backup(filled, filled.path, overwrite=True)
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotWrite, match="a file of its own"):
        upkeep.backup(filled, tmp_path / "folder", overwrite=True)
    corpus.fill(other)
    with pytest.raises(CannotWrite, match=r"other\.db-wal is there"):
        upkeep.backup(filled, other.path, overwrite=True)


def test_a_log_left_behind_is_not_joined_to_a_backup(filled: Sqlite, tmp_path: Path) -> None:
    (tmp_path / "backup.db-wal").write_text("of another")
    with pytest.raises(CannotWrite, match=r"backup\.db-wal is there"):
        upkeep.backup(filled, tmp_path / "backup.db")


def test_a_backup_with_faults_is_none(filled: Sqlite, tmp_path: Path) -> None:
    with filled.write() as connection:
        connection.exec_driver_sql("UPDATE entities SET articles = articles + 1")
    (tmp_path / "backup.db").write_text("the last good one")
    with pytest.raises(BadCopy, match="its counters"):
        upkeep.backup(filled, tmp_path / "backup.db", overwrite=True)
    assert (tmp_path / "backup.db").read_text() == "the last good one"
    assert not list(tmp_path.glob("*.part*"))
    assert not list(tmp_path.glob(".*"))


def test_compacting_gives_room_back_and_changes_nothing(filled: Sqlite) -> None:
    before = rows(filled.path)
    with filled.write() as connection:
        connection.exec_driver_sql("CREATE TABLE ballast AS SELECT randomblob(2000000) AS b")
    with filled.write() as connection:
        connection.exec_driver_sql("DROP TABLE ballast")
    filled.compact()
    assert filled.path.stat().st_size < 1_500_000
    assert rows(filled.path) == before
    assert list(audit.faults(filled)) == []
    with filled.read() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar() == 0
        assert not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").all()


def test_compacting_joins_the_pieces_of_the_full_text(filled: Sqlite) -> None:
    def segments() -> int:
        with filled.read() as connection:
            return int(connection.exec_driver_sql("SELECT count(DISTINCT segid) FROM claims_words_idx").scalar_one())

    assert segments() > 1
    filled.compact()
    assert segments() == 1


def test_sizes_are_rows_and_bytes_of_the_values(filled: Sqlite) -> None:
    size = upkeep.size(filled)
    with filled.read() as connection:
        counts = audit.counts(connection)
        (record,) = connection.exec_driver_sql("SELECT sum(length(record)) FROM claims").one()
    assert {name: size.tables[name][0] for name in counts} == counts
    assert size.tables["claims_words"][0] == counts["claims"]
    assert record < size.tables["claims"][1] < 2 * record
    log = filled.path.with_name("test.db-wal").stat().st_size
    assert size.files == {"file": filled.path.stat().st_size, "log": log}
    assert log > 0
    assert not [name for name in size.tables if "_words_" in name]


def test_sizes_of_postgresql_are_rows_and_bytes_without_indexes(served: Database) -> None:
    size = upkeep.size(served)
    with served.read() as connection:
        counts = audit.counts(connection)
    assert {name: size.tables[name][0] for name in counts} == counts
    assert size.tables["claims_words"][0] == counts["claims"]
    assert sum(bytes_ for _, bytes_ in size.tables.values()) < size.files["database"]
    assert list(size.files) == ["database"]


def test_compacting_postgresql_gathers_statistics_and_changes_nothing(served: Database) -> None:
    estimated = "SELECT reltuples FROM pg_class WHERE oid = 'claims'::regclass"
    served.compact()
    with served.read() as connection:
        counts = audit.counts(connection)
        assert connection.exec_driver_sql(estimated).scalar_one() == counts["claims"] > 0
    assert list(audit.faults(served)) == []


def test_for_postgresql_the_tool_that_makes_backups_is_named(served: Database, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        upkeep.backup(served, tmp_path / "a b.dump")
    command = str(caught.value).partition(": ")[2]
    programs = postgresql.programs()
    assert programs is not None
    subprocess.run(f"{programs}/{command}", shell=True, check=True)  # noqa: S602 - what a person would type
    assert (tmp_path / "a b.dump").stat().st_size > 10_000
    assert "***" not in command
