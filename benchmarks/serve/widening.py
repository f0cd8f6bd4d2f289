"""A database many times as large: each article of a stored one again and again, a minute or more later.

Made table by table in SQL, since storing ten million claims one article after the other takes hours. The copies have
their own positions, ids, dates, keys, words and counts; the text inside a copied record is that of its original. What
has nothing to do with the lists, facets and searches of claims may be left out, so that it fits on a usual disk.
"""

# ruff: noqa: S608 - what the statements are put together from are names and numbers of ours

from __future__ import annotations

import sys
import time
from pathlib import Path

import orjson
import pysqlite3

from app.storage import migrations, positions
from app.storage.codes import CLAIM_TYPES, MEASURES
from benchmarks.serve import databases

FACTORS = {"1m": 4, "10m": 40}
"""How many times the database `BASE`."""

BASE = "250k"
WHOLE = {"1m"}
"""Those with figures and everything."""

_HOUR = 3600  # seconds of each day in which no article is published: the copies go there
_MOST = 60
_SPREAD = 0x0145F4914F6CDD1D  # between the ids of a copy and the next, round the ring of 63 bits: `_MOST` fit into it
_MASK = (1 << 63) - 1
_DAY = 86_400 << positions.BITS  # positions of one day

_SHIFTED = {
    "position": "position + {shift}",
    "article": "article + {shift}",
    "claim": "claim + {shift}",
    "id": f"(id - copy.number * {_SPREAD}) & {_MASK}",
    "published": "published + copy.seconds * 1000000",
}
_SHIFT = f"copy.seconds * {1 << positions.BITS}"
_COUNTED = {"number": "number * {copies}"}
_ENTITIES = {name: f"{name} * {{copies}}" for name in ("articles", "claims", "figures")}
_BY_POSITION = {"articles": "position", "mentions": "article", "claims": "position", "figures": "position"}
_TABLES = {
    "publishers": {}, "entities": _ENTITIES, "names": {}, "claim_counts": _COUNTED, "claim_tallies": _COUNTED,
    "figure_counts": _COUNTED, "figure_tallies": _COUNTED,
}  # fmt: skip
_LETTERS = {"actor": "a", "speaker": "s", "target": "t", "place": "p"}
_CODES = {kind.value: f"c{code}" for kind, code in CLAIM_TYPES.items()} | {
    measure.value: f"m{code}" for measure, code in MEASURES.items()
}


def _full_text(table: str, columns: str, selected: str, source: str = "{table} AS record") -> str:
    """Return the statement that fills a full-text index; what is indexed is made once and used for all copies."""
    return (
        f"INSERT INTO main.{table}_words (rowid, {columns})"
        f" WITH made AS MATERIALIZED (SELECT record.position, {selected} "
        f"FROM source.{source.format(table=table)} WHERE record.{{within}})"
        f" SELECT position + {_SHIFT}, {columns} FROM made, copy ORDER BY 1"
    )


_TEXT = "JOIN source.articles AS article ON article.position = record.article"
_FIRST = "min(record.start, CAST(record.record AS TEXT) ->> '$.sentence.start')"
_LAST = "max(record.\"end\", CAST(record.record AS TEXT) ->> '$.sentence.end')"
_SENTENCE = f"substr(article.text, {_FIRST} + 1, {_LAST} - {_FIRST}) AS words"
_WORDS = {
    "articles": _full_text(
        "articles", "title, text, keys",
        "CAST(record.record AS TEXT) ->> '$.title' AS title, text, ' b' || publisher AS keys",
    ),
    "claims": _full_text(
        "claims", "words, speaker, keys",
        f"{_SENTENCE}, CAST(record.record AS TEXT) ->> '$.speaker.name' AS speaker,"
        " tokens_of(parts, claim_type, record.publisher) AS keys",
        "{table} AS record " + _TEXT,
    ),
    "figures": _full_text(
        "figures", "words, keys", f"{_SENTENCE}, tokens_of(parts, measure, record.publisher) AS keys",
        "{table} AS record " + _TEXT,
    ),
}  # fmt: skip


def ready(size: str) -> Path:
    """Return the database of a size; those that are not stored article by article are made from `BASE`."""
    if size not in FACTORS:
        return databases.ready(size)
    found = databases.path(size)
    if not found.exists():
        part = found.with_suffix(".part")
        for left in found.parent.glob(f"{part.name}*"):
            left.unlink()
        widen(databases.ready(BASE), part, copies=FACTORS[size], whole=size in WHOLE)
        part.rename(found)
    return found


def widen(source: Path, target: Path, *, copies: int, whole: bool = True) -> None:
    """Make the database `target`: that of `source`, each article `copies` times.

    Without `whole` it has no figures, no mentions and no full text of articles: 2.7 instead of 4.3 GB a million claims.
    """
    if not 1 <= copies <= _MOST:
        raise ValueError(f"not 1 to {_MOST} copies: {copies}")
    migrations.upgrade(str(target))
    connection = pysqlite3.connect(target, isolation_level=None)
    try:
        _Widening(connection, source, copies, whole=whole).run()
    finally:
        connection.close()


class _Widening:
    """The copying of all tables."""

    def __init__(self, connection: pysqlite3.Connection, source: Path, copies: int, *, whole: bool) -> None:
        self._whole = whole
        self._sql = connection.execute
        self._copies = copies
        self._began = time.monotonic()
        connection.create_function("tokens_of", 3, _tokens, deterministic=True)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF"):
            self._sql(f"PRAGMA {pragma}")
        self._sql("ATTACH ? AS source", (str(source),))
        self._sql("CREATE TEMP TABLE copy (number INTEGER PRIMARY KEY, seconds INTEGER)")
        for number in range(copies):
            self._sql("INSERT INTO copy VALUES (?, ?)", (number, number * (_HOUR // copies)))

    def run(self) -> None:
        """Copy everything."""
        indexes = self._sql("SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql NOT NULL").fetchall()
        for name, _ in indexes:
            self._sql(f"DROP INDEX {name}")
        self._sql("BEGIN")
        for table, changed in _TABLES.items():
            self._copy(table, changed)
        self._sql("INSERT INTO entities_words (rowid, name, aliases) SELECT number, name, aliases FROM entities")
        for table, position in _BY_POSITION.items():
            if self._whole or table in {"articles", "claims"}:
                self._by_day(table, position)
        for table in ("claim_keys", "figure_keys")[: 2 if self._whole else 1]:
            self._keys(table)
        self._sql("UPDATE commits SET number = 1")
        self._sql("COMMIT")
        for name, sql in indexes:
            self._sql(sql)
            self._say(name)
        self._sql("PRAGMA journal_mode=WAL")

    def _copy(self, table: str, changed: dict[str, str]) -> None:
        columns = self._columns(table)
        selected = ", ".join(changed.get(name, f'"{name}"').format(copies=self._copies) for name in columns)
        self._sql(f"INSERT INTO main.{table} SELECT {selected} FROM source.{table}")
        self._say(table)

    def _by_day(self, table: str, position: str) -> None:
        """Copy a day at a time, so that the rows go in in the order of their keys."""
        columns = self._columns(table)
        selected = ", ".join(_SHIFTED.get(name, f'"{name}"').format(shift=_SHIFT) for name in columns)
        order = "1, 2" if table == "mentions" else "1"
        words = _WORDS.get(table) if self._whole or table == "claims" else None
        first, last = self._sql(f"SELECT min({position}), max({position}) FROM source.{table}").fetchone()
        for day in range(first // _DAY, last // _DAY + 1):
            within = f"{position} BETWEEN {day * _DAY} AND {(day + 1) * _DAY - 1}"
            self._sql(
                f"INSERT INTO main.{table} SELECT {selected} FROM source.{table}, copy WHERE {within} ORDER BY {order}"
            )
            if words:
                self._sql(words.format(within=within))
        self._say(table)

    def _keys(self, table: str) -> None:
        """Copy the keys of one entity at a time, sorted."""
        leads = self._sql(f"SELECT DISTINCT part, entity FROM source.{table} ORDER BY 1, 2").fetchall()
        for lead in leads:
            self._sql(
                f"INSERT INTO main.{table} SELECT part, entity, place, code, position + {_SHIFT}"
                f" FROM source.{table}, copy WHERE part = ? AND entity = ? ORDER BY 3, 4, 5",
                lead,
            )
        self._say(table)

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._sql(f"PRAGMA main.table_info({table})")]

    def _say(self, what: str) -> None:
        sys.stderr.write(f"{what}: {time.monotonic() - self._began:.0f} s\n")


def _tokens(parts: str, code: str, publisher: int) -> str:
    """Return the made words by which a record's filters are found in the full-text index, as the project makes them."""
    numbers = orjson.loads(parts)
    entities = [f"{letter}{number}" for part, letter in _LETTERS.items() for number in numbers[part]]
    return " ".join([_CODES[code], *entities, f"b{publisher}"])
