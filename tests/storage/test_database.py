"""Connections and transactions: what is committed stays, what fails leaves nothing, what is wrong is said."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import DatabaseNotReady
from app.storage import database, migrations, tables
from app.storage.database import Database
from app.storage.tables import api_keys


def _key(number: int, *, created: int = 0) -> dict[str, object]:
    return {"id": f"key_{number}", "name": "n", "right": "read", "sha256": f"{number}", "created": created}


def _names(opened: Database) -> list[str]:
    with opened.read() as connection:
        return list(connection.execute(select(api_keys.c.id).order_by(api_keys.c.id)).scalars())


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)]
)
def test_every_connection_is_set_up_for_safe_writing(empty: Database, pragma: str, value: object) -> None:
    with empty.read() as one, empty.read() as other:
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
        assert other.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_sqlite_is_new_enough() -> None:
    assert tuple(map(int, database.SQLITE_VERSION.split("."))) >= database.OLDEST_SQLITE
    assert not database.sqlite_is_old()


def test_a_write_is_committed_when_it_returns(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(insert(api_keys), _key(1))
        assert _names(empty) == []
    assert _names(empty) == ["key_1"]
    other = sqlite3.connect(empty.path)
    assert other.execute("SELECT count(*) FROM api_keys").fetchone() == (1,)
    other.close()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_write_that_fails_leaves_nothing(empty: Database, error: type[BaseException]) -> None:
    def fail() -> None:
        with empty.write() as connection:
            connection.execute(insert(api_keys), _key(1))
            raise error

    with pytest.raises(error):
        fail()
    assert _names(empty) == []
    with empty.write() as connection:  # and the next writer is not held up
        connection.execute(insert(api_keys), _key(2))
    assert _names(empty) == ["key_2"]


def test_changes_over_a_reading_connection_are_dropped(empty: Database) -> None:
    with empty.read() as connection:
        connection.execute(insert(api_keys), _key(1))
    assert _names(empty) == []


def test_a_reader_sees_one_state(empty: Database) -> None:
    with empty.read() as connection:
        before = connection.execute(select(api_keys.c.id)).all()
        with empty.write() as writer:
            writer.execute(insert(api_keys), _key(1))
        assert connection.execute(select(api_keys.c.id)).all() == before
    assert _names(empty) == ["key_1"]


def test_writers_that_read_first_lose_no_update(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(insert(api_keys), _key(1))

    def add(_: int) -> None:
        with empty.write() as connection:
            before = connection.execute(select(api_keys.c.created)).scalar_one()
            connection.execute(update(api_keys).values(created=before + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(160)))
    with empty.read() as connection:
        assert connection.execute(select(api_keys.c.created)).scalar_one() == 160


def test_a_writer_that_waits_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    opened = database.connect(str(path))
    with opened.write(), pytest.raises(DatabaseNotReady, match="writing for too long"), opened.write():
        pass
    opened.close()


def test_a_full_disk_is_told_and_loses_nothing(empty: Database) -> None:
    def fill() -> None:
        with empty.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            connection.execute(insert(api_keys), [{**_key(i), "name": "n" * 1000} for i in range(1000)])

    with pytest.raises(DatabaseNotReady, match="the disk is full"):
        fill()
    assert _names(empty) == []


def test_a_statement_at_fault_is_not_the_databases(empty: Database) -> None:
    with pytest.raises(IntegrityError), empty.write() as connection:
        connection.execute(insert(api_keys), [_key(1), _key(1)])


def test_many_threads_read_at_once(seeded: Database) -> None:
    together = threading.Barrier(16)

    def count(_: int) -> int:
        with seeded.read() as connection:
            together.wait(20)
            return len(connection.execute(select(tables.articles.c.id)).all())

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(count, range(16)))) == 1


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


@pytest.mark.parametrize(
    ("version", "reason"), [("0000", "schema version 0000, but 0002 is needed"), ("9999", "newer version")]
)
def test_another_schema_version_is_refused(path: Path, version: str, reason: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = ?", [version])
    raw.commit()
    raw.close()
    with pytest.raises(DatabaseNotReady, match=reason):
        database.connect(str(path))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    empty_file = tmp_path / "empty.db"
    empty_file.touch()
    with pytest.raises(DatabaseNotReady, match="has no tables yet; `conflict-records db upgrade`"):
        database.connect(str(empty_file))


@pytest.mark.parametrize(
    "url",
    ["sqlite://", ":memory:", "sqlite:///:memory:", "", "postgresql://u:secret@h/d", "sqlite:///x.db?mode=ro", "://"],
)
def test_urls_that_cannot_be_served_are_refused(url: str) -> None:
    with pytest.raises(DatabaseNotReady) as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_a_damaged_file_is_told(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 12] = bytes(4096 * 11)
    path.write_bytes(content)
    with pytest.raises(DatabaseNotReady, match="damaged"):
        database.connect(str(path))


@pytest.mark.parametrize("name", ["a b.db", "a?b#c%20.db", "ü.db", "sub/dir/x.db"])
def test_any_file_name_works_as_path_and_as_url(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert migrations.upgrade(str(path)) is None
    assert path.exists()
    opened = database.connect(opened_by := f"sqlite:///{path}") if "?" not in name else database.connect(str(path))
    assert opened.path == path, opened_by
    opened.close()


def test_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert database.path_of("~/x.db") == tmp_path / "x.db"
