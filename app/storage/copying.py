"""A store copied from one database to another, of any kinds: the same rows, the full text made anew, all compared."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import orjson
from sqlalchemy import Connection, Table

from app.errors import ConflictRecordsError
from app.storage import audit, bulk, searchable, tables
from app.storage.bulk import Row
from app.storage.codes import CLAIM_TYPES, MEASURES
from app.storage.database import Database
from app.storage.reading import full_text

TABLES = [table for table in tables.METADATA.sorted_tables if table is not tables.commits]
"""What is copied, each after those it refers to; the commits of a database are its own."""

_AT_ONCE = 2000
_ARTICLES_AT_ONCE = 100  # at most 1 MB of text each, mostly some kilobytes


class CannotCopy(ConflictRecordsError):
    """A database that nothing can be copied to, or a copy that is not what it was made from."""


def copy(source: Database, target: Database) -> Generator[int, None, None]:
    """Copy everything in `source` to the empty `target` and compare it; give how many `steps` are done, piece by piece.

    One state of `source` is read; others may write to it meanwhile. `target` has it when this is at its end: after an
    error, or when it is closed before, `target` is as empty as it was. `CannotCopy` when it holds anything at first, or
    when a row is not the same in it.
    """
    with source.read() as theirs, target.write() as ours:
        for table in TABLES:
            if ours.exec_driver_sql(f"SELECT 1 FROM {table.name} LIMIT 1").first():  # noqa: S608 - names of ours
                raise CannotCopy(f"{target.name}: is not empty, and only a new or empty database is copied to")
        for table in TABLES:
            for rows in _rows(theirs, table):
                bulk.insert(ours, table, rows)
                yield len(rows)
        for name, rows in _found_by(theirs):
            full_text(ours).put(ours, name, rows)
            yield len(rows)
        for table in TABLES:
            for rows, copied in zip_longest(_rows(theirs, table), _rows(ours, table)):
                if rows != copied:
                    raise CannotCopy(f"{table.name}: {_difference(rows or [], copied or [])} in the copy")
                yield len(rows)


def check(target: Database) -> None:
    """Raise `CannotCopy` when a copy has faults: those of what it was made from."""
    if fault := next(audit.faults(target), None):
        raise CannotCopy(f"{target.name}: is the same as what it was copied from, faults included: {fault}")


def counted(opened: Database) -> dict[str, int]:
    """Return the number of rows of each table."""
    with opened.read() as connection:
        counting = {table.name: f"SELECT count(*) FROM {table.name}" for table in TABLES}  # noqa: S608 - names of ours
        return {name: connection.exec_driver_sql(statement).scalar_one() for name, statement in counting.items()}


def steps(counts: Mapping[str, int]) -> int:
    """Return how many steps it takes to copy so many rows."""
    return 2 * sum(counts.values()) + sum(counts[table.name] for table in audit.INDEXED)


def _rows(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """Give all rows of a table by its key, as many at a time as fit in little memory."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    statement = f"SELECT {columns} FROM {table.name} ORDER BY {key}"  # noqa: S608 - names of ours
    number = _ARTICLES_AT_ONCE if table is tables.articles else _AT_ONCE
    # Each read by itself: the driver of PostgreSQL would otherwise fetch the whole table.
    with connection.exec_driver_sql(statement, execution_options={"yield_per": number}) as found:
        for rows in found.partitions(number):
            yield [tuple(row) for row in rows]


def _found_by(connection: Connection) -> Iterator[tuple[str, list[Row]]]:
    """Give the rows of each full-text index."""
    at = _columns(tables.entities)
    for rows in _rows(connection, tables.entities):
        yield (
            "entities",
            [(row[at["number"]], row[at["name"]], "\n".join(orjson.loads(row[at["aliases"]]))) for row in rows],
        )
    at = _columns(tables.articles)
    for rows in _rows(connection, tables.articles):
        texts = {row[at["position"]]: row[at["text"]] for row in rows}
        yield "articles", [_article(row, at) for row in rows]
        for table in (tables.claims, tables.figures):
            columns = ["position", "article", "start", "end", _CODED[table][0], "publisher", "parts", "record"]
            found = bulk.find(connection, table, columns, where="article", values=texts)
            yield table.name, [_record(table, row, texts) for row in found]


def _article(row: Row, at: Mapping[str, int]) -> Row:
    title = orjson.loads(row[at["record"]])["title"]
    return row[at["position"]], title, row[at["text"]], searchable.of_article(row[at["publisher"]])


_CODED: dict[Table, tuple[str, str, Mapping[Any, int]]] = {
    tables.claims: ("claim_type", "c", CLAIM_TYPES),
    tables.figures: ("measure", "m", MEASURES),
}


def _record(table: Table, row: Any, texts: Mapping[int, str]) -> Row:
    position, article, start, end, code, publisher, parts, content = row
    record = orjson.loads(content)
    _, letter, codes = _CODED[table]
    sentence = record["sentence"]["start"], record["sentence"]["end"]
    around = searchable.around(texts[article], (start, end), sentence)
    keys = searchable.of_record(f"{letter}{codes[code]}", orjson.loads(parts), publisher)
    if table is tables.figures:
        return position, around, keys
    return position, around, record["speaker"] and record["speaker"]["name"], keys


def _columns(table: Table) -> dict[str, int]:
    return {column.name: i for i, column in enumerate(table.columns)}


def _difference(rows: Sequence[Row], copied: Sequence[Row]) -> str:
    """Say where rows differ, without saying any value: a key's hash is one."""
    here, there = next(pair for pair in zip_longest(rows, copied) if pair[0] != pair[1])
    return (
        f"the row of {here[0]} is another" if here and there else f"the row of {(here or there)[0]} is missing or spare"
    )
