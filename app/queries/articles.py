"""What may be asked of articles."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Table, select

from app import identity
from app.errors import NotFound
from app.queries import entities
from app.queries.anchored import Sort
from app.queries.filters import ArticleFilters
from app.queries.listing import Listing, Order, Page
from app.queries.values import COMMA_SEPARATED
from app.storage import tables
from app.storage.tables import articles


class ArticleListing(Listing, ArticleFilters):
    """A page of articles, without their texts."""

    resource: ClassVar[str] = "articles"

    sort: Annotated[Sort, Field(description="Order; articles without a publication date come last.")] = "-published_at"

    def page(self, connection: Connection) -> Page:
        """Return the page."""
        rows = select(articles.c.record).where(
            *self.article_conditions(
                article=articles.c.id, publisher=articles.c.publisher_folded, published=articles.c.published
            ),
            *self.record_conditions(articles),
        )
        order = {
            "-published_at": Order(articles.c.published, articles.c.id),
            "published_at": Order(articles.c.published, articles.c.id, descending=False, last=tables.UNDATED),
            "-stored_at": Order(articles.c.stored, articles.c.id),
        }
        return self.take(connection, rows, order[self.sort])


class ArticleParts(BaseModel):
    """Which records come with one article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    include: Annotated[
        tuple[Literal["entities", "claims", "figures"], ...],
        Field(
            max_length=10,
            description="Which records come with the article: repeated or separated by commas; all three unless given,"
            " none with an empty value.",
        ),
        COMMA_SEPARATED,
    ] = ("entities", "claims", "figures")


def one(connection: Connection, id_: str, parts: ArticleParts) -> bytes:
    """Return an article with its text and the records asked for, as JSON; `NotFound` when there is none of this id."""
    known = articles.c.id == identity.parse("art", id_)
    found = connection.execute(select(articles).where(known)).first()
    if found is None:
        raise NotFound("There is no article of this id.")
    members = [found.record[1:-1], b'"text":' + orjson.dumps(found.text), b'"problems":' + found.problems]
    if "entities" in parts.include:
        members.append(b'"entities":[' + b",".join(entities.of_article(connection, found.id, found.text)) + b"]")
    members += [
        b'"' + table.name.encode() + b'":[' + b",".join(_records(connection, table, found.id)) + b"]"
        for table in (tables.claims, tables.figures)
        if table.name in parts.include
    ]
    return b"{" + b",".join(members) + b"}"


def _records(connection: Connection, table: Table, article: int) -> list[bytes]:
    """Return the article's records of a table, in the order of the text."""
    rows = select(table.c.record).where(table.c.article == article).order_by(table.c.start, table.c.id)
    return list(connection.execute(rows).scalars())
