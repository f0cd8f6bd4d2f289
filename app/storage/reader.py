"""One connection for short reads of one thread, with nothing between it and the driver."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.storage.database import Database

_STEPS = 2000  # of SQLite's machine between two looks at the clock: some hundred microseconds


class Reader:
    """Reads at the cost of what the database takes: the driver keeps the statements that are asked again."""

    def __init__(self, database: Database, *, seconds: float) -> None:
        """Read from `database`; what takes longer than `seconds` in one `state` raises TooSlow."""
        self._database = database
        self._seconds = seconds
        self._connection: Any = None
        self._end = 0.0
        self._seen = -1
        self._version = 0

    @contextmanager
    def state(self) -> Iterator[None]:
        """Let every statement inside see one and the same state of the database, and all of them end in time."""
        with self._database.reported():
            connection = self._connected()
            self._end = time.monotonic() + self._seconds
            connection.execute("BEGIN")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    def ask(self, text: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        """Return the rows of a statement, inside `state`."""
        found: list[Any] = self._connection.execute(text, values).fetchall()
        return found

    def version(self) -> int:
        """Return the number that every commit raises, as it is now or in the `state` around this."""
        with self._database.reported():
            connection = self._connected()
            if not connection.in_transaction:
                self._end = time.monotonic() + self._seconds
            # SQLite's own number says whether another connection has committed since; it means nothing to others.
            ((seen,),) = connection.execute("PRAGMA data_version").fetchall()
            if seen != self._seen:
                ((self._version,),) = connection.execute("SELECT number FROM commits").fetchall()
                self._seen = seen
        return self._version

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> Any:
        if self._connection is None:
            self._connection = self._database.connection()
            self._connection.set_progress_handler(lambda: time.monotonic() > self._end, _STEPS)
        return self._connection
