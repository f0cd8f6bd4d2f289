"""Full text of PostgreSQL: the same words as FTS5's and the same order of relevance, found by a GIN index.

A row of an index holds its words once each, as an array that the index is made of, with a colon before the made ones;
and for each column its words in order, each between bars (`|six||soldiers|`), so that words side by side are a piece of
it.
"""

# ruff: noqa: S608 - the statements are put together from names of ours and from words: letters and digits

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from app.storage import dialect, tokens, words
from app.storage.reading import listed
from app.storage.words import Found

_LONGEST = 200
"""Characters of a word in the index, whose entries have at most 2704 bytes; of a longer one it holds the hash."""

_K1, _B = 1.2, 0.75  # as in FTS5 (sqlite.org/fts5.html#the_bm25_function)
_LEAST = 1e-6  # weight of a word that most rows hold, as in FTS5


class Gin:
    """The full text of a PostgreSQL database."""

    def find(self, name: str, asked: str, *, keys: Sequence[Sequence[str]] = ()) -> Found:
        """Return where the rows are that hold all the words, and one made word of each of `keys`."""
        index = words.index_of(name)
        phrases = [found for found in tokens.of(words.terms(asked)) if found] if words.is_readable(asked) else []
        if not phrases:
            return Found(index, f"{index}.key", "1 = 0", (), "CAST(0 AS double precision)")
        conditions, values = [f"{index}.tokens @> ?"], [listed(_elements(phrases))]
        for either in keys:
            conditions.append(f"{index}.tokens && ?")
            values.append(listed(f":{made}" for made in either))
        conditions += [_side_by_side(name, index, phrase) for phrase in phrases if len(phrase) > 1]
        return Found(index, f"{index}.key", " AND ".join(conditions), tuple(values), _score(name, phrases))

    def put(self, connection: Connection, name: str, rows: Sequence[tuple[Any, ...]], *, again: bool = False) -> None:
        """Put rows of the key and the words of each column into a table's index; `again` when they may be there."""
        if not rows:
            return
        searched = _searched(name)
        read = tokens.of([text for row in rows for text in row[1 : 1 + len(searched)]])
        put, length = [], 0
        for i, row in enumerate(rows):
            columns = read[i * len(searched) : (i + 1) * len(searched)]
            made = [f":{word}" for text in row[1 + len(searched) :] for word in (text or "").split()]
            number = sum(map(len, columns)) + len(made)
            put.append((row[0], dialect.array([*_elements(columns), *made]), number, *map(_written, columns)))
            length += number
        index = words.index_of(name)
        count = len(rows)
        if again:
            gone = f"WITH gone AS (DELETE FROM {index} WHERE key IN (SELECT value FROM json_each(?)) RETURNING length)"
            statement = f"{gone} SELECT count(*), coalesce(sum(length), 0) FROM gone"
            before = connection.exec_driver_sql(statement, (listed(row[0] for row in rows),)).one()
            count, length = count - before[0], length - before[1]
        dialect.copy(connection, index, ("key", "tokens", "length", *searched), put)
        counted = "UPDATE all_words SET number = number + ?, length = length + ? WHERE name = ?"
        connection.exec_driver_sql(counted, (count, length, name))

    def faults(self, connection: Connection, name: str, key: str) -> Iterator[str]:
        """Give a line when a table and its index do not have the same rows, or these are not counted right."""
        index = words.index_of(name)
        if missing := words.unindexed(connection, f"SELECT {key} FROM {name}", f"SELECT key FROM {index}"):
            yield f"{name}: {missing} rows differ between the table and its full-text index"
        rows = f"SELECT count(*), coalesce(sum(length), 0) FROM {index}"
        counted = "SELECT number, length FROM all_words WHERE name = ?"
        if connection.exec_driver_sql(rows).all() != connection.exec_driver_sql(counted, (name,)).all():
            yield f"{name}: the rows of its full-text index, or their words, are not as many as it counts"


def _searched(name: str) -> list[str]:
    return [column for column in words.COLUMNS[name] if column != "keys"]


def _elements(found: Sequence[Sequence[str]]) -> list[str]:
    """Return each word once, as the index has it."""
    return [
        word if len(word) <= _LONGEST else f"#{hashlib.sha256(word.encode()).hexdigest()}"
        for word in dict.fromkeys(word for one in found for word in one)
    ]


def _written(found: Sequence[str]) -> str:
    return f"|{'||'.join(found)}|" if found else ""


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _side_by_side(name: str, table: str, phrase: Sequence[str]) -> str:
    wanted = _literal(_written(phrase))
    return f"({' OR '.join(f'strpos({table}.{column}, {wanted}) > 0' for column in _searched(name))})"


def _times(column: str, phrase: Sequence[str]) -> str:
    """Return how often a column holds words side by side."""
    wanted = _written(phrase)
    if any(phrase[:size] == phrase[-size:] for size in range(1, len(phrase))):  # it may begin before it has ended
        # What is ahead is looked at and not taken; a question mark in a statement would be a value's.
        pattern = f"'(' || chr(63) || {_literal(f'={wanted})'.replace('|', '[|]'))}"
        return f"(SELECT count(*) FROM regexp_matches({column}, {pattern}, 'g'))"
    shorter = f"octet_length(replace({column}, {_literal(wanted)}, ''))"
    return f"(octet_length({column}) - {shorter}) / {len(wanted.encode())}"


def _double(number: float) -> str:
    """Return a constant as C has it; plain ones are decimal numbers, which round elsewhere."""
    return f"CAST({number} AS double precision)"


def _score(name: str, phrases: Sequence[Sequence[str]]) -> str:
    """Return BM25 as FTS5 computes it, to the last bit, all columns but the made words weighing the same."""
    index = words.index_of(name)
    mean = f"(SELECT length / {_double(1)} / number FROM all_words WHERE name = '{name}')"
    pieces = []
    for phrase in phrases:
        holds = f"every.tokens @> {_literal(dialect.array(_elements([phrase])))}"
        if len(phrase) > 1:
            holds += f" AND {_side_by_side(name, 'every', phrase)}"
        share = f"(whole.number - holding.number + {_double(0.5)}) / (holding.number + {_double(0.5)})"
        rare = (
            f"(SELECT greatest(ln({share}), {_double(_LEAST)}) FROM all_words AS whole,"
            f" (SELECT count(*) AS number FROM {index} AS every WHERE {holds}) AS holding WHERE whole.name = '{name}')"
        )
        often = " + ".join(_times(f"{index}.{column}", phrase) for column in _searched(name))
        rate = f"{_double(_K1)} * ({_double(1 - _B)} + {_double(_B)} * {index}.length / {mean})"
        # With OFFSET it stays a query of its own, in which the words are counted once for both places.
        counted = f"(SELECT {often} AS number OFFSET 0) AS often"
        pieces.append(f"(SELECT {rare} * (often.number * {_double(_K1 + 1)} / (often.number + {rate})) FROM {counted})")
    return f"({' + '.join(pieces)})"
