"""One connection for short reads of one thread, with nothing between it and the driver."""

from __future__ import annotations

import time
from collections.abc import Sequence
from math import inf
from types import TracebackType
from typing import TYPE_CHECKING, Any

from app.storage.sqlite import IN_PLACE

if TYPE_CHECKING:
    from app.storage.database import Database

_STEPS = 2000  # of SQLite's machine between two looks at the clock: some hundred microseconds


class Reader:
    """Reads at the cost of what the database takes: the driver keeps the statements that are asked again.

    Every statement inside `with reader as version:` sees one state of the database, and all of them end in time.
    """

    def __init__(self, database: Database, *, seconds: float) -> None:
        """Read from `database`; what takes longer than `seconds` in one state raises TooSlow."""
        self._database = database
        self._seconds = seconds
        self._connection: Any = None
        self._deadline = 0.0
        self._seen = -1
        self._version = 0

    def __enter__(self) -> int:
        """Take the state as it is now, and return its version: the number that every commit raises."""
        try:
            connection = self._connected()
            self._deadline = time.monotonic() + self._seconds
            connection.execute("BEGIN")
            try:
                # SQLite's own number says whether another connection has committed; it means nothing to others.
                ((seen,),) = connection.execute("PRAGMA data_version").fetchall()
                if seen != self._seen:
                    ((self._version,),) = connection.execute("SELECT number FROM commits").fetchall()
                    self._seen = seen
            except BaseException:
                self._deadline = inf
                connection.execute("ROLLBACK")
                raise
        except Exception:
            with self._database.reported():
                raise
        return self._version

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """End it; an error of the driver's inside it is raised as what it means."""
        self._deadline = inf  # else the end itself may be interrupted, and the state goes on for ever
        try:
            self._connection.execute("ROLLBACK")
        finally:
            if error is not None:
                with self._database.reported():
                    raise error

    def ask(self, text: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        """Return the rows of a statement, inside a state."""
        found: list[Any] = self._connection.execute(text, values).fetchall()
        return found

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> Any:
        if self._connection is None:
            self._connection = self._database.connection()
            self._connection.execute(IN_PLACE)
            self._connection.set_progress_handler(lambda: time.monotonic() > self._deadline, _STEPS)
        return self._connection
