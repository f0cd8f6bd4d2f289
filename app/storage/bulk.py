"""Rows by the thousand: plain tuples in the order of a table's columns, given to the driver as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from app.storage import dialect
from app.storage.reading import listed

Row = tuple[Any, ...]


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows in rising order of their keys, so that neighbours are written together."""
    if not rows:
        return
    ordered = sorted(rows) if len(rows) > 1 else list(rows)
    if connection.dialect.name == "postgresql":
        dialect.copy(connection, table.name, table.columns.keys(), ordered)
    else:
        connection.exec_driver_sql(_insertion(table), ordered)


def add(connection: Connection, table: Table, numbers: Mapping[Any, int]) -> None:
    """Add each number to that of the row with this key, or begin such a row with it."""
    if not numbers:
        return
    rows = [(*key, numbers[key]) for key in sorted(numbers)]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_addition(table), tuple(map(dialect.array, zip(*rows, strict=True))))
    else:
        number = f"number = {table.name}.number + excluded.number"
        connection.exec_driver_sql(f"{_insertion(table)} ON CONFLICT DO UPDATE SET {number}", rows)


def find(
    connection: Connection, table: Table, columns: Sequence[str], *, where: str, values: Iterable[int | str]
) -> list[Any]:
    """Return these columns of the rows whose column `where` has one of `values`."""
    selected = ", ".join(f'"{column}"' for column in columns)
    # One variable, however many values.
    statement = f"SELECT {selected} FROM {table.name} WHERE {where} IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of ours
    return list(connection.exec_driver_sql(statement, (listed(values),)).all())


@cache
def _insertion(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 - names of ours


@cache
def _addition(table: Table) -> str:
    """Return the statement that takes a list of each column, all of whole numbers."""
    arrays = ", ".join("CAST(? AS bigint[])" for _ in table.columns)
    key = ", ".join(column.name for column in table.primary_key)
    return (
        f"INSERT INTO {table.name} SELECT * FROM unnest({arrays})"  # noqa: S608 - names of ours
        f" ON CONFLICT ({key}) DO UPDATE SET number = {table.name}.number + excluded.number"
    )
