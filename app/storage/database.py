"""The database behind a URL: connections and transactions. Only this package knows the dialect, SQLite."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pysqlite3
from sqlalchemy import (
    URL,
    Connection,
    column,
    create_engine,
    event,
    make_url,
    select,
)
from sqlalchemy import table as named
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import DatabaseNotReady, TooSlow
from app.storage import tables, words

SQLITE_VERSION: str = pysqlite3.sqlite_version
OLDEST_SQLITE = (3, 51, 3)
"""The first SQLite without the WAL-reset bug, which can corrupt a file that two processes write."""

UPGRADE = "conflict-records db upgrade"
"""The command that creates a database or brings it to the newest schema."""

BUSY_SECONDS = 30
"""How long a writer waits for the writer before it."""

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


class Database:
    """A pool of connections to one database, for any number of threads.

    Making one neither creates nor opens the file, and checks nothing: `connect` does. `foreign_keys` is off for
    migrations only.
    """

    def __init__(self, url: str, *, create: bool = False, foreign_keys: bool = True) -> None:
        """Take the URL or the path; with `create` a missing file is made (its folder too) when first connected to."""
        self.path = path_of(url)
        self.url = URL.create("sqlite", database=str(self.path))
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
        )
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def read(self, *, deadline: float | None = None) -> Iterator[Connection]:
        """Give a connection that sees one state of the database, from its first statement on; changes are dropped.

        `TooSlow` is raised when its statements have taken more than `deadline` seconds.
        """
        with self.reported(), self.engine.connect() as connection, _hurried(connection, deadline):
            yield connection

    @contextmanager
    def write(self, *, counted: bool = True) -> Iterator[Connection]:
        """Give the one writing connection; committed to the disk before this returns, rolled back on any error.

        Each commit is counted in `commits`, unless the tables themselves are being made.
        """
        with (
            self.reported(),
            self.engine.connect() as connection,
            connection.execution_options(writes=True).begin(),
        ):
            yield connection
            if counted:
                # Never twice the same number, not even after a backup has been restored.
                connection.exec_driver_sql(_COUNT_COMMIT, (time.time_ns() // 1000,))

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()

    def journal_mode(self) -> str:
        """Return how SQLite keeps its journal: `wal` unless the file system cannot."""
        with self.read() as connection:
            return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())

    def damage(self) -> list[str]:
        """Return what SQLite's own checks find wrong in the file and its foreign keys."""
        with self.read() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
            return [line for line in found if line != "ok"] + orphans(connection)

    def compact(self) -> None:
        """Rewrite the file without the room that deleted rows left, and each full-text index as one piece.

        Needs free disk of twice the file's size; writers wait. No statistics are gathered: they would make SQLite leave
        the indexes that the lists are made for.
        """
        with self.write() as connection:
            for name in words.indexes(connection):
                connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608 - of ours
        with self.reported(), closing(self.engine.raw_connection()) as raw:  # not inside a transaction
            raw.cursor().execute("VACUUM")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self, connection: Connection, path: Path) -> None:
        """Write the state of the database that `connection` sees to a new file, which stands for itself."""
        source: Any = connection.connection.driver_connection
        with self.reported(), closing(pysqlite3.connect(str(path))) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # no second file beside it

    def _check_version(self) -> None:
        found = schema_version(self)
        if found is not None and found > tables.SCHEMA:
            raise newer(self.path, found)
        if found != tables.SCHEMA:
            has = "no tables yet" if found is None else f"schema version {found}, but {tables.SCHEMA} is needed"
            raise DatabaseNotReady(f"{self.path}: has {has}; `{UPGRADE}` brings it there")

    def _log_ahead(self) -> None:
        """Let readers and the writer work side by side; the file remembers it."""
        deadline = time.monotonic() + BUSY_SECONDS
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

    def connection(self) -> Any:
        """Return a new connection of the driver's, for whoever closes it."""
        if self._create:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if self._create else "rw"
        connection = pysqlite3.connect(
            f"file:{quote(os.fsencode(self.path))}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
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

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn the driver's errors that mean the file, not the statement, into `DatabaseNotReady`."""
        try:
            yield
        except PoolTimeout as error:
            raise DatabaseNotReady(f"{self.path}: too many connections are in use") from error
        except (DBAPIError, pysqlite3.Error, OSError) as error:
            if _code(error) == _INTERRUPTED:
                raise TooSlow("The answer takes too long; ask for less, or with more filters.") from error
            reason = _reason(error)
            if reason is None:
                raise
            raise DatabaseNotReady(f"{self.path}: {reason}") from error


def sqlite_is_old() -> bool:
    """Tell whether SQLite still has the bug of `OLDEST_SQLITE`."""
    return bool(pysqlite3.sqlite_version_info < OLDEST_SQLITE)


def connect(url: str) -> Database:
    """Return the database at `url` (or at a path) after checking that it is there and of this schema version."""
    database = Database(url)
    if not database.path.exists():
        raise DatabaseNotReady(f"{database.path}: there is no such database; `{UPGRADE}` creates it")
    try:
        database._check_version()
        database._log_ahead()
    except BaseException:
        database.close()
        raise
    return database


def newer(path: Path, found: str) -> DatabaseNotReady:
    """Return the error for a database with a schema this program does not know yet."""
    return DatabaseNotReady(
        f"{path}: has schema version {found}, made by a newer version of this program, which needs {tables.SCHEMA}"
    )


def schema_version(database: Database) -> str | None:
    """Return the revision the database was migrated to, or None when it is empty."""
    with database.read() as connection:
        return version_in(connection)


def version_in(connection: Connection) -> str | None:
    """Return the same over a connection."""
    found = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if "alembic_version" in found:
        return connection.execute(select(column("version_num")).select_from(named("alembic_version"))).scalar()
    if found:
        raise DatabaseNotReady("the database belongs to another program: it has tables but no schema version")
    return None


def path_of(url: str) -> Path:
    """Return the file meant by an SQLAlchemy URL of SQLite or by a path."""
    if "://" not in url:
        path = url
    else:
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise DatabaseNotReady(f"not a database URL: {url!r}") from error
        if parsed.get_backend_name() != "sqlite" or parsed.query:
            raise DatabaseNotReady(f"only sqlite:///PATH is supported, not {parsed.render_as_string()}")
        path = parsed.database or ""
    if path in {"", ":memory:"} or "\0" in path:
        raise DatabaseNotReady("the database needs a file, so that what is stored stays")
    return Path(path).expanduser()


def sizes(connection: Connection) -> dict[str, tuple[int, int]]:
    """Return rows and bytes of the values of every table, a full-text index as one, by name; reads them all.

    The bytes are those of texts, blobs and numbers written out, without the indexes and what the file adds.
    """
    found: dict[str, tuple[int, int]] = {}
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    for name in connection.exec_driver_sql(listed).scalars().all():
        columns = connection.exec_driver_sql("SELECT name FROM pragma_table_info(?)", (name,)).scalars()
        lengths = " + ".join(f'coalesce(octet_length("{column}"), 0)' for column in columns)
        statement = f'SELECT count(*), coalesce(sum({lengths}), 0) FROM "{name}"'  # noqa: S608 - names of the schema
        rows, size = connection.exec_driver_sql(statement).one()
        if words.is_full_text(name):
            whole = name[: name.index("_words")] + "_words"
            before = found.get(whole, (0, 0))
            found[whole] = (rows if name == f"{whole}_docsize" else before[0], before[1] + size)
        else:
            found[name] = (rows, size)
    return found


def orphans(connection: Connection) -> list[str]:
    """Return what the check of foreign keys finds, a line for each row that refers to a missing one."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return [f"{row[0]}: a row refers to a missing row of {row[2]}" for row in rows]


@contextmanager
def _hurried(connection: Connection, deadline: float | None) -> Iterator[None]:
    """Interrupt the statement that runs when `deadline` seconds have passed."""
    if deadline is None:
        yield
        return
    raw: Any = connection.connection.driver_connection
    end = time.monotonic() + deadline
    raw.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another has written in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reason(error: BaseException) -> str | None:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return _NOT_READY.get(_code(error) or 0)


def _code(error: BaseException) -> int | None:
    """Return SQLite's primary result code behind a driver's error."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return code & 0xFF if code is not None else None
