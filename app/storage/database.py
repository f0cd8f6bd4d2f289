"""The database behind a URL: what both kinds have in common. Only this package knows the dialects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, column, make_url, select
from sqlalchemy import table as named
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import DatabaseNotReady, TooSlow
from app.storage import tables

UPGRADE = "conflict-records db upgrade"
"""The command that creates a database or brings it to the newest schema."""

BUSY_SECONDS = 30
"""How long a writer waits for the writer before it."""


class Database(ABC):
    """A pool of connections to one database, for any number of threads.

    Making one neither creates nor opens the database, and checks nothing: `connect` does.
    """

    url: URL
    name: str
    """What messages call it: the path, or the URL without the password."""

    engine: Engine
    _errors: tuple[type[Exception], ...]
    """What the driver raises, as it is and as SQLAlchemy wraps it."""

    @contextmanager
    def read(self, *, deadline: float | None = None) -> Iterator[Connection]:
        """Give a connection that sees one state of the database, from its first statement on; changes are dropped.

        `TooSlow` is raised when its statements have taken more than `deadline` seconds.
        """
        with self.reported(), self.engine.connect() as connection, self._hurried(connection, deadline):
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
                self._count(connection)

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Turn the driver's errors that mean the database, not the statement, into `DatabaseNotReady`."""
        try:
            yield
        except PoolTimeout as error:
            raise DatabaseNotReady(f"{self.name}: too many connections are in use") from error
        except self._errors as error:
            if self._is_interruption(error):
                raise TooSlow("The answer takes too long; ask for less, or with more filters.") from error
            reason = self._reason(error)
            if reason is None:
                raise
            raise DatabaseNotReady(f"{self.name}: {reason}") from error

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()

    def check(self) -> None:
        """Raise `DatabaseNotReady` unless the database is there, holds any text and is of this schema version."""
        self.check_encoding()
        found = schema_version(self)
        if found is not None and found > tables.SCHEMA:
            raise newer(self, found)
        if found != tables.SCHEMA:
            has = "no tables yet" if found is None else f"schema version {found}, but {tables.SCHEMA} is needed"
            raise DatabaseNotReady(f"{self.name}: has {has}; `{UPGRADE}` brings it there")

    def version_in(self, connection: Connection) -> str | None:
        """Return the revision the database was migrated to, or None when it is empty."""
        found = set(self.tables_in(connection))
        if "alembic_version" in found:
            return connection.execute(select(column("version_num")).select_from(named("alembic_version"))).scalar()
        if found:
            raise DatabaseNotReady(
                f"{self.name}: belongs to another program: it has tables of its own but no schema version"
            )
        return None

    @abstractmethod
    def is_there(self) -> bool:
        """Tell whether there is anything to connect to."""

    @abstractmethod
    def check_encoding(self) -> None:
        """Raise `DatabaseNotReady` unless every text can be written in the database."""

    @abstractmethod
    def connection(self) -> Any:
        """Return a new connection of the driver's, for whoever closes it."""

    @abstractmethod
    def tables_in(self, connection: Connection) -> list[str]:
        """Return the names of all tables."""

    @abstractmethod
    def orphans(self, connection: Connection) -> list[str]:
        """Return a line for each row that refers to a missing one where references have not been checked."""

    @abstractmethod
    def damage(self) -> list[str]:
        """Return what is wrong in the files, as far as the database can tell, and in its foreign keys."""

    @abstractmethod
    def compact(self) -> None:
        """Give back the room of deleted rows; changes nothing else."""

    @abstractmethod
    def learn(self) -> None:
        """Let the database learn how its rows are spread, after many have been added."""

    @abstractmethod
    def sizes(self, connection: Connection) -> dict[str, tuple[int, int]]:
        """Return rows and bytes of every table, a full-text index as one, by name; reads them all."""

    @abstractmethod
    def files(self) -> dict[str, int]:
        """Return the bytes that the whole takes, by what holds them; the first is what `compact` makes smaller."""

    @abstractmethod
    def facts(self) -> dict[str, str]:
        """Return what one who helps should know of the database's own settings."""

    @abstractmethod
    def warnings(self) -> list[str]:
        """Return what in these settings wants doing something about."""

    @abstractmethod
    def _hurried(self, connection: Connection, deadline: float | None) -> AbstractContextManager[None]:
        """Interrupt the statement that runs when `deadline` seconds have passed."""

    @abstractmethod
    def _count(self, connection: Connection) -> None:
        """Raise the number in `commits`; never to one it has had, not even after a backup has been restored."""

    @abstractmethod
    def _is_interruption(self, error: Exception) -> bool:
        """Tell whether the error is that of a statement that was interrupted for its time."""

    @abstractmethod
    def _reason(self, error: Exception) -> str | None:
        """Return what is wrong with the database, in one line, or None when the statement is at fault."""


def at(url: str, *, create: bool = False, foreign_keys: bool = True) -> Database:
    """Return the database at `url` or at a path, as it is: nothing is opened or checked.

    `create` and `foreign_keys` are for files of SQLite alone: with `create` a missing file is made (its folder too)
    when first connected to; without `foreign_keys`, for migrations only, references are not checked.
    """
    # Imported here: both kinds build on this module.
    from app.storage.postgresql import PostgreSQL  # noqa: PLC0415
    from app.storage.sqlite import Sqlite  # noqa: PLC0415

    kind, is_url, _ = url.partition("://")
    if not is_url:
        return Sqlite(url, create=create, foreign_keys=foreign_keys)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseNotReady(f"not a database URL: {kind}://…") from error  # the rest may hold a password
    if parsed.get_backend_name() == "sqlite" and not parsed.query:
        return Sqlite(parsed.database or "", create=create, foreign_keys=foreign_keys)
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return PostgreSQL(parsed)
    raise DatabaseNotReady(
        f"only sqlite:///PATH and postgresql+psycopg://USER@HOST/DATABASE are supported, not {kind}://…"
    )


def connect(url: str) -> Database:
    """Return the database at `url` (or at a path) after checking that it is there and of this schema version."""
    database = at(url)
    try:
        database.check()
    except BaseException:
        database.close()
        raise
    return database


def newer(database: Database, found: str) -> DatabaseNotReady:
    """Return the error for a database with a schema this program does not know yet."""
    return DatabaseNotReady(
        f"{database.name}: has schema version {found}, made by a newer version of this program, which needs"
        f" {tables.SCHEMA}"
    )


def schema_version(database: Database) -> str | None:
    """Return the revision the database was migrated to, or None when it is empty."""
    with database.read() as connection:
        return database.version_in(connection)
