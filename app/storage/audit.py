"""What must hold over the whole database, checked row by row; nothing is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Row, Table, distinct, func, or_, select

from app.identity import derive
from app.storage import database
from app.storage.database import Database
from app.storage.tables import articles, claim_entities, claims, entities, figure_entities, figures, mentions, names

INDEXED = (articles, claims, figures, entities)
"""The tables with a full-text index."""

_AT_ONCE = 200  # articles read at a time: at most 1 MB of text each, mostly some kilobytes


def faults(opened: Database) -> Iterator[str]:
    """Give a line for everything that is wrong; nothing when all is well."""
    yield from opened.damage()
    with opened.read() as connection:
        for article in _articles(connection):
            for found in _article(connection, article):
                yield f"article {article.id}: {found}"
        yield from _counters(connection)
        for table in INDEXED:
            if missing := database.unindexed(connection, table):
                yield f"{table.name}: {missing} rows differ between the table and its full-text index"
        unnamed = select(func.count()).where(~select(names.c.entity).where(names.c.entity == entities.c.id).exists())
        if missing := connection.execute(unnamed.select_from(entities)).scalar_one():
            yield f"entities: {missing} cannot be found by any name"


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of articles, entities, claims and figures."""
    tables = (articles, entities, claims, figures)
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def _articles(connection: Connection) -> Iterator[Row[Any]]:
    after = -1
    while page := connection.execute(
        select(articles).where(articles.c.id > after).order_by(articles.c.id).limit(_AT_ONCE)
    ).all():
        yield from page
        after = page[-1].id


def _article(connection: Connection, article: Row[Any]) -> Iterator[str]:
    sha256 = hashlib.sha256(article.text.encode()).hexdigest()
    if sha256 != article.text_sha256 or derive("article", sha256) != article.id:
        yield "the text is not the one its id was derived from"
    found = {}
    for table in (claims, figures):
        rows = connection.execute(select(table).where(table.c.article == article.id)).all()
        found[table.name] = len(rows)
        for row in rows:
            record = orjson.loads(row.record)
            if (record["start"], record["end"]) != (row.start, row.end):
                yield f"{record['id']}: row and record differ"
            yield from (f"{record['id']}: {wrong}" for wrong in _misread(record, article.text))
    rows = connection.execute(select(mentions).where(mentions.c.article == article.id)).all()
    found["entities"] = len({row.entity for row in rows})
    yield from (f"mention [{row.start}, {row.end}): outside the text" for row in rows if row.end > len(article.text))
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
            words = value.get("text", text[start:end])
            if end > len(text) or text[start:end] != words:
                yield f"[{start}, {end}) does not read {words!r}"
        for item in value.values():
            yield from _misread(item, text)


def _counters(connection: Connection) -> Iterator[str]:
    """Give the entities whose counters are not the number of rows they count."""
    counted = [
        _count(mentions, mentions.c.article),
        _count(claim_entities, claim_entities.c.claim),
        _count(figure_entities, figure_entities.c.figure),
    ]
    columns = (entities.c.articles, entities.c.claims, entities.c.figures)
    statement = select(entities.c.id, *columns).select_from(entities)
    wrong: list[ColumnElement[bool]] = []
    for column, rows in zip(columns, counted, strict=True):
        statement = statement.outerjoin(rows, rows.c.entity == entities.c.id)
        wrong.append(column != func.coalesce(rows.c.number, 0))
    for row in connection.execute(statement.where(or_(*wrong))):
        yield f"entity {row.id}: its counters {tuple(row[1:])} are not the number of its rows"


def _count(table: Table, counted: ColumnElement[Any]) -> Any:
    number = func.count(distinct(counted)).label("number")
    return select(table.c.entity, number).group_by(table.c.entity).subquery()
