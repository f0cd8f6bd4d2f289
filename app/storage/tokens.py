"""The words of texts as FTS5 tells them apart, for databases that have no FTS5: without case and accents."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import pysqlite3

TOKENIZER = "unicode61 remove_diacritics 2"
"""How words are told apart in every database."""

_LONGEST = 32_768  # bytes of a word that FTS5 looks at
_ASCII = re.compile(r"[a-z0-9]+")
_ONE_AT_A_TIME = threading.Lock()


def of(texts: Sequence[str | None]) -> list[list[str]]:
    """Return the words of each text, in its order."""
    found = [_of_ascii(text) if text is None or text.isascii() else None for text in texts]
    others = [(i, texts[i]) for i, words in enumerate(found) if words is None]
    read = _read(others) if others else {}
    return [read.get(i, []) if words is None else words for i, words in enumerate(found)]


def _of_ascii(text: str | None) -> list[str]:
    """Return the same as FTS5, ten times as fast: of ASCII, letters and digits are words, and all else is between."""
    words = _ASCII.findall((text or "").lower())
    return [word[:_LONGEST] for word in words] if text and len(text) > _LONGEST else words


def _read(texts: Sequence[tuple[int, str | None]]) -> dict[int, list[str]]:
    """Return the words of numbered texts; texts without any are left out."""
    with _ONE_AT_A_TIME:
        connection = _index()
        connection.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", texts)
        try:
            # No word has a space.
            joined = "SELECT doc, group_concat(term, ' ' ORDER BY offset) FROM found GROUP BY doc"
            return {number: words.split(" ") for number, words in connection.execute(joined)}
        finally:
            connection.execute("INSERT INTO texts (texts) VALUES ('delete-all')")


@cache
def _index() -> Any:
    connection = pysqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='{TOKENIZER}')")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5vocab(texts, 'instance')")
    return connection
