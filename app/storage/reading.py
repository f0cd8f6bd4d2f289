"""Questions as text with the values of its marks, asked over whatever is at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

Ask = Callable[[str, Sequence[Any]], Sequence[Any]]
"""Takes SQL and the values of its marks, gives the rows, each like a tuple."""


def through(connection: Connection) -> Ask:
    """Return how to ask over a connection of the pool."""
    return lambda text, values: connection.exec_driver_sql(text, tuple(values)).all()
