"""Full text of SQLite: one FTS5 index for each table that has words."""

# ruff: noqa: S608 - the statements are put together from names of ours

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from app.storage import tokens, words
from app.storage.words import Found


class Fts5:
    """The full text of an SQLite database."""

    def find(self, name: str, asked: str, *, keys: Sequence[Sequence[str]] = ()) -> Found:
        """Return where the rows are that hold all the words, and one made word of each of `keys`."""
        index = words.index_of(name)
        weights = ", ".join("0.0" if column == "keys" else "1.0" for column in words.COLUMNS[name])
        score = f"-bm25({index}, {weights})"
        return Found(index, f"{index}.rowid", f"{index} MATCH ?", (expression(name, asked, keys=keys),), score)

    def put(self, connection: Connection, name: str, rows: Sequence[tuple[Any, ...]], *, again: bool = False) -> None:
        """Put rows of the key and the words of each column into a table's index; `again` when they may be there."""
        if rows:
            columns = words.COLUMNS[name]
            marks = ", ".join("?" * (len(columns) + 1))
            verb = "REPLACE" if again else "INSERT"
            statement = f"{verb} INTO {words.index_of(name)} (rowid, {', '.join(columns)}) VALUES ({marks})"
            # FTS5 writes out what it has gathered whenever a key is smaller than the one before.
            connection.exec_driver_sql(statement, sorted(rows, key=lambda row: row[0]))

    def faults(self, connection: Connection, name: str, key: str) -> Iterator[str]:
        """Give a line when a table and its index do not have the same rows."""
        keys = f"SELECT rowid FROM {words.index_of(name)}"
        if missing := words.unindexed(connection, f"SELECT {key} FROM {name}", keys):
            yield f"{name}: {missing} rows differ between the table and its full-text index"


def create(connection: Connection, name: str, columns: Sequence[str]) -> None:
    """Create the full-text index of the table `name`."""
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {words.index_of(name)} USING fts5({', '.join(columns)}, content='',"
        f" contentless_delete=1, tokenize='{tokens.TOKENIZER}')"
    )


def expression(name: str, asked: str, *, keys: Sequence[Sequence[str]] = ()) -> str:
    """Return the FTS5 expression for all the words in a row of the table `name`, and for one of each of `keys`."""
    searched = " ".join(column for column in words.COLUMNS[name] if column != "keys")
    made = "".join(f" AND keys : ({' OR '.join(either)})" for either in keys)
    found = " ".join(f'"{term}"' for term in words.terms(asked))
    # Where no word is left FTS5 would go by the rest of the expression alone.
    return f"{{{searched}}} : ({found}){made}" if words.is_readable(found) else '""'
