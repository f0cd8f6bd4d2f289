"""A database of a PostgreSQL server's, reached with psycopg."""

# ruff: noqa: S608 - the statements are put together from names of ours

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from app.errors import DatabaseNotReady, NotInstalled, TooSlow
from app.storage import database, dialect, tables
from app.storage.database import BUSY_SECONDS, Database
from app.storage.gin import Gin
from app.storage.reading import FULL_TEXT

_WRITER = 0x636F6E666C696374
"""The advisory lock of the one who writes."""

_WRITING = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '{busy}ms'; SET LOCAL statement_timeout = 0;"
    # Of a writer whose machine is gone the server would otherwise wait for hours, and the others with it.
    " SET LOCAL idle_in_transaction_session_timeout = '10min';"
    f" SELECT pg_advisory_xact_lock({_WRITER})"
)
# What is asked is the first of an index: to compile it takes longer, and to merge two reads through one of them.
_READING = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off; SET LOCAL enable_mergejoin = off;"
    " SET LOCAL random_page_cost = 1.1"
)
_COUNT_COMMIT = "UPDATE commits SET number = greatest(number + 1, ?)"
_INTERRUPTED = "57014"
_SECRET = {"password", "passfile", "sslpassword"}
_CONNECTING = {
    "application_name": "conflict-records",
    "connect_timeout": 10,  # seconds
    # A server whose machine is gone is noticed within a minute.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
_NOT_READY = {
    "08": "the connection was lost",
    "25006": "it cannot be written: a replica, or read-only",
    "25P03": "the server has ended what was idle for too long",
    "3F": "the server has no such schema",
    "40": "another process was in the way; try again",
    "42501": "permission denied",
    "53100": "the disk is full",
    "53200": "the server is out of memory",
    "53": "the server has no resources left",
    "55P03": "another process has been writing for too long",
    "57P": "the server stops, or is starting",
    "58": "the disk does not read or write",
    "XX001": "its files are damaged",
    "XX002": "its files are damaged",
}  # SQLSTATEs, or their beginnings (postgresql.org/docs/current/errcodes-appendix.html), that do not blame a statement


class PostgreSQL(Database):
    """A database that any number of processes on any machines read, and one at a time writes."""

    def __init__(self, url: URL) -> None:
        """Take the URL; its query (`?host=/run/postgresql&sslmode=require`) goes to libpq as it is."""
        self._psycopg = _psycopg()
        self._errors = (DBAPIError, self._psycopg.Error)
        self.url = url.set(drivername="postgresql+psycopg")
        shown = {key: value for key, value in self.url.query.items() if key not in _SECRET}
        self.name = URL.create(**{**self.url._asdict(), "password": None, "query": shown}).render_as_string()
        self.engine = create_engine(
            self.url,
            creator=self.connection,
            # Few servers let more than 100 clients in; several processes share them.
            pool_size=10,
            max_overflow=20,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=True,
            use_native_hstore=False,
            execution_options={FULL_TEXT: Gin()},
        )
        event.listen(self.engine, "begin", _begin)
        event.listen(self.engine, "before_cursor_execute", _rewrite, retval=True)

    def check_encoding(self) -> None:
        """Raise `DatabaseNotReady` unless every text can be written in the database."""
        encoding = self._shown("server_encoding")
        if encoding != "UTF8":
            raise DatabaseNotReady(
                f"{self.name}: its encoding is {encoding}, and not every text can be written in it;"
                " `createdb --encoding=UTF8 --template=template0` makes one that holds them all"
            )

    def is_there(self) -> bool:
        """Tell that there may be one: only the server knows."""
        return True

    def connection(self) -> Any:
        """Return a new connection of psycopg's, for whoever closes it: each statement is a transaction by itself."""
        _, arguments = self.engine.dialect.create_connect_args(self.url)
        # Plans for any values are made for a tenth of a table: they sort it where the first of an index are wanted.
        settings = {"prepare_threshold": None, "autocommit": True, "client_encoding": "UTF8"}
        try:
            connection = self._psycopg.connect(**{**_CONNECTING, **arguments, **settings})
        except self._psycopg.ProgrammingError as error:  # a parameter of the URL that libpq does not take
            raise DatabaseNotReady(f"{self.name}: {str(error).strip()}") from error
        dialect.adapt(connection)
        return connection

    def tables_in(self, connection: Connection) -> list[str]:
        """Return the names of all tables."""
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        return list(connection.exec_driver_sql(listed).scalars())

    def orphans(self, _connection: Connection) -> list[str]:
        """Return nothing: no migration switches the check of references off."""
        return []

    def damage(self) -> list[str]:
        """Return which foreign keys rows fail, as they can where triggers were switched off.

        Files are for the server's own `pg_amcheck` to check.
        """
        with self.read() as connection:
            return _failed(connection)

    def compact(self) -> None:
        """Let the room of deleted rows be used again, and learn; nobody waits."""
        self._each("VACUUM (ANALYZE)")

    def learn(self) -> None:
        """Gather statistics, which the server otherwise does a minute later, or not at all for a few rows."""
        self._each("ANALYZE")

    def sizes(self, connection: Connection) -> dict[str, tuple[int, int]]:
        """Return rows and bytes of every table by name, the room of its indexes not counted."""
        found = {}
        for name in self.tables_in(connection):
            statement = f"SELECT (SELECT count(*) FROM {name}), pg_table_size('{name}')"
            rows, size = connection.exec_driver_sql(statement).one()
            found[name] = (rows, size)
        return found

    def files(self) -> dict[str, int]:
        """Return the bytes of the whole database, its indexes included."""
        with self.read() as connection:
            size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
            return {"database": size}

    def facts(self) -> dict[str, str]:
        """Return the server's version and the encoding."""
        return {"server": f"PostgreSQL {self._shown('server_version')}", "encoding": self._shown("server_encoding")}

    def warnings(self) -> list[str]:
        """Return what may lose what was reported as stored."""
        lossy = {name: self._shown(name) for name in ("fsync", "synchronous_commit", "full_page_writes")}
        return [
            f"the server may lose what it has reported as stored: {name} is off"
            for name, value in lossy.items()
            if value == "off"
        ]

    def _each(self, command: str) -> None:
        with self.read() as connection:
            names = self.tables_in(connection)
        with self.reported(), closing(self.engine.raw_connection()) as raw:  # not inside a transaction
            for name in names:
                raw.cursor().execute(f"{command} {name}")

    def _shown(self, setting: str) -> str:
        with self.read() as connection:
            return str(connection.exec_driver_sql(f"SHOW {setting}").scalar_one())

    @contextmanager
    def _hurried(self, connection: Connection, deadline: float | None) -> Iterator[None]:
        if deadline is not None:
            connection.execution_options(deadline=deadline, end=time.monotonic() + deadline)
        yield

    def _count(self, connection: Connection) -> None:
        connection.exec_driver_sql(_COUNT_COMMIT, (time.time_ns() // 1000,))

    def _is_interruption(self, error: Exception) -> bool:
        return _state(error) == _INTERRUPTED

    def _reason(self, error: Exception) -> str | None:
        state = _state(error)
        cause = getattr(error, "orig", error)
        if state is None and isinstance(cause, self._psycopg.OperationalError | self._psycopg.InterfaceError):
            told = " ".join(str(cause).split())  # by libpq: there is no connection, or none now
            return told.removeprefix("connection failed: ")
        return next((reason for start, reason in _NOT_READY.items() if (state or "").startswith(start)), None)


def _failed(connection: Connection) -> list[str]:
    found = []
    for table in tables.METADATA.sorted_tables:
        for key in table.foreign_keys:
            here, there = f"{table.name}.{key.parent.name}", f"there.{key.column.name}"
            statement = (
                f"SELECT count(*) FROM {table.name} LEFT JOIN {key.column.table.name} AS there ON {there} = {here}"
                f" WHERE {there} IS NULL AND {here} IS NOT NULL"
            )
            if connection.exec_driver_sql(statement).scalar_one():
                found.append(f"{table.name}: a row refers to a missing row of {key.column.table.name}")
    return found


def _psycopg() -> Any:
    try:
        return importlib.import_module("psycopg")
    except ImportError as error:
        raise NotInstalled("PostgreSQL is an extra: pip install 'conflict-records[postgres]'") from error


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("writes", False):
        connection.exec_driver_sql(_WRITING.format(busy=round(database.BUSY_SECONDS * 1000)))
    else:
        milliseconds = max(round(options["deadline"] * 1000), 1) if "deadline" in options else 0  # 0 is none
        connection.exec_driver_sql(f"{_READING}; SET LOCAL statement_timeout = {milliseconds}")


def _rewrite(
    connection: Connection, _cursor: Any, statement: str, values: Any, context: Any, _many: object
) -> tuple[str, Any]:
    """Rewrite what SQLAlchemy has not written itself; end what has taken its time in several statements."""
    end = connection.get_execution_options().get("end")
    if end is not None and time.monotonic() > end:
        raise TooSlow("The answer takes too long; ask for less, or with more filters.")
    return (statement if context.compiled else dialect.rewritten(statement)), values


def _state(error: BaseException) -> str | None:
    """Return the SQLSTATE behind a driver's error."""
    found: str | None = getattr(getattr(error, "orig", error), "sqlstate", None)
    return found
