"""Keeping a database: a checked copy of its file, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from app.errors import ConflictRecordsError, InvalidInput
from app.replacing import CannotWrite, replaced
from app.storage import audit
from app.storage.database import Database
from app.storage.sqlite import Sqlite, beside


class BadCopy(ConflictRecordsError):
    """A backup that is not what it was made from."""


@dataclass(frozen=True, slots=True)
class Size:
    """Rows and bytes of each table, and the bytes of what holds them all (`file` and `log`, or `database`)."""

    tables: dict[str, tuple[int, int]]
    files: dict[str, int]


def size(opened: Database) -> Size:
    """Return how large the database is; reads all of it."""
    with opened.read() as connection:
        tables = opened.sizes(connection)
    return Size(tables, opened.files())


def backup(opened: Database, path: Path, *, overwrite: bool = False) -> dict[str, int]:
    """Copy an SQLite database as it is now to the file `path`, and return the number of its records.

    Others may read and write meanwhile. The copy is checked whole (the file, counts, references, every span) before it
    takes its name; `BadCopy` when anything is wrong, `CannotWrite` when something is there that must stay.
    """
    if not isinstance(opened, Sqlite):
        url = opened.name.replace("+psycopg", "", 1)
        raise InvalidInput(
            "PostgreSQL is backed up by its own tool while it is served:"
            f" pg_dump --format=custom --file={quote(str(path))} {quote(url)}"
        )
    if path.exists():
        if not path.is_file() or path.samefile(opened.path):
            raise CannotWrite(f"{path}: a backup must be a file of its own")
        if not overwrite:
            raise CannotWrite(f"{path}: is there already; --force replaces it")
    # A database and the log of another: SQLite would bring back old rows.
    if found := next((log for log in (beside(path, "-wal"), beside(path, "-journal")) if log.exists()), None):
        raise CannotWrite(f"{path}: {found.name} is there: a database in use, or one that was not closed")
    with replaced(path) as part:
        with opened.read() as connection:
            expected = audit.counts(connection)
            opened.copy(connection, part)
        _check(part, expected)
    return expected


def _check(path: Path, expected: dict[str, int]) -> None:
    copy = Sqlite(str(path))
    try:
        with copy.read() as connection:
            found = audit.counts(connection)
        if found != expected:
            raise BadCopy(f"the copy has {found}, the database {expected}")
        if fault := next(audit.faults(copy), None):
            raise BadCopy(f"the copy has faults, as `conflict-records db check` finds in the database: {fault}")
    finally:
        copy.close()
