"""Rows by the thousand: plain tuples in the order of a table's columns, given to the driver as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Table

Row = tuple[Any, ...]


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows in rising order of their keys, so that neighbours are written together."""
    if rows:
        connection.exec_driver_sql(_insertion(table), sorted(rows) if len(rows) > 1 else list(rows))


def add(connection: Connection, table: Table, numbers: Mapping[Any, int]) -> None:
    """Add each number to that of the row with this key, or begin such a row with it."""
    if numbers:
        number = f"number = {table.name}.number + excluded.number"
        connection.exec_driver_sql(
            f"{_insertion(table)} ON CONFLICT DO UPDATE SET {number}",
            [(*key, numbers[key]) for key in sorted(numbers)],
        )


def find(
    connection: Connection, table: Table, columns: Sequence[str], *, where: str, values: Iterable[int | str]
) -> list[Any]:
    """Return these columns of the rows whose column `where` has one of `values`."""
    selected = ", ".join(f'"{column}"' for column in columns)
    wanted = orjson.dumps(list(values)).decode()  # one variable, however many values
    statement = f"SELECT {selected} FROM {table.name} WHERE {where} IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of ours
    return list(connection.exec_driver_sql(statement, (wanted,)).all())


@cache
def _insertion(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 - names of ours
