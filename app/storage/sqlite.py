"""A database in a file of SQLite's."""

# ruff: noqa: S608 - the statements are put together from names of ours

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pysqlite3
from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from app.errors import DatabaseNotReady
from app.storage import database, words
from app.storage.database import BUSY_SECONDS, UPGRADE, Database
from app.storage.fts5 import Fts5
from app.storage.reading import FULL_TEXT

VERSION: str = pysqlite3.sqlite_version
OLDEST = (3, 51, 3)
"""The first SQLite without the WAL-reset bug, which can corrupt a file that two processes write."""

IN_PLACE = f"PRAGMA mmap_size={1 << 40}"
"""Lets a connection read pages of the file where they are, without a call and a copy for each: as much of the file as
SQLite was built for. What is read so counts as memory of the process, but is the system's, to take back at any time."""

_FILE = "file"  # in what a connection of the pool is known by: the file it has opened
_COUNT_COMMIT = "UPDATE commits SET number = max(number + 1, ?)"
_BUSY = 5
_INTERRUPTED = 9
_STEPS = 10_000  # of SQLite's machine between two looks at the clock: below a millisecond
_NOT_READY = {
    3: "permission denied",
    _BUSY: "another process has been writing for too long",
    8: "it cannot be written",
    10: "the disk does not read or write",
    11: "the file is damaged",
    13: "the disk is full",
    14: "the file cannot be opened",
    26: "the file is no SQLite database",
}  # SQLite's primary result codes (sqlite.org/rescode.html) that say something of the file, not of a statement


class Sqlite(Database):
    """A file that any number of threads and processes read, and one at a time writes."""

    _errors = (DBAPIError, pysqlite3.Error, OSError)

    def __init__(self, path: str, *, create: bool = False, foreign_keys: bool = True) -> None:
        """Take the path; with `create` a missing file is made (its folder too) when first connected to.

        `foreign_keys` is off for migrations only.
        """
        if path in {"", ":memory:"} or "\0" in path:
            raise DatabaseNotReady("the database needs a file, so that what is stored stays")
        self.path = Path(path).expanduser()
        self.name = str(self.path)
        self.url = URL.create("sqlite", database=self.name)
        self._create = create
        self._foreign_keys = foreign_keys
        # 40 is the number of threads Starlette answers requests with; the rest is for the others of the process.
        self.engine = create_engine(
            self.url,
            module=pysqlite3,
            creator=self.connection,
            pool_size=40,
            max_overflow=24,
            pool_timeout=BUSY_SECONDS,
            execution_options={FULL_TEXT: Fts5()},
        )
        event.listen(self.engine, "begin", _begin)
        event.listen(self.engine, "connect", lambda _, record: record.info.update({_FILE: self._file()}))

    def check(self) -> None:
        """Raise `DatabaseNotReady` unless the file is there and of this schema version; make it log ahead."""
        if not self.is_there():
            raise DatabaseNotReady(f"{self.name}: there is no such database; `{UPGRADE}` creates it")
        super().check()
        self._log_ahead()

    def is_there(self) -> bool:
        """Tell whether there is a file."""
        return self.path.exists()

    def check_encoding(self) -> None:
        """Do nothing: any text can be written."""

    def connection(self) -> Any:
        """Return a new connection of the driver's, for whoever closes it."""
        if self._create:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if self._create else "rw"
        connection = pysqlite3.connect(
            f"file:{quote(os.fsencode(self.path))}?mode={mode}",
            uri=True,
            timeout=database.BUSY_SECONDS,
            check_same_thread=False,  # the pool gives a connection to one thread at a time
            isolation_level=None,  # transactions are begun by `_begin`, never by the driver
        )
        try:
            connection.execute("PRAGMA synchronous=FULL")  # with NORMAL an acknowledged article can be lost
            connection.execute(f"PRAGMA foreign_keys={'ON' if self._foreign_keys else 'OFF'}")
        except BaseException:
            connection.close()
            raise
        return connection

    def tables_in(self, connection: Connection) -> list[str]:
        """Return the names of all tables, those inside the full-text indexes too."""
        return list(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())

    def orphans(self, connection: Connection) -> list[str]:
        """Return what the check of foreign keys finds, a line for each row that refers to a missing one."""
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
        return [f"{row[0]}: a row refers to a missing row of {row[2]}" for row in rows]

    def damage(self) -> list[str]:
        """Return what SQLite's own checks find wrong in the file and its foreign keys."""
        with self.read() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
            return [line for line in found if line != "ok"] + self.orphans(connection)

    def compact(self) -> None:
        """Rewrite the file without the room that deleted rows left, and each full-text index as one piece.

        Needs free disk of twice the file's size; writers wait. No statistics are gathered (see `learn`).
        """
        indexes = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
        with self.write() as connection:
            for name in connection.exec_driver_sql(indexes).scalars().all():
                connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
        with self.reported(), closing(self.engine.raw_connection()) as raw:  # not inside a transaction
            raw.cursor().execute("VACUUM")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def learn(self) -> None:
        """Do nothing: statistics would make SQLite leave the indexes that the lists are made for."""

    def copy(self, connection: Connection, path: Path) -> None:
        """Write the state of the database that `connection` sees to a new file, which stands for itself."""
        source: Any = connection.connection.driver_connection
        with self.reported(), closing(pysqlite3.connect(str(path))) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # no second file beside it

    def sizes(self, connection: Connection) -> dict[str, tuple[int, int]]:
        """Return rows and bytes of the values of every table, a full-text index as one, by name; reads them all.

        The bytes are those of texts, blobs and numbers written out, without the indexes and what the file adds.
        """
        found: dict[str, tuple[int, int]] = {}
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        for name in connection.exec_driver_sql(listed).scalars().all():
            columns = connection.exec_driver_sql("SELECT name FROM pragma_table_info(?)", (name,)).scalars()
            lengths = " + ".join(f'coalesce(octet_length("{column}"), 0)' for column in columns)
            statement = f'SELECT count(*), coalesce(sum({lengths}), 0) FROM "{name}"'
            rows, size = connection.exec_driver_sql(statement).one()
            if words.is_full_text(name):
                whole = name[: name.index("_words")] + "_words"
                before = found.get(whole, (0, 0))
                found[whole] = (rows if name == f"{whole}_docsize" else before[0], before[1] + size)
            else:
                found[name] = (rows, size)
        return found

    def files(self) -> dict[str, int]:
        """Return the bytes of the file and of its write-ahead log."""
        return {"file": _bytes(self.path), "log": _bytes(beside(self.path, "-wal"))}

    def facts(self) -> dict[str, str]:
        """Return how SQLite keeps its journal: `wal` unless the file system cannot."""
        with self.read() as connection:
            return {"journal mode": str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())}

    def warnings(self) -> list[str]:
        """Return what may lose data, and what makes readers and writers wait."""
        found = []
        if is_old():
            oldest = ".".join(map(str, OLDEST))
            found.append(f"SQLite {VERSION} can corrupt a database that two processes write; {oldest} cannot")
        if self.facts()["journal mode"] != "wal":
            found.append("readers and the writer wait for each other: the file system cannot keep a WAL")
        return found

    def _log_ahead(self) -> None:
        """Let readers and the writer work side by side; the file remembers it."""
        deadline = time.monotonic() + database.BUSY_SECONDS
        with self.reported(), closing(self.engine.raw_connection()) as raw:  # not inside a transaction
            while True:
                try:
                    raw.cursor().execute("PRAGMA journal_mode=WAL")
                except pysqlite3.OperationalError as error:
                    # A new file changes its mode only while no other process is in it; SQLite does not wait for that.
                    if _code(error) != _BUSY or time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)
                else:
                    return

    @contextmanager
    def _hurried(self, connection: Connection, deadline: float | None) -> Iterator[None]:
        if deadline is None:
            yield
            return
        raw: Any = connection.connection.driver_connection
        raw.execute(IN_PLACE)  # somebody waits
        end = time.monotonic() + deadline
        raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            yield
        finally:
            raw.set_progress_handler(None, 0)

    def _file(self) -> tuple[int, int] | None:
        """Return which file is at the path now."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _count(self, connection: Connection) -> None:
        # What is written into a file that has been replaced is gone with it when the last connection closes.
        if connection.info[_FILE] != self._file():
            raise DatabaseNotReady(f"{self.name}: the file was replaced or removed after it was opened; start again")
        connection.exec_driver_sql(_COUNT_COMMIT, (time.time_ns() // 1000,))

    def _is_interruption(self, error: Exception) -> bool:
        return _code(error) == _INTERRUPTED

    def _reason(self, error: Exception) -> str | None:
        if isinstance(error, OSError):
            return error.strerror or str(error)
        return _NOT_READY.get(_code(error) or 0)


def is_old() -> bool:
    """Tell whether SQLite still has the bug of `OLDEST`."""
    return bool(pysqlite3.sqlite_version_info < OLDEST)


def beside(path: Path, suffix: str) -> Path:
    """Return the path of a file that SQLite keeps beside a database."""
    return path.with_name(path.name + suffix)


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another has written in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _code(error: BaseException) -> int | None:
    """Return SQLite's primary result code behind a driver's error."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return code & 0xFF if code is not None else None


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
