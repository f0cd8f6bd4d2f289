"""Statements, values and rows as PostgreSQL takes them; the statements are written as SQLite takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.storage.reading import Listed

# Before a column a plus keeps SQLite from an index; PostgreSQL has no such sign before a text.
_PLUS = re.compile(r"(?<=[ (])\+(?=[a-z])")


@lru_cache(4096)
def rewritten(statement: str) -> str:
    """Return a statement with marks as psycopg takes it; no text in it has a question mark of its own."""
    statement = statement.replace("%", "%%").replace("IN (SELECT value FROM json_each(?))", "= ANY(?)")
    statement = statement.replace(" CROSS JOIN ", " JOIN ")  # in SQLite's dialect, with ON: the order of a join
    return _PLUS.sub("", statement).replace("?", "%s")


def array(values: Iterable[int] | Iterable[str]) -> str:
    """Return values as the text of an array of PostgreSQL's, without those that hold NUL: it has no such texts."""
    texts = [text for text in map(str, values) if "\0" not in text]
    quoted = "\0".join(texts).replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{quoted}"}}' if texts else "{}"


def copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows by COPY, the fastest way there is."""
    import psycopg  # noqa: PLC0415 - an extra

    named = ", ".join(f'"{column}"' for column in columns)
    raw: Any = connection.connection.driver_connection
    statement = f"COPY {table} ({named}) FROM STDIN"
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copied:
            for row in rows:
                copied.write_row(row)
    except psycopg.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error


def adapt(connection: Any) -> None:
    """Let a connection of psycopg's give and take values as SQLite does."""
    dumpers, loader = _adapters()
    for type_, dumper in dumpers.items():
        connection.adapters.register_dumper(type_, dumper)
    connection.adapters.register_loader("numeric", loader)


@cache
def _adapters() -> tuple[dict[type, Any], Any]:
    from psycopg.adapt import Buffer, Dumper, Loader  # noqa: PLC0415 - an extra
    from psycopg.types.numeric import Int8Dumper  # noqa: PLC0415

    class ListedDumper(Dumper):
        """Values as an array, whose type is that of what it is compared with."""

        def dump(self, obj: Any) -> bytes:
            return array(obj.values).encode()

    class WholeLoader(Loader):
        """The only numbers of this type are sums of whole ones."""

        def load(self, data: Buffer) -> int:
            return int(bytes(data))

    # Of one size, so that sums and arrays of small numbers are not of small types.
    return {Listed: ListedDumper, int: Int8Dumper}, WholeLoader
