"""Keeping a database: a checked copy of it, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import ConflictRecordsError
from app.replacing import CannotWrite, replaced
from app.storage import audit, database
from app.storage.database import Database


class BadCopy(ConflictRecordsError):
    """A backup that is not what it was made from."""


@dataclass(frozen=True, slots=True)
class Size:
    """Rows and bytes of each table, and bytes of the file and its write-ahead log."""

    tables: dict[str, tuple[int, int]]
    file: int
    log: int


def size(opened: Database) -> Size:
    """Return how large the database is; reads all of it."""
    with opened.read() as connection:
        tables = database.sizes(connection)
    return Size(tables, _bytes(opened.path), _bytes(_beside(opened.path, "-wal")))


def backup(opened: Database, path: Path, *, overwrite: bool = False) -> dict[str, int]:
    """Copy the database as it is now to the file `path`, and return the number of its records.

    Others may read and write meanwhile. The copy is checked whole (the file, counts, references, every span) before it
    takes its name; `BadCopy` when anything is wrong, `CannotWrite` when something is there that must stay.
    """
    if path.exists():
        if not path.is_file() or path.samefile(opened.path):
            raise CannotWrite(f"{path}: a backup must be a file of its own")
        if not overwrite:
            raise CannotWrite(f"{path}: is there already; --force replaces it")
    # A database and the log of another: SQLite would bring back old rows.
    if found := next((log for log in (_beside(path, "-wal"), _beside(path, "-journal")) if log.exists()), None):
        raise CannotWrite(f"{path}: {found.name} is there: a database in use, or one that was not closed")
    with replaced(path) as part:
        with opened.read() as connection:
            expected = audit.counts(connection)
            opened.copy(connection, part)
        _check(part, expected)
    return expected


def _check(path: Path, expected: dict[str, int]) -> None:
    copy = Database(str(path))
    try:
        with copy.read() as connection:
            found = audit.counts(connection)
        if found != expected:
            raise BadCopy(f"the copy has {found}, the database {expected}")
        if fault := next(audit.faults(copy), None):
            raise BadCopy(f"the copy has faults, as `conflict-records db check` finds in the database: {fault}")
    finally:
        copy.close()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _bytes(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
