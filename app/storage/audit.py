"""What must hold over the whole database, checked row by row; nothing is changed."""

# ruff: noqa: S608 - what the statements are put together from are names and numbers of ours

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select

from app.identity import derive
from app.storage import positions
from app.storage.codes import CLAIM_TYPES, MEASURES, VOICES
from app.storage.database import Database
from app.storage.reading import full_text
from app.storage.tables import articles, claims, entities, figures, mentions, names

INDEXED = (articles, claims, figures, entities)
"""The tables with a full-text index."""

_AT_ONCE = 200  # articles read at a time: at most 1 MB of text each, mostly some kilobytes
_KINDS = {"claim": ("claim_type", CLAIM_TYPES), "figure": ("measure", MEASURES)}


def faults(opened: Database) -> Iterator[str]:
    """Give a line for everything that is wrong; nothing when all is well."""
    yield from opened.damage()
    with opened.read() as connection:
        for article in _articles(connection):
            for found in _article(connection, article):
                yield f"article {article.id}: {found}"
        yield from _counters(connection)
        for kind in _KINDS:
            yield from _keys(connection, kind)
        for table in INDEXED:
            (key,) = (column.name for column in table.primary_key)
            yield from full_text(connection).faults(connection, table.name, key)
        unnamed = select(func.count()).where(
            ~select(names.c.entity).where(names.c.entity == entities.c.number).exists()
        )
        if missing := connection.execute(unnamed.select_from(entities)).scalar_one():
            yield f"entities: {missing} cannot be found by any name"


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of articles, entities, claims and figures."""
    tables = (articles, entities, claims, figures)
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def _articles(connection: Connection) -> Iterator[Row[Any]]:
    after = -1
    while page := connection.execute(
        select(articles).where(articles.c.position > after).order_by(articles.c.position).limit(_AT_ONCE)
    ).all():
        yield from page
        after = page[-1].position


def _article(connection: Connection, article: Row[Any]) -> Iterator[str]:
    sha256 = hashlib.sha256(article.text.encode()).hexdigest()
    if sha256 != article.text_sha256 or derive("article", sha256) != article.id:
        yield "the text is not the one its id was derived from"
    if not positions.holds(article.position, article.published):
        yield "its position is not that of its date"
    found = {}
    for table in (claims, figures):
        rows = connection.execute(select(table).where(table.c.article == article.position)).all()
        found[table.name] = len(rows)
        for row in rows:
            record = orjson.loads(row.record)
            if (record["start"], record["end"]) != (row.start, row.end):
                yield f"{record['id']}: row and record differ"
            yield from (f"{record['id']}: {wrong}" for wrong in _misread(record, article.text))
    rows = connection.execute(select(mentions).where(mentions.c.article == article.position)).all()
    found["entities"] = len(rows)
    for row in rows:
        yield from (f"a mention: {wrong}" for wrong in _misread(orjson.loads(b"{" + row.record), article.text))
    stated = orjson.loads(article.record)["counts"]
    if stated != found:
        yield f"the counts say {stated}, the rows {found}"


def _misread(value: Any, text: str) -> Iterator[str]:
    """Give each span of a record, at any depth, that does not read its text."""
    if isinstance(value, list):
        for item in value:
            yield from _misread(item, text)
    elif isinstance(value, dict):
        if "start" in value:
            start, end = value["start"], value["end"]
            read = value.get("text", text[start:end])
            if end > len(text) or text[start:end] != read:
                yield f"[{start}, {end}) does not read {read!r}"
        for item in value.values():
            yield from _misread(item, text)


def _counters(connection: Connection) -> Iterator[str]:
    """Give the entities whose counters are not the number of records they count."""
    having = [
        f"SELECT entity, count(*) AS number FROM (SELECT entity, position FROM {kind}_keys"
        f" WHERE part = 1 AND place = 0 AND code = 0 UNION SELECT place, position FROM {kind}_keys"
        " WHERE part = 0 AND entity = 0 AND code = 0) AS counted GROUP BY entity"
        for kind in _KINDS
    ]
    statement = (
        "SELECT id, articles, claims, figures FROM entities"
        " LEFT JOIN (SELECT entity, count(*) AS number FROM mentions GROUP BY entity) m ON m.entity = entities.number"
        f" LEFT JOIN ({having[0]}) c ON c.entity = entities.number"
        f" LEFT JOIN ({having[1]}) f ON f.entity = entities.number"
        " WHERE articles <> coalesce(m.number, 0) OR claims <> coalesce(c.number, 0)"
        " OR figures <> coalesce(f.number, 0)"
    )
    for row in connection.exec_driver_sql(statement):
        yield f"entity {row[0]}: its counters {tuple(row[1:])} are not the number of its rows"


def _keys(connection: Connection, kind: str) -> Iterator[str]:
    """Give what differs between records, their keys, and the counts and tallies of both."""
    column, codes = _KINDS[kind]
    code = _number(column, codes)
    records = f"SELECT position, publisher, parts, {code} AS code FROM {kind}s"
    expected = (
        "SELECT 0 AS part, 0 AS entity, value AS place, position, code FROM r, json_each(parts, '$.place')"
        " UNION ALL SELECT 1, a.value, p.value, position, code FROM r, json_each(parts, '$.actor') a,"
        " (SELECT 0 AS one, 0 AS value) p"
        " UNION ALL SELECT 1, a.value, p.value, position, code"
        " FROM r, json_each(parts, '$.actor') a, json_each(parts, '$.place') p"
        " UNION ALL SELECT 2, value, 0, position, code FROM r, json_each(parts, '$.speaker')"
        " UNION ALL SELECT 3, value, 0, position, code FROM r, json_each(parts, '$.target')"
    )
    keys = (
        f"WITH r AS ({records}), e AS ({expected})"
        " SELECT part, entity, place, 0 AS code, position FROM e"
        " UNION ALL SELECT part, entity, place, code, position FROM e"
    )
    there = f"SELECT part, entity, place, code, position FROM {kind}_keys"
    yield from _differing(connection, f"{kind}_keys", keys, there)
    counted = (
        f"SELECT part, entity, place, code, count(*) FROM {kind}_keys GROUP BY 1, 2, 3, 4"
        f" UNION ALL SELECT 0, 0, 0, {code}, count(*) FROM {kind}s GROUP BY 4"
        f" UNION ALL SELECT 0, 0, 0, 0, count(*) FROM {kind}s HAVING count(*) > 0"
    )
    there = f"SELECT part, entity, place, code, number FROM {kind}_counts"
    yield from _differing(connection, f"{kind}_counts", counted, there)
    yield from _differing(connection, f"{kind}_tallies", _tallied(kind, code), f"SELECT * FROM {kind}_tallies")


def _tallied(kind: str, code: str) -> str:
    voice, claim_type = _number("voice", VOICES), _number("claim_type", CLAIM_TYPES)
    records = (
        f"SELECT position, publisher, {voice} AS voice, {code} AS code, 0 AS claim_type FROM claims"
        if kind == "claim"
        else f"SELECT figures.position, figures.publisher, {voice} AS voice, {code} AS code, {claim_type} AS claim_type"
        " FROM figures LEFT JOIN claims ON claims.position = figures.claim"
    )
    day = f"CASE WHEN position < {positions.FIRST_DATED} THEN 0 ELSE (position >> {positions.BITS}) / 86400 END"
    facets = [
        f"SELECT *, 1 AS facet, {day} AS value FROM r",
        "SELECT *, 2, publisher FROM r",
        "SELECT *, 3, voice FROM r",
    ]
    facets += ["SELECT *, 4, claim_type FROM r"] if kind == "figure" else []
    owners = (
        "SELECT 0 AS owner, 0 AS whose, facet, value FROM f UNION ALL SELECT 3, code, facet, value FROM f"
        f" UNION ALL SELECT 1, k.entity, facet, value FROM {kind}_keys k JOIN f USING (position)"
        " WHERE k.part = 1 AND k.place = 0 AND k.code = 0"
        f" UNION ALL SELECT 2, k.place, facet, value FROM {kind}_keys k JOIN f USING (position)"
        " WHERE k.part = 0 AND k.entity = 0 AND k.code = 0"
    )
    return (
        f"WITH r AS ({records}), f AS ({' UNION ALL '.join(facets)}), o AS ({owners})"
        " SELECT owner, whose, facet, value, count(*) FROM o GROUP BY 1, 2, 3, 4"
    )


def _number(column: str, codes: Any) -> str:
    cases = " ".join(f"WHEN '{code.value}' THEN {number}" for code, number in codes.items())
    return f"CASE {column} {cases} ELSE 0 END"


def _differing(connection: Connection, name: str, expected: str, there: str) -> Iterator[str]:
    missing, spare = (
        connection.exec_driver_sql(
            f"SELECT count(*) FROM (SELECT * FROM ({one}) AS one EXCEPT SELECT * FROM ({other}) AS other) AS alone"
        ).scalar_one()
        for one, other in ((expected, there), (there, expected))
    )
    if missing or spare:
        yield f"{name}: {missing} rows are missing or wrong, {spare} are not those of any record"
