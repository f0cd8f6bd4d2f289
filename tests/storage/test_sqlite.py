"""A file of SQLite's: every connection writes safely, and what is wrong with the file is said."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.errors import DatabaseNotReady
from app.storage import database, migrations, sqlite, tables
from app.storage.database import Database
from app.storage.sqlite import Sqlite
from tests.storage.test_database import key, keys

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)]
)
def test_every_connection_is_set_up_for_safe_writing(empty: Database, pragma: str, value: object) -> None:
    with empty.read() as one, empty.read() as other:
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
        assert other.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_sqlite_is_new_enough(empty: Database) -> None:
    assert tuple(map(int, sqlite.VERSION.split("."))) >= sqlite.OLDEST
    assert not sqlite.is_old()
    assert empty.facts() == {"journal mode": "wal"}
    assert empty.warnings() == []


def test_an_old_sqlite_and_a_file_without_a_log_are_warned_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "OLDEST", (99, 0, 0))
    warnings = Sqlite(str(path)).warnings()  # not connected to yet: the template keeps no log ahead
    assert [line for line in warnings if "can corrupt a database that two processes write; 99.0.0 cannot" in line]
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()
    assert [line for line in Sqlite(str(path)).warnings() if "the file system cannot keep a WAL" in line]


def test_a_full_disk_is_told_and_loses_nothing(empty: Database) -> None:
    def fill() -> None:
        with empty.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            connection.execute(insert(tables.api_keys), [{**key(i), "name": "n" * 1000} for i in range(1000)])

    with pytest.raises(DatabaseNotReady, match="the disk is full"):
        fill()
    assert keys(empty) == []


def test_what_is_no_database_of_ours_is_refused(tmp_path: Path) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"not a database" * 1000)
    foreign = tmp_path / "foreign.db"
    other = sqlite3.connect(foreign)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    for path, reason in [
        (tmp_path / "missing.db", "no such database; `conflict-records db upgrade` creates it"),
        (tmp_path, "cannot be opened"),
        (junk, "no SQLite database"),
        (foreign, "belongs to another program"),
    ]:
        with pytest.raises(DatabaseNotReady, match=reason):
            database.connect(str(path))
    assert not (tmp_path / "missing.db").exists()
    with pytest.raises(DatabaseNotReady, match="another program"):
        migrations.upgrade(str(foreign))
    other = sqlite3.connect(foreign)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    other.close()


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    empty_file = tmp_path / "empty.db"
    empty_file.touch()
    with pytest.raises(DatabaseNotReady, match="has no tables yet; `conflict-records db upgrade`"):
        database.connect(str(empty_file))


def test_a_damaged_file_is_told(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 12] = bytes(4096 * 11)
    path.write_bytes(content)
    with pytest.raises(DatabaseNotReady, match="damaged"):
        database.connect(str(path))


@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_written_into_a_file_that_is_no_longer_there(path: Path, template: Path, replaced: bool) -> None:
    opened = database.connect(str(path))
    with opened.write() as connection:
        connection.execute(insert(tables.api_keys), key(1))
    for file in path.parent.glob(f"{path.name}*"):  # with its log, which would be taken for that of the next
        file.unlink()
    if replaced:
        shutil.copy(template, path)
    with pytest.raises(DatabaseNotReady, match="replaced or removed"), opened.write() as connection:
        connection.execute(insert(tables.api_keys), key(2))
    opened.close()
    assert path.exists() == replaced
    if replaced:
        again = database.connect(str(path))
        assert keys(again) == []
        again.close()


@pytest.mark.parametrize("name", ["a b.db", "a?b#c%20.db", "ü.db", "sub/dir/x.db"])
def test_any_file_name_works_as_path_and_as_url(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert migrations.upgrade(str(path)) is None
    assert path.exists()
    opened = database.connect(f"sqlite:///{path}" if "?" not in name else str(path))
    assert isinstance(opened, Sqlite)
    assert opened.path == path
    assert opened.name == str(path)
    opened.close()


def test_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Sqlite("~/x.db").path == tmp_path / "x.db"
