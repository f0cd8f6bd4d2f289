"""Lists: order, cursor, total. What is listed and which filters narrow it is said by each resource's own file."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator
from sqlalchemy import Connection

from app import identity
from app.queries import cursor
from app.queries.cursor import Position
from app.queries.ranges import Conditions, Ranges
from app.queries.sql import Sql, listed
from app.queries.values import COMMA_SEPARATED, WHOLE
from app.storage import positions
from app.storage.reading import Ask, through

_KINDS: dict[str, identity.Kind] = {"articles": "art", "claims": "clm", "figures": "fig", "entities": "ent"}

Sort = Literal["-published_at", "published_at", "-stored_at", "relevance"]
SORT = "Order; articles without a publication date come last. `relevance` needs `q`: the best match first."

_VERSION = 2  # of the cursors: raise it when an order or the meaning of a filter changes


@dataclass(frozen=True, slots=True)
class Order:
    """A total order by columns of these types, the last of which tells rows apart.

    With `undated_last` the first column is a position, and those without a date come last although it rises.
    """

    columns: tuple[str, ...]
    types: tuple[type, ...]
    descending: bool = True
    undated_last: bool = False

    @property
    def clause(self) -> str:
        """Return the clause of a statement."""
        return " ORDER BY " + ", ".join(f"{column} DESC" if self.descending else column for column in self.columns)


@dataclass(frozen=True, slots=True)
class Page:
    """The records of one page as JSON, the cursor of the next, and how many there are in all if that was asked."""

    items: list[bytes]
    next: str | None
    total: int | None


class Listing(BaseModel, ABC):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    resource: ClassVar[str]

    sort: str
    limit: Annotated[int, Field(ge=1, le=1000, description="Records on a page."), WHOLE] = 50
    cursor: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None,
        Field(description="Where the page starts: taken unchanged from the `next` of the page before."),
    ] = None
    include: Annotated[
        tuple[Literal["total"], ...],
        Field(max_length=1, description="`total` counts all records that match; it costs time on large results."),
        COMMA_SEPARATED,
    ] = ()

    @field_validator("sort")
    @classmethod
    def _has_words(cls, sort: str, others: ValidationInfo) -> str:
        if sort == "relevance" and others.data.get("q", "") is None:
            raise ValueError("`relevance` is an order of what words in `q` find")
        return sort

    def page(self, connection: Connection) -> Page:
        """Return the page, asked over a connection of the pool."""
        return self.answer(through(connection))

    @abstractmethod
    def answer(self, ask: Ask) -> Page:
        """Return the page."""

    def take(
        self,
        ask: Ask,
        ranges: Ranges,
        order: Order,
        *,
        columns: str = "record",
        record: Callable[[Sequence[Any]], bytes] = lambda row: row[0],
        total: Callable[[], int | None] = lambda: None,
    ) -> Page:
        """Return this listing's page of `ranges`.

        `record` makes the JSON of a row that begins with `columns`; `total` may know how many there are without
        counting.
        """
        found: list[Sequence[Any]] = []
        for stretch in self._stretches(ask, ranges, order):
            if ranges.ranges and (missing := self.limit + 1 - len(found)) > 0:
                found += _rows(ask, ranges, order, columns, where=stretch, limit=missing)
        following = None
        if len(found) > self.limit:
            following = cursor.encode(self.scope(), tuple(found[self.limit - 1][-len(order.columns) :]))
        number = None
        if "total" in self.include and (number := total()) is None:
            number = counted(ask, ranges)
        return Page([record(row) for row in found[: self.limit]], following, number)

    def _stretches(self, ask: Ask, ranges: Ranges, order: Order) -> list[Conditions]:
        """Return, in order, the ranges of the order's index that are left after the cursor."""
        first = order.columns[0]
        dated = Sql(f"{first} >= ?", (positions.FIRST_DATED,))
        undated = Sql(f"{first} < ?", (positions.FIRST_DATED,))
        if self.cursor is None:
            return [(dated,), (undated,)] if order.undated_last else [()]
        after = self._position(ask, ranges, order, self.cursor)
        beyond = "<" if order.descending else ">"
        rest = Sql(f"{first} {beyond} ?", (after[0],))
        if len(order.columns) == 1:
            if not order.undated_last:
                return [(rest,)]
            return [(rest,), (undated,)] if int(after[0]) >= positions.FIRST_DATED else [(rest, undated)]
        # Two ranges, not one of a pair: SQLite takes only the first of a pair that ends in a table's own key.
        same = Sql(f"{first} = ?", (after[0],)), Sql(f"{order.columns[1]} {beyond} ?", (after[1],))
        return [same, (rest,)]

    def _position(self, ask: Ask, ranges: Ranges, order: Order, after: str) -> Position:
        """Return the position of the record that `after` names, or that it was made for."""
        number = identity.parse(_KINDS[self.resource], after)
        if number is None:
            return cursor.decode(self.scope(), after, types=order.types)
        named = (Sql(f"{ranges.records}.id = ?", (number,)),)
        for statement in ranges.rows(", ".join(order.columns), named):
            for row in ask(statement.text, statement.values):
                return tuple(row)
        raise cursor.foreign()

    def scope(self) -> str:
        """Return what a cursor is bound to: resource, order and filters."""
        filters = self.model_dump_json(exclude={"limit", "cursor", "include"})
        return f"{_VERSION}\n{self.resource}\n{filters}"


def counted(ask: Ask, ranges: Ranges) -> int:
    """Return how many rows there are, by counting them."""
    if not ranges.ranges:
        return 0
    keys = ranges.keys()
    ((number,),) = ask(f"SELECT count(*) FROM ({keys.text})", keys.values)
    return int(number)


def _rows(
    ask: Ask, ranges: Ranges, order: Order, columns: str, *, where: Conditions, limit: int
) -> Sequence[Sequence[Any]]:
    if len(ranges.ranges) == 1:
        (statement,) = ranges.rows(f"{columns}, {', '.join(order.columns)}", where)
        return ask(f"{statement.text}{order.clause} LIMIT ?", (*statement.values, limit))
    # The first of each range, then the first of those.
    firsts = ranges.firsts(order.clause, limit, where)
    wanted = sorted({key for (key,) in ask(firsts.text, firsts.values)}, reverse=order.descending)[:limit]
    records = (
        f"SELECT {columns}, {ranges.record_key} FROM {ranges.records}"
        f" WHERE {ranges.record_key} IN (SELECT value FROM json_each(?))"
    )
    found = {row[-1]: row for row in ask(records, (listed(wanted),))}
    return [found[key] for key in wanted]
