"""Full text: the words of each table's rows, without case and accents, found by the rows' keys (FTS5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import ucd_3_2_0

from sqlalchemy import Connection

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": ("title", "text", "keys"),
    "claims": ("words", "speaker", "keys"),
    "figures": ("words", "keys"),
    "entities": ("name", "aliases"),
}
"""The columns of each index. `keys` holds made words for what the filters narrow by; no search for words sees it."""

TOKENS = {"actor": "a", "speaker": "s", "target": "t", "place": "p"}
"""What the made words of the entities begin with, by their part; the number of the entity follows."""


def published_by(publisher: int) -> str:
    """Return the made word of a publisher."""
    return f"b{publisher}"


# What no index holds: NUL ends a string inside SQLite, surrogates have no UTF-8.
_UNSEARCHABLE = re.compile("[\0\ud800-\udfff]")
_PHRASE = re.compile(r'"[^"]*"|[^\s"]+')


def create(connection: Connection, name: str, columns: Sequence[str]) -> None:
    """Create the full-text index of the table `name`."""
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {index_of(name)} USING fts5({', '.join(columns)}, content='', contentless_delete=1,"
        " tokenize='unicode61 remove_diacritics 2')"
    )


def put(connection: Connection, name: str, rows: Sequence[tuple[Any, ...]], *, again: bool = False) -> None:
    """Put rows of the key and the words of each column into a table's index; `again` when they may be there."""
    if rows:
        columns = COLUMNS[name]
        marks = ", ".join("?" * (len(columns) + 1))
        verb = "REPLACE" if again else "INSERT"
        statement = f"{verb} INTO {index_of(name)} (rowid, {', '.join(columns)}) VALUES ({marks})"
        # FTS5 writes out what it has gathered whenever a key is smaller than the one before.
        connection.exec_driver_sql(statement, sorted(rows, key=lambda row: row[0]))


def score(name: str) -> str:
    """Return the column that tells how well a row of a table holds the words, more for better.

    The made words weigh nothing.
    """
    weights = ", ".join("0.0" if column == "keys" else "1.0" for column in COLUMNS[name])
    return f"-bm25({index_of(name)}, {weights})"


def expression(name: str, words: str, *, keys: Sequence[Sequence[str]] = ()) -> str:
    """Return the FTS5 expression for all the words in a row of the table `name`, and for one of each of `keys`.

    Words in double quotes stand side by side. Any text is taken as words, never as an operator; nothing matches a text
    that holds no word.
    """
    searched = " ".join(column for column in COLUMNS[name] if column != "keys")
    made = "".join(f" AND keys : ({' OR '.join(either)})" for either in keys)
    found = match(words)
    # Where no word is left FTS5 would go by the rest of the expression alone.
    return f"{{{searched}}} : ({found}){made}" if _is_readable(found) else '""'


def match(words: str) -> str:
    """Return `words` for FTS5: each word, and each phrase in double quotes, as a quoted string."""
    return " ".join(f'"{term}"' for term in terms(words)) or '""'


def terms(words: str) -> list[str]:
    """Return the words and phrases of a search."""
    phrases = (" ".join(phrase.split()) for phrase in _PHRASE.findall(_UNSEARCHABLE.sub(" ", words)))
    return [term for phrase in phrases if (term := phrase.strip('" '))]


def indexes(connection: Connection) -> list[str]:
    """Return the names of all full-text indexes."""
    made = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
    return list(connection.exec_driver_sql(made).scalars())


def unindexed(connection: Connection, name: str, key: str) -> int:
    """Return how many rows of a table, found by their key, and of its full-text index have no partner in the other."""
    rows, found = f"SELECT {key} FROM {name}", f"SELECT rowid FROM {index_of(name)}"  # noqa: S608 - names of ours
    statements = (f"SELECT count(*) FROM ({one} EXCEPT {other})" for one, other in ((rows, found), (found, rows)))  # noqa: S608
    return sum(connection.exec_driver_sql(statement).scalar_one() for statement in statements)


def index_of(name: str) -> str:
    """Return the name of a table's full-text index."""
    return f"{name}_words"


def is_full_text(name: str) -> bool:
    """Tell whether a table belongs to a full-text index (FTS5 keeps several for each)."""
    return "_words" in name


def _is_readable(words: Iterable[str]) -> bool:
    """Tell whether FTS5 finds a word: it knows letters and digits of an older Unicode than Python does."""
    return any(ucd_3_2_0.category(character)[0] in "LN" for character in words)
