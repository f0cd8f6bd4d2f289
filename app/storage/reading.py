"""Questions as text with the values of its marks, asked over whatever is at hand.

A statement is written once, for both kinds of database, with `?` for each value; where the dialects differ the
connections of PostgreSQL rewrite it (`app.storage.dialect`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection

from app.storage.words import FullText

FULL_TEXT = "full_text"
"""The execution option by which an engine tells what full text its connections have."""


class Ask(Protocol):
    """Takes SQL and the values of its marks, gives the rows, each like a tuple."""

    @property
    def full_text(self) -> FullText:
        """Return how words are found in the database that is asked."""
        ...

    def __call__(self, text: str, values: Sequence[Any], /) -> Sequence[Any]:
        """Return the rows."""
        ...


class Listed(str):
    """Values for `column IN (SELECT value FROM json_each(?))`: one mark, however many they are.

    The text is the JSON list that SQLite takes; PostgreSQL gets `values` as an array.
    """

    values: tuple[int | str, ...]


def listed(values: Iterable[int | str]) -> Listed:
    """Return values as one."""
    found = tuple(values)
    one = Listed(orjson.dumps(found).decode())
    one.values = found
    return one


def through(connection: Connection) -> Ask:
    """Return how to ask over a connection of the pool."""
    return _Through(connection)


def full_text(connection: Connection) -> FullText:
    """Return the full text of the database of a connection."""
    found: FullText = connection.get_execution_options()[FULL_TEXT]
    return found


class _Through:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.full_text = full_text(connection)

    def __call__(self, text: str, values: Sequence[Any], /) -> Sequence[Any]:
        return self._connection.exec_driver_sql(text, tuple(values)).all()
