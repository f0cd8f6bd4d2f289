"""What may be asked of articles."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from app import identity
from app.errors import NotFound
from app.queries import entities, names
from app.queries.filters import ArticleFilters
from app.queries.listing import SORT, Listing, Order, Selection, Sort
from app.queries.ranges import Conditions, Ranges, each
from app.queries.sql import Sql, one_of
from app.queries.values import COMMA_SEPARATED
from app.storage import words
from app.storage.reading import Ask, listed, through


class ArticleListing(Listing, ArticleFilters):
    """A page of articles, without their texts."""

    resource: ClassVar[str] = "articles"

    sort: Annotated[Sort, Field(description=SORT)] = "-published_at"

    def selection(self, ask: Ask) -> Selection:
        """Return what the filters select."""
        ranges = self._ranges(ask)
        order = {
            "-published_at": Order((ranges.key,), (int,)),
            "published_at": Order((ranges.key,), (int,), descending=False, undated_last=True),
            "-stored_at": Order(("articles.stored", ranges.key), (int, int)),
            "relevance": Order((ranges.score, ranges.key), (float, int)),
        }
        return self.select(ask, ranges, order[self.sort], columns="articles.record")

    def _ranges(self, ask: Ask) -> Ranges:
        """Return where the articles are: by their words, their ids or their publisher, or all of them."""
        lead, key, score = "articles", "articles.position", ""
        ranges: tuple[Conditions, ...] = ((),)
        published_by = names.publishers(ask, self.publisher) if self.publisher else []
        conditions = []
        if self.q is not None:
            keys = [[words.published_by(number) for number in published_by]] if self.publisher else []
            found = ask.full_text.find("articles", self.q, keys=keys)
            lead, key, score = found.lead, found.key, found.score
            ranges = ((Sql(found.condition, found.values),),) if all(keys) else ()
        elif self.publisher and not self.article and self.sort != "-stored_at":
            ranges = each("articles.publisher", published_by)
        elif self.publisher:
            conditions.append(one_of("+articles.publisher", published_by))
        if self.article:
            conditions.append(one_of(key, names.articles(ask, self.article)))
        on_records = (*conditions, *self.record_conditions("articles"))
        on_keys = tuple(self.published_conditions(key))
        return Ranges("articles", "articles.position", lead, key, ranges, on_keys, on_records, score)


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
    return read(through(connection), id_, parts)


def read(ask: Ask, id_: str, parts: ArticleParts) -> bytes:
    """Return the same, however it is asked."""
    found = ask("SELECT position, record, text, problems FROM articles WHERE id = ?", (identity.parse("art", id_),))
    for position, record, text, problems in found:
        pieces = [record[:-1], b',"text":', orjson.dumps(text), b',"problems":', problems]
        if "entities" in parts.include:
            pieces += b',"entities":[', b",".join(entities.of_article(ask, position)), b"]"
        for table in ("claims", "figures"):
            if table in parts.include:
                pieces += b',"%b":[' % table.encode(), b",".join(_records(ask, table, position)), b"]"
        return b"".join((*pieces, b"}"))
    raise NotFound("There is no article of this id.")


def stored(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """Return when the articles were stored, in microseconds since 1970 UTC, by id."""
    statement = "SELECT id, stored FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    return dict(map(tuple, through(connection)(statement, (listed(ids),))))


def _records(ask: Ask, table: str, article: int) -> list[bytes]:
    """Return the article's records of a table, in the order of the text."""
    found = ask(f"SELECT start, id, record FROM {table} WHERE article = ?", (article,))
    return [record for _, _, record in sorted(map(tuple, found))]  # no two have the same id
