"""One connection for short reads of one thread, with nothing between it and the driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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

    def __init__(
        self, database: Database, *, seconds: float, after: Callable[[Callable[[], None]], object] | None = None
    ) -> None:
        """Read from `database`; what takes longer than `seconds` inside one `with` raises TooSlow.

        `after` is given a function to call when all who may see the same state have asked, which ends it; a state ends
        with its `with` otherwise.
        """
        self._database = database
        self._seconds = seconds
        self._after = after
        self._connection: Any = None
        self._cursor: Any = None
        self._deadline = inf
        self._begun = False
        self._ending = False  # whether `after` has been given the end of a state
        self._seen = -1
        self._version = 0

    def __enter__(self) -> int:
        """Take the state as it is now, and return its version: the number that every commit raises."""
        if not self._begun:
            with self._database.reported():
                self._begin()
        self._deadline = time.monotonic() + self._seconds
        return self._version

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """End it; an error of the driver's inside it is raised as what it means."""
        self._deadline = inf  # else the end itself may be interrupted, and the state goes on for ever
        if error is not None:
            try:
                self._end()
            finally:
                with self._database.reported():
                    raise error
        elif self._after is None:
            self._end()
        elif not self._ending:
            self._ending = True
            self._after(self._end)

    def ask(self, text: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        """Return the rows of a statement, inside a state."""
        cursor = self._cursor
        cursor.execute(text, values)
        found: list[Any] = cursor.fetchall()
        return found

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._begun = False
            self._connection.close()
            self._connection = None

    def _begin(self) -> None:
        if self._connection is None:
            self._connection = self._database.connection()
            self._connection.execute(IN_PLACE)
            self._connection.set_progress_handler(lambda: time.monotonic() > self._deadline, _STEPS)
            self._cursor = self._connection.cursor()
        self._cursor.execute("BEGIN")
        self._begun = True
        try:
            # SQLite's own number says whether another connection has committed; it means nothing to others.
            ((seen,),) = self.ask("PRAGMA data_version")
            if seen != self._seen:
                ((self._version,),) = self.ask("SELECT number FROM commits")
                self._seen = seen
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        self._ending = False
        if self._begun:
            self._begun = False
            self._cursor.execute("ROLLBACK")
