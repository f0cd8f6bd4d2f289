"""From any schema version to the newest: alembic, configured in `pyproject.toml`, over one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from app.errors import DatabaseNotReady
from app.storage import database, tables
from app.storage.database import Database

_CONFIGURATION = Path(__file__).parents[2] / "pyproject.toml"


def upgrade(url: str) -> str | None:
    """Create or upgrade the database at `url`; return the version it had, None when it was new.

    All or nothing: an upgrade that fails leaves the database as it was.
    """
    from alembic import command  # noqa: PLC0415 - slow to import, and nothing else of a running service needs it
    from alembic.config import Config  # noqa: PLC0415

    if not _CONFIGURATION.exists():
        raise DatabaseNotReady(f"the migrations are not installed beside {_CONFIGURATION.parent.name}/app")
    with transaction(url) as (opened, connection):
        before = opened.version_in(connection)
        if before is not None and before > tables.SCHEMA:
            raise database.newer(opened, before)
        if before != tables.SCHEMA:
            configuration = Config(toml_file=_CONFIGURATION)
            configuration.attributes["connection"] = connection
            command.upgrade(configuration, "head")
    database.connect(url).close()
    return before


def current(url: str) -> str | None:
    """Return the schema version of the database at `url`, or None when it has none or is missing."""
    opened = database.at(url)
    try:
        return database.schema_version(opened) if opened.is_there() else None
    finally:
        opened.close()


def expected() -> str:
    """Return the schema version this program works with."""
    return tables.SCHEMA


@contextmanager
def transaction(url: str) -> Iterator[tuple[Database, Connection]]:
    """Give a database and the one transaction in which a migration of it runs.

    In SQLite foreign keys are off in it, since rebuilding a table would otherwise delete the rows that refer to it;
    they are checked before the commit.
    """
    opened = database.at(url, create=True, foreign_keys=False)
    try:
        opened.check_encoding()
        with opened.write(counted=False) as connection:
            yield opened, connection
            if found := opened.orphans(connection):
                raise DatabaseNotReady(f"the upgrade was undone: {found[0]}")
    finally:
        opened.close()
