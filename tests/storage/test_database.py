"""Connections and transactions of both kinds: what is committed stays, what fails leaves nothing, one state is seen."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import DatabaseNotReady, TooSlow
from app.storage import database, tables
from app.storage.database import Database
from app.storage.tables import api_keys
from tests.conftest import New

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000000) SELECT count(*) FROM n"


def key(number: int, *, created: int = 0) -> dict[str, object]:
    return {"id": f"key_{number}", "name": "n", "right": "read", "sha256": f"{number}", "created": created}


def keys(opened: Database) -> list[str]:
    with opened.read() as connection:
        return list(connection.execute(select(api_keys.c.id).order_by(api_keys.c.id)).scalars())


def commits(opened: Database) -> int:
    with opened.read() as connection:
        return int(connection.exec_driver_sql("SELECT number FROM commits").scalar_one())


def test_a_write_is_committed_when_it_returns(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(insert(api_keys), key(1))
        assert keys(empty) == []
    assert keys(empty) == ["key_1"]
    other = database.connect(empty.url.render_as_string(hide_password=False))
    assert keys(other) == ["key_1"]
    other.close()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_write_that_fails_leaves_nothing(empty: Database, error: type[BaseException]) -> None:
    before = commits(empty)

    def fail() -> None:
        with empty.write() as connection:
            connection.execute(insert(api_keys), key(1))
            raise error

    with pytest.raises(error):
        fail()
    assert keys(empty) == []
    assert commits(empty) == before
    with empty.write() as connection:  # and the next writer is not held up
        connection.execute(insert(api_keys), key(2))
    assert keys(empty) == ["key_2"]


def test_changes_over_a_reading_connection_are_dropped_or_refused(empty: Database, dialect: str) -> None:
    def change() -> None:
        with empty.read() as connection:
            connection.execute(insert(api_keys), key(1))

    if dialect == "sqlite":
        change()
    else:
        with pytest.raises(DatabaseNotReady, match="it cannot be written"):
            change()
    assert keys(empty) == []


def test_a_reader_sees_one_state(empty: Database) -> None:
    with empty.read() as connection:
        before = connection.execute(select(api_keys.c.id)).all()
        with empty.write() as writer:
            writer.execute(insert(api_keys), key(1))
        assert connection.execute(select(api_keys.c.id)).all() == before
    assert keys(empty) == ["key_1"]


def test_each_write_is_counted_with_a_number_never_had(empty: Database) -> None:
    found = [commits(empty)]
    for number in range(3):
        with empty.write() as connection:
            connection.execute(insert(api_keys), key(number))
        found.append(commits(empty))
    assert found == sorted(set(found))
    assert abs(found[-1] - time.time() * 1e6) < 60e6  # later than those of any copy put back
    with empty.write() as connection:
        connection.exec_driver_sql("UPDATE commits SET number = 9000000000000000000")
    assert commits(empty) == 9_000_000_000_000_000_001


def test_writers_that_read_first_lose_no_update(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(insert(api_keys), key(1))

    def add(_: int) -> None:
        with empty.write() as connection:
            before = connection.execute(select(api_keys.c.created)).scalar_one()
            connection.execute(update(api_keys).values(created=before + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(160)))
    with empty.read() as connection:
        assert connection.execute(select(api_keys.c.created)).scalar_one() == 160


def test_a_writer_that_waits_too_long_is_told(new: New, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with new() as opened:
        with opened.write(), pytest.raises(DatabaseNotReady, match="writing for too long"), opened.write():
            pass
        with opened.write() as connection:  # and the next is not held up
            connection.execute(insert(api_keys), key(1))
        assert keys(opened) == ["key_1"]


def test_a_statement_at_fault_is_not_the_databases(empty: Database) -> None:
    with pytest.raises(IntegrityError), empty.write() as connection:
        connection.execute(insert(api_keys), [key(1), key(1)])
    assert keys(empty) == []


def test_what_takes_too_long_is_ended_and_the_connection_serves_on(empty: Database) -> None:
    for _ in range(3):
        start = time.monotonic()
        with pytest.raises(TooSlow), empty.read(deadline=0.1) as connection:
            connection.exec_driver_sql(SLOW)
        assert time.monotonic() - start < 2
        assert empty.engine.pool.checkedout() == 0  # type: ignore[attr-defined] # of a pool with a queue
    with empty.read(deadline=5) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one() == 0
    with empty.read() as connection:  # without a deadline there is none left
        time.sleep(0.15)
        assert connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one() == 0


def test_many_short_statements_are_too_slow_together(empty: Database) -> None:
    def ask_often() -> None:
        with empty.read(deadline=0.1) as connection:
            for _ in range(100):
                connection.exec_driver_sql(SLOW.replace("50000000", "20000"))

    with pytest.raises(TooSlow):
        ask_often()


def test_many_threads_read_at_once(seeded: Database) -> None:
    together = threading.Barrier(16)

    def count(_: int) -> int:
        with seeded.read() as connection:
            together.wait(20)
            return len(connection.execute(select(tables.articles.c.id)).all())

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(count, range(16)))) == 1


@pytest.mark.parametrize(
    ("version", "reason"), [("0000", "schema version 0000, but 0002 is needed"), ("9999", "newer version")]
)
def test_another_schema_version_is_refused(empty: Database, version: str, reason: str) -> None:
    with empty.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (version,))
    with pytest.raises(DatabaseNotReady, match=reason):
        database.connect(empty.url.render_as_string(hide_password=False))


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://", ":memory:", "sqlite:///:memory:", "", "mysql://u:secret@h/d", "sqlite:///x.db?mode=ro", "://",
        "postgresql+psycopg2://u:secret@h/d", "postgresql+psycopg://u:secret@h:port/d", "postgres://u:se@cret@h/d",
        "postgresql://u@h:x/d?password=secret", "oracle://h/d?password=secret",
    ],
)  # fmt: skip
def test_urls_that_cannot_be_served_are_refused(url: str) -> None:
    with pytest.raises(DatabaseNotReady) as caught:
        database.at(url)
    assert "cret" not in str(caught.value)
