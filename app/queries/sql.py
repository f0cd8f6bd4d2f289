"""Conditions as text with the values of its marks, put together to statements."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.storage.reading import listed


class Sql(NamedTuple):
    """A piece of SQL and the values of its marks, in order."""

    text: str
    values: tuple[Any, ...] = ()


LIMIT = " LIMIT ? + 0"
"""The end of a statement that takes its limit as a value. With a mark alone SQLite (seen with 3.53.4) plans by the
value, and prepares the statement anew each time it is given one."""

NEVER = Sql("1 = 0")
"""The condition that no row meets."""


def one_of(column: str, values: Sequence[Any]) -> Sql:
    """Return the condition that a column has one of these values; of many, they are one mark together."""
    if not values:
        return NEVER
    if len(values) == 1:
        return Sql(f"{column} = ?", (values[0],))
    return Sql(f"{column} IN (SELECT value FROM json_each(?))", (listed(values),))


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Return the pieces as one."""
    found = list(pieces)
    return Sql(separator.join(piece.text for piece in found), tuple(value for piece in found for value in piece.values))


def where(conditions: Iterable[Sql]) -> Sql:
    """Return the clause that all conditions hold; nothing when there are none."""
    found = joined(" AND ", conditions)
    return Sql(f" WHERE {found.text}", found.values) if found.text else found
