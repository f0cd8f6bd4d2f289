"""The number of the database's state: as long as it stays the same, every answer does."""

from __future__ import annotations

from app.storage.database import Database
from app.storage.reading import through

_SECONDS = 5.0  # longest time it may take


def current(database: Database) -> int:
    """Return the number that every commit raises; `TooSlow` or `DatabaseNotReady` when it cannot be had."""
    with database.read(deadline=_SECONDS) as connection:
        ((number,),) = through(connection)("SELECT number FROM commits", ())
        return int(number)
