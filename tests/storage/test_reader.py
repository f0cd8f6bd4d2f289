"""The reader of one thread: one state at a time, the newest one, and never for long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.errors import DatabaseNotReady, TooSlow
from app.storage import database
from app.storage.database import Database
from app.storage.reader import Reader
from app.storage.tables import api_keys

_FOR_EVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def file(path: Path) -> Iterator[Database]:
    """Give an empty database in a file: a server's is not read this way."""
    opened = database.connect(str(path))
    yield opened
    opened.close()


@pytest.fixture
def reader(file: Database) -> Iterator[Reader]:
    made = Reader(file, seconds=0.05)
    yield made
    made.close()


def _write(opened: Database, number: int) -> None:
    with opened.write() as connection:
        key = {"id": f"key_{number}", "name": "n", "right": "read", "sha256": f"{number}", "created": 0}
        connection.execute(insert(api_keys), key)


def _count(reader: Reader) -> int:
    ((number,),) = reader.ask("SELECT count(*) FROM api_keys WHERE created = ?", (0,))
    return int(number)


def _version(reader: Reader) -> int:
    with reader as version:
        return version


def test_a_state_is_one_and_the_next_is_the_newest(file: Database, reader: Reader) -> None:
    with reader as version:
        assert _count(reader) == 0
        _write(file, 1)
        assert _count(reader) == 0
    assert _version(reader) != version
    with reader:
        assert _count(reader) == 1


def test_the_version_is_another_after_each_commit(file: Database, reader: Reader) -> None:
    seen = [_version(reader)]
    assert _version(reader) == seen[0]
    for number in range(3):
        _write(file, number)
        with reader as inside:
            assert _count(reader) == number + 1
        assert _version(reader) == inside
        seen.append(inside)
    assert seen == sorted(set(seen))


def test_a_state_can_be_for_all_that_asked_together(file: Database) -> None:
    ends: list[Callable[[], None]] = []
    reader = Reader(file, seconds=0.05, after=ends.append)
    version = _version(reader)
    _write(file, 1)
    with reader as same:
        assert (same, _count(reader)) == (version, 0)
    (end,) = ends  # for both
    end()
    with reader as later:
        assert later > version
        assert _count(reader) == 1
    assert len(ends) == 2
    with pytest.raises(TooSlow), reader:
        reader.ask(_FOR_EVER, ())  # which ends it for all
    _write(file, 2)
    with reader:
        assert _count(reader) == 2
    for end in ends:  # whatever the order
        end()
    reader.close()


def test_what_takes_long_is_ended(file: Database, reader: Reader) -> None:
    with pytest.raises(TooSlow, match="takes too long"), reader:
        reader.ask(_FOR_EVER, ())
    with reader:  # and the next is not the worse for it
        assert _count(reader) == 0


def test_the_end_of_a_state_is_not_ended_itself(reader: Reader) -> None:
    """SQLite counts the steps of a statement over all its runs, so that each is interrupted once in a while."""
    for _ in range(3000):
        with suppress(TooSlow), reader:
            reader._deadline = 0
    with reader:
        assert _count(reader) == 0


def test_a_database_that_is_gone_is_told(file: Database, path: Path) -> None:
    path.unlink()
    with pytest.raises(DatabaseNotReady):
        _version(Reader(file, seconds=1))


def test_a_reading_connection_has_a_deadline_of_its_own(file: Database) -> None:
    with pytest.raises(TooSlow), file.read(deadline=0.05) as connection:
        connection.exec_driver_sql(_FOR_EVER).all()
    long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT count(*) FROM n"
    with file.read() as connection:  # that of the pool may be the same
        assert connection.exec_driver_sql(long).scalar_one() == 300_000
