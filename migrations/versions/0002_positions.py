"""Rows by position: keys, counts and tallies in place of one row for each entity's part, and the commit counter."""

# ruff: noqa: S608 - what the statements are put together from are names and numbers of ours

from __future__ import annotations

import runpy
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from alembic import context, op
from sqlalchemy import Connection

from app.errors import DatabaseNotReady
from app.identity import public
from app.storage import fts5, positions
from app.storage.codes import CLAIM_TYPES, MEASURES, VOICES
from app.vocabulary import ClaimType, Measure, Voice

revision = "0002"
down_revision = "0001"


_WORDS = {
    "articles": ["title", "text", "keys"],
    "claims": ["words", "speaker", "keys"],
    "figures": ["words", "keys"],
    "entities": ["name", "aliases"],
}
_OLD = ("articles", "entities", "names", "mentions", "claims", "claim_entities", "figures", "figure_entities")
_NEW = (
    "articles", "publishers", "entities", "names", "mentions", "claims", "claim_keys", "claim_counts",
    "claim_tallies", "figures", "figure_keys", "figure_counts", "figure_tallies", "commits",
)  # fmt: skip
_PARTS = ("actor", "speaker", "target", "place")
_AT_ONCE = 500  # rows read at a time


def upgrade() -> None:
    """Make the new tables and fill them from the records that are there."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        _make_tables(connection, ".postgresql.sql")
        return
    _set_aside(connection, _OLD)
    _make_tables(connection, ".sql")
    for name, columns in _WORDS.items():
        fts5.create(connection, name, columns)
    connection.exec_driver_sql("INSERT INTO commits VALUES (1, 0)")
    _Upgrade(connection).fill()
    for name in reversed(_OLD):
        connection.exec_driver_sql(f"DROP TABLE old_{name}")


def downgrade() -> None:
    """Make the tables of the first revision and fill them from the records that are there.

    In PostgreSQL there is none before this one: all goes, records too, and only when that is what was asked for.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        if context.get_revision_argument() not in {None, "base"}:
            raise DatabaseNotReady("in PostgreSQL there is no revision before 0002; `base` removes tables and records")
        _drop_all(connection)
        return
    _set_aside(connection, _NEW)
    connection.exec_driver_sql("ALTER TABLE api_keys RENAME TO kept_keys")
    runpy.run_path(str(Path(__file__).with_name("0001_first_tables.py")))["upgrade"]()
    connection.exec_driver_sql("DROP TABLE api_keys")
    connection.exec_driver_sql("ALTER TABLE kept_keys RENAME TO api_keys")
    _fill_first(connection)
    for name in reversed(_NEW):
        connection.exec_driver_sql(f"DROP TABLE old_{name}")


def _make_tables(connection: Connection, suffix: str) -> None:
    for statement in Path(__file__).with_suffix(suffix).read_text().split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def _drop_all(connection: Connection) -> None:
    for name in ("all_words", *(f"{name}_words" for name in _WORDS), *reversed(_NEW), "api_keys"):
        connection.exec_driver_sql(f"DROP TABLE {name}")
    connection.exec_driver_sql("DROP FUNCTION json_each(text, text)")


def _set_aside(connection: Connection, names: tuple[str, ...]) -> None:
    """Rename tables and drop their indexes, whose names are wanted, and the full text, which cannot be read back."""
    for name in _WORDS:
        connection.exec_driver_sql(f"DROP TABLE {name}_words")
    for name in names:
        indexes = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?", (name,)
        )
        for index in indexes.scalars().all():
            connection.exec_driver_sql(f"DROP INDEX {index}")
        connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO old_{name}")


def _rows(connection: Connection, table: str, key: str) -> Iterator[Any]:
    """Give the rows of a table in the order of its key, without a cursor held open."""
    after = -1
    statement = f"SELECT * FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT {_AT_ONCE}"
    while found := connection.exec_driver_sql(statement, (after,)).all():
        yield from found
        after = getattr(found[-1], key)


def _insert(connection: Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", sorted(rows, key=lambda row: row[:5]))


class _Upgrade:
    """The rows of the first revision as those of this one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._entities: dict[int, int] = {}  # numbers by id
        self._within: dict[int, int | None] = {}
        self._publishers: dict[str, int] = {"": 0}
        self._position: dict[str, dict[int, int]] = {"articles": {}, "claims": {}, "figures": {}}
        self._taken: set[int] = set()

    def fill(self) -> None:
        """Fill all tables."""
        self._fill_entities()
        for article in _rows(self._connection, "old_articles", "id"):
            self._add_article(article)
        self._fill_records("claim")
        self._fill_records("figure")
        self._fill_mentions()

    def _fill_entities(self) -> None:
        for number, row in enumerate(_rows(self._connection, "old_entities", "id"), 1):
            self._entities[row.id] = number
            self._within[row.id] = row.within
            kinds = [kind for kind, is_so in (("actor", row.is_actor), ("place", row.is_place)) if is_so]
            within = None if row.within is None else public("ent", row.within)
            facts = {fact: getattr(row, fact) for fact in ("role", "iso3", "wikidata", "geonames", "lat", "lon")}
            aliases = orjson.Fragment(row.aliases)
            shown = {"id": public("ent", row.id), "name": row.name, "kinds": kinds, **facts}
            record = orjson.dumps({**shown, "within": within, "aliases": aliases})
            _insert(self._connection, "entities", [(number, *row, record)])
            text = "\n".join(orjson.loads(row.aliases))
            self._index("entities", (number, row.name, text))
        self._connection.exec_driver_sql(
            "INSERT INTO names SELECT folded, number FROM old_names JOIN entities ON id = entity ORDER BY 1, 2"
        )

    def _add_article(self, row: Any) -> None:
        if row.publisher_folded not in self._publishers:
            number = self._publishers[row.publisher_folded] = len(self._publishers)
            name = orjson.loads(row.record)["publisher"]
            _insert(self._connection, "publishers", [(number, row.publisher_folded, name)])
        publisher = self._publishers[row.publisher_folded]
        position = self._place("articles", row)
        shared = (publisher, row.published, row.stored, row.record, row.problems, row.text)
        _insert(self._connection, "articles", [(position, row.id, row.text_sha256, *shared)])
        title = orjson.loads(row.record)["title"]
        self._index("articles", (position, title, row.text, f" b{publisher}" if publisher else ""))

    def _place(self, table: str, row: Any) -> int:
        position = positions.of(row.published, row.id)
        while position in self._taken:
            position = positions.after(position)
        self._taken.add(position)
        self._position[table][row.id] = position
        return position

    def _fill_records(self, kind: str) -> None:
        self._taken = set()
        counts: Counter[tuple[int, ...]] = Counter()
        tallies: Counter[tuple[int, ...]] = Counter()
        for row in _rows(self._connection, f"old_{kind}s", "id"):
            position = self._place(f"{kind}s", row)
            record = orjson.loads(row.record)
            numbers = self._numbers(kind, row.id)
            of_claim = record if kind == "claim" else self._claim(row.claim)
            voice = VOICES[Voice(of_claim["voice"])] if of_claim else 0
            claim_type = CLAIM_TYPES[ClaimType(of_claim["type"])] if of_claim else 0
            code = claim_type if kind == "claim" else MEASURES[Measure(row.measure)]
            publisher = self._publishers[row.publisher_folded]
            facets = [(1, positions.day(position)), (2, publisher), (3, voice)]
            facets += [] if kind == "claim" else [(4, claim_type)]
            prefixes = _prefixes(numbers, code)
            counts.update(prefixes)
            tallies.update((*owner, *facet) for owner in _owners(numbers, code) for facet in facets)
            article = self._position["articles"][row.article]
            rest = (publisher, row.published, row.stored, orjson.dumps(numbers).decode(), row.record)
            columns = list(row._mapping.values())
            if kind == "claim":
                values = (position, row.id, article, *columns[2:10], *rest)
            else:
                claim = None if row.claim is None else self._position["claims"][row.claim]
                values = (position, row.id, article, claim, *columns[3:14], *rest)
            _insert(self._connection, f"{kind}s", [values])
            _insert(self._connection, f"{kind}_keys", [(*prefix, position) for prefix in prefixes[2:]])
            self._index_record(kind, row, record, position=position, numbers=numbers, code=code, publisher=publisher)
        for table, numbers_of in ((f"{kind}_counts", counts), (f"{kind}_tallies", tallies)):
            _insert(self._connection, table, [(*key, number) for key, number in numbers_of.items()])

    def _claim(self, claim: int | None) -> dict[str, Any] | None:
        found = self._connection.exec_driver_sql("SELECT record FROM old_claims WHERE id = ?", (claim,)).scalar()
        return None if found is None else orjson.loads(found)

    def _numbers(self, kind: str, owner: int) -> dict[str, list[int]]:
        statement = f"SELECT part, entity FROM old_{kind}_entities WHERE {kind} = ?"
        found: dict[str, list[int]] = {part: [] for part in _PARTS}
        around = set()
        for part, entity in self._connection.exec_driver_sql(statement, (owner,)):
            found[part].append(self._entities[entity])
            if part == "place":
                around.add(self._within[entity])
        numbers = {part: sorted(entities) for part, entities in found.items()}
        larger = {self._entities[entity] for entity in around if entity is not None}
        return {**numbers, "point": [place for place in numbers["place"] if place not in larger]}

    def _index_record(
        self, kind: str, row: Any, record: dict[str, Any], *, position: int, numbers: Any, code: int, publisher: int
    ) -> None:
        statement = "SELECT text FROM old_articles WHERE id = ?"
        text = self._connection.exec_driver_sql(statement, (row.article,)).scalar_one()
        start, end = record["sentence"]["start"], record["sentence"]["end"]
        if row.start < end and start < row.end:
            around = text[min(row.start, start) : max(row.end, end)]
        else:
            around = f"{text[row.start : row.end]}\n{text[start:end]}"
        speaker = [record["speaker"] and record["speaker"]["name"]] if kind == "claim" else []
        tokens = [f"{part[0]}{number}" for part in _PARTS for number in numbers[part]]
        keys = " ".join(
            [f"{'c' if kind == 'claim' else 'm'}{code}", *tokens, *([f"b{publisher}"] if publisher else [])]
        )
        self._index(f"{kind}s", (position, around, *speaker, keys))

    def _index(self, table: str, row: tuple[Any, ...]) -> None:
        columns = ", ".join(["rowid", *_WORDS[table]])
        marks = ", ".join("?" * len(row))
        self._connection.exec_driver_sql(f"INSERT INTO {table}_words ({columns}) VALUES ({marks})", row)

    def _fill_mentions(self) -> None:
        for id_, article in self._position["articles"].items():
            statement = "SELECT text FROM old_articles WHERE id = ?"
            text = self._connection.exec_driver_sql(statement, (id_,)).scalar_one()
            spans = defaultdict(list)
            mentions = 'SELECT entity, start, "end" FROM old_mentions WHERE article = ? ORDER BY start, "end"'
            for entity, start, end in self._connection.exec_driver_sql(mentions, (id_,)):
                spans[entity].append({"start": start, "end": end, "text": text[start:end]})
            counts = {kind: self._counted(kind, id_) for kind in ("claim", "figure")}
            rows = []
            for entity, its in spans.items():
                counted = {"articles": 1} | {f"{kind}s": counts[kind].get(entity, 0) for kind in counts}
                record = orjson.dumps({"counts": counted, "mentions": its})[1:]
                rows.append((article, self._entities[entity], its[0]["start"], record))
            _insert(self._connection, "mentions", rows)

    def _counted(self, kind: str, article: int) -> dict[int, int]:
        counted = (
            f"SELECT entity, count(DISTINCT {kind}) FROM old_{kind}_entities JOIN old_{kind}s ON id = {kind}"
            " WHERE article = ? GROUP BY entity"
        )
        return dict(map(tuple, self._connection.exec_driver_sql(counted, (article,))))


def _prefixes(numbers: dict[str, list[int]], code: int) -> list[tuple[int, int, int, int]]:
    found = [(0, 0, 0, 0), (0, 0, 0, code)]
    for which in (0, code):
        found += [(0, 0, place, which) for place in numbers["place"]]
        found += [(1, actor, place, which) for actor in numbers["actor"] for place in (0, *numbers["place"])]
        found += [(2, speaker, 0, which) for speaker in numbers["speaker"]]
        found += [(3, target, 0, which) for target in numbers["target"]]
    return found


def _owners(numbers: dict[str, list[int]], code: int) -> list[tuple[int, int]]:
    entities = [(1, actor) for actor in numbers["actor"]] + [(2, place) for place in numbers["place"]]
    return [(0, 0), (3, code), *entities]


def _fill_first(connection: Connection) -> None:
    """Fill the tables of the first revision."""
    statements = (
        "INSERT INTO articles SELECT id, text_sha256, coalesce(folded, ''), published, stored, record, problems, text"
        " FROM old_articles LEFT JOIN old_publishers ON number = publisher ORDER BY id",
        "INSERT INTO entities SELECT id, key, name, name_folded, is_actor, is_place, role, iso3, wikidata, geonames,"
        " lat, lon, within, aliases, stored, articles, claims, figures FROM old_entities ORDER BY id",
        "INSERT INTO names SELECT folded, id FROM old_names JOIN old_entities ON number = entity ORDER BY 1, 2",
        "INSERT INTO mentions SELECT DISTINCT a.id, value ->> 'start', value ->> 'end', e.id FROM old_mentions m"
        " JOIN old_articles a ON a.position = m.article JOIN old_entities e ON e.number = m.entity,"
        " json_each('{' || m.record, '$.mentions') ORDER BY 1, 2, 3, 4",
        'INSERT INTO claims SELECT c.id, a.id, c.start, c."end", claim_type, voice, negated, quoted, event_from,'
        " event_until, coalesce(folded, ''), c.published, c.stored, c.record FROM old_claims c"
        " JOIN old_articles a ON a.position = c.article LEFT JOIN old_publishers ON number = c.publisher ORDER BY 1",
        'INSERT INTO figures SELECT f.id, a.id, c.id, f.start, f."end", measure, qualifier, unit, "group", value, low,'
        " high, f.event_from, f.event_until, coalesce(folded, ''), f.published, f.stored, f.record FROM old_figures f"
        " JOIN old_articles a ON a.position = f.article LEFT JOIN old_claims c ON c.position = f.claim"
        " LEFT JOIN old_publishers ON number = f.publisher ORDER BY 1",
        *(
            f"INSERT INTO {kind}_entities SELECT part.key, e.id, r.published, r.id, r.{code} FROM old_{kind}s r,"
            " json_each(r.parts) part, json_each(part.value) entity JOIN old_entities e ON e.number = entity.value"
            " WHERE part.key <> 'point' ORDER BY 1, 2, 3, 4"
            for kind, code in (("claim", "claim_type"), ("figure", "measure"))
        ),
        "INSERT INTO articles_words (rowid, title, text) SELECT id, record ->> 'title', text FROM articles ORDER BY id",
        "INSERT INTO claims_words (rowid, content, sentence, speaker) SELECT c.id, c.record ->> 'text',"
        " substr(text, 1 + (c.record -> 'sentence' ->> 'start'),"
        " (c.record -> 'sentence' ->> 'end') - (c.record -> 'sentence' ->> 'start')),"
        " c.record -> 'speaker' ->> 'name' FROM claims c JOIN articles a ON a.id = c.article ORDER BY c.id",
        "INSERT INTO figures_words (rowid, sentence) SELECT f.id,"
        " substr(text, 1 + (f.record -> 'sentence' ->> 'start'),"
        " (f.record -> 'sentence' ->> 'end') - (f.record -> 'sentence' ->> 'start'))"
        " FROM figures f JOIN articles a ON a.id = f.article ORDER BY f.id",
        "INSERT INTO entities_words (rowid, name, aliases) SELECT id, name,"
        " (SELECT group_concat(value, char(10)) FROM json_each(aliases)) FROM entities ORDER BY id",
    )
    for statement in statements:
        connection.exec_driver_sql(statement)
