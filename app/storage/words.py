"""Full text: which words the rows of each table are found by, without case and accents, and how they are asked for."""

# ruff: noqa: S608 - the statements are put together from names of ours

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
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


@dataclass(frozen=True, slots=True)
class Found:
    """Where the rows are that hold certain words, as pieces of SQL.

    `lead` is the table of the full text, `key` its column of the rows' keys, `condition` holds for the rows and has a
    mark for each of `values`; `score` is a column, without marks, that tells how well a row holds the words, more for
    better.
    """

    lead: str
    key: str
    condition: str
    values: tuple[Any, ...]
    score: str


class FullText(Protocol):
    """The words of the rows of a kind of database."""

    def find(self, name: str, asked: str, *, keys: Sequence[Sequence[str]] = ()) -> Found:
        """Return where the rows of a table are that hold all the words, and one made word of each of `keys`.

        Words in double quotes stand side by side. Any text is taken as words, never as an operator; nothing holds a
        text without a word.
        """
        ...

    def put(self, connection: Connection, name: str, rows: Sequence[tuple[Any, ...]], *, again: bool = False) -> None:
        """Put rows of the key and the words of each column into a table's index; `again` when they may be there."""
        ...

    def faults(self, connection: Connection, name: str, key: str) -> Iterator[str]:
        """Give a line for what differs between a table, its rows found by their key, and its index."""
        ...


# What no index holds: NUL ends a string inside SQLite, surrogates have no UTF-8.
_UNSEARCHABLE = re.compile("[\0\ud800-\udfff]")
_PHRASE = re.compile(r'"[^"]*"|[^\s"]+')


def terms(asked: str) -> list[str]:
    """Return the words and phrases of a search."""
    phrases = (" ".join(phrase.split()) for phrase in _PHRASE.findall(_UNSEARCHABLE.sub(" ", asked)))
    return [term for phrase in phrases if (term := phrase.strip('" '))]


def unindexed(connection: Connection, rows: str, keys: str) -> int:
    """Return how many of a table's keys and of its full-text index's, each given by a statement, are alone."""
    statements = (
        f"SELECT count(*) FROM ({one} EXCEPT {other}) AS alone" for one, other in ((rows, keys), (keys, rows))
    )
    return sum(connection.exec_driver_sql(statement).scalar_one() for statement in statements)


def index_of(name: str) -> str:
    """Return the name of a table's full-text index."""
    return f"{name}_words"


def is_full_text(name: str) -> bool:
    """Tell whether a table belongs to a full-text index (FTS5 keeps several for each)."""
    return "_words" in name


def is_readable(asked: Iterable[str]) -> bool:
    """Tell whether an index finds a word: it knows letters and digits of an older Unicode than Python does."""
    return any(ucd_3_2_0.category(character)[0] in "LN" for character in asked)
