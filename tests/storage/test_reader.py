"""The reader of one thread: one state at a time, the newest one, and never for long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from app.errors import DatabaseNotReady, TooSlow
from app.storage.database import Database
from app.storage.reader import Reader
from app.storage.tables import api_keys

_FOR_EVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def reader(empty: Database) -> Iterator[Reader]:
    made = Reader(empty, seconds=0.05)
    yield made
    made.close()


def _write(opened: Database, number: int) -> None:
    with opened.write() as connection:
        key = {"id": f"key_{number}", "name": "n", "right": "read", "sha256": f"{number}", "created": 0}
        connection.execute(insert(api_keys), key)


def _count(reader: Reader) -> int:
    ((number,),) = reader.ask("SELECT count(*) FROM api_keys WHERE created = ?", (0,))
    return int(number)


def test_a_state_is_one_and_the_next_is_the_newest(empty: Database, reader: Reader) -> None:
    with reader.state():
        assert _count(reader) == 0
        _write(empty, 1)
        assert _count(reader) == 0
    with reader.state():
        assert _count(reader) == 1


def test_the_version_is_another_after_each_commit(empty: Database, reader: Reader) -> None:
    seen = [reader.version()]
    assert reader.version() == seen[0]
    for number in range(3):
        _write(empty, number)
        with reader.state():
            assert _count(reader) == number + 1
            inside = reader.version()
        assert reader.version() == inside
        seen.append(inside)
    assert seen == sorted(set(seen))


def test_what_takes_long_is_ended(empty: Database, reader: Reader) -> None:
    with pytest.raises(TooSlow, match="takes too long"), reader.state():
        reader.ask(_FOR_EVER, ())
    with reader.state():  # and the next is not the worse for it
        assert _count(reader) == 0


def test_a_database_that_is_gone_is_told(empty: Database) -> None:
    empty.path.unlink()
    with pytest.raises(DatabaseNotReady):
        Reader(empty, seconds=1).version()


def test_a_reading_connection_has_a_deadline_of_its_own(empty: Database) -> None:
    with pytest.raises(TooSlow), empty.read(deadline=0.05) as connection:
        connection.exec_driver_sql(_FOR_EVER).all()
    long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT count(*) FROM n"
    with empty.read() as connection:  # that of the pool may be the same
        assert connection.exec_driver_sql(long).scalar_one() == 300_000
