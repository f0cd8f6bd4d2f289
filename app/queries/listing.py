"""Lists: order, cursor, total. What is listed and which filters narrow it is said by each resource's own file."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from sys import intern
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator
from sqlalchemy import Connection

from app import identity
from app.queries import cursor as cursors
from app.queries.cursor import Position
from app.queries.ranges import Conditions, Ranges
from app.queries.sql import LIMIT, Sql
from app.queries.values import COMMA_SEPARATED, WHOLE
from app.storage import positions
from app.storage.reading import Ask, listed, through

_KINDS: dict[str, identity.Kind] = {"articles": "art", "claims": "clm", "figures": "fig", "entities": "ent"}

Sort = Literal["-published_at", "published_at", "-stored_at", "relevance"]
SORT = "Order; articles without a publication date come last. `relevance` needs `q`: the best match first."

PAGING = {"limit", "cursor", "include"}
"""The parameters of a list that neither narrow nor order it."""

_VERSION = 3  # of the cursors: raise it when an order or the meaning of a filter changes


class Order(NamedTuple):
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


class Page(NamedTuple):
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

    def answer(self, ask: Ask) -> Page:
        """Return the page."""
        return self.selection(ask).page(ask, limit=self.limit, cursor=self.cursor)

    @abstractmethod
    def selection(self, ask: Ask) -> Selection:
        """Return what the filters select, in the order asked for."""

    def select(
        self,
        ask: Ask,
        ranges: Ranges,
        order: Order,
        *,
        columns: str,
        record: Callable[[Sequence[Any]], bytes] | None = None,
        known: Callable[[], int | None] = lambda: None,
    ) -> Selection:
        """Return the selection of `ranges`, counted if that was asked.

        `record` makes the JSON of a row that begins with `columns`, of which the first is that unless given; `known`
        may tell how many there are without counting.
        """
        filters = self.model_dump_json(exclude=PAGING, exclude_defaults=True)
        scope = cursors.bound(f"{_VERSION}\n{self.resource}\n{filters}")
        total = None
        if "total" in self.include and (total := known()) is None:
            total = counted(ask, ranges)
        single = None
        if len(ranges.ranges) == 1:
            (single,) = ranges.rows(f"{columns}, {', '.join(order.columns)}", (Sql("1 = 1"),))
            single = Sql(intern(single.text), single.values)
        return Selection(self.resource, scope, ranges, order, intern(order.clause), columns, record, single, total)


class Selection(NamedTuple):
    """The records that pass a list's filters, in order: what all its pages have in common, as `select` makes it.

    `scope` is what a cursor is bound to: resource, order and filters. `single` is the statement for all rows of the
    one range, if there is one alone; a condition can follow it, and `ordered` has to.
    """

    resource: str
    scope: int
    ranges: Ranges
    order: Order
    ordered: str
    columns: str
    record: Callable[[Sequence[Any]], bytes] | None
    single: Sql | None
    total: int | None

    def page(self, ask: Ask, *, limit: int, cursor: str | None) -> Page:
        """Return a page of so many records, from a cursor on."""
        found: Sequence[Sequence[Any]] = ()
        for stretch in self._stretches(ask, cursor):
            if self.ranges.ranges and (missing := limit + 1 - len(found)) > 0:
                more = self._rows(ask, stretch, missing)
                found = [*found, *more] if found else more
        following = None
        if len(found) > limit:
            following = cursors.encode(self.scope, tuple(found[limit - 1][-len(self.order.columns) :]))
            found = found[:limit]
        records = [row[0] for row in found] if self.record is None else [self.record(row) for row in found]
        return Page(records, following, self.total)

    def _stretches(self, ask: Ask, cursor: str | None) -> list[Conditions]:
        """Return, in order, the ranges of the order's index that are left after the cursor."""
        order = self.order
        first = order.columns[0]
        undated = Sql(f"{first} < ?", (positions.FIRST_DATED,))
        if cursor is None:
            return [(Sql(f"{first} >= ?", undated.values),), (undated,)] if order.undated_last else [()]
        after = self._position(ask, cursor)
        beyond = "<" if order.descending else ">"
        rest = Sql(f"{first} {beyond} ?", (after[0],))
        if len(order.columns) == 1:
            if not order.undated_last:
                return [(rest,)]
            return [(rest,), (undated,)] if int(after[0]) >= positions.FIRST_DATED else [(rest, undated)]
        # Two ranges, not one of a pair: SQLite takes only the first of a pair that ends in a table's own key.
        same = Sql(f"{first} = ?", (after[0],)), Sql(f"{order.columns[1]} {beyond} ?", (after[1],))
        return [same, (rest,)]

    def _position(self, ask: Ask, cursor: str) -> Position:
        """Return the position of the record that a cursor names, or that it was made for."""
        number = identity.parse(_KINDS[self.resource], cursor)
        if number is None:
            return cursors.decode(self.scope, cursor, types=self.order.types)
        named = (Sql(f"{self.ranges.records}.id = ?", (number,)),)
        for statement in self.ranges.rows(", ".join(self.order.columns), named):
            for row in ask(statement.text, statement.values):
                return tuple(row)
        raise cursors.foreign()

    def _rows(self, ask: Ask, stretch: Conditions, limit: int) -> Sequence[Sequence[Any]]:
        if self.single is not None:
            text, values = self.single
            for condition in stretch:
                text, values = f"{text} AND {condition.text}", (*values, *condition.values)
            return ask(f"{text}{self.ordered}{LIMIT}", (*values, limit))
        # The first of each range, then the first of those.
        ranges, order = self.ranges, self.order
        firsts = ranges.firsts(self.ordered, limit, stretch)
        wanted = sorted({key for (key,) in ask(firsts.text, firsts.values)}, reverse=order.descending)[:limit]
        records = (
            f"SELECT {self.columns}, {ranges.record_key} FROM {ranges.records}"
            f" WHERE {ranges.record_key} IN (SELECT value FROM json_each(?))"
        )
        found = {row[-1]: row for row in ask(records, (listed(wanted),))}
        return [found[key] for key in wanted]


def counted(ask: Ask, ranges: Ranges) -> int:
    """Return how many rows there are, by counting them."""
    if not ranges.ranges:
        return 0
    keys = ranges.keys()
    ((number,),) = ask(f"SELECT count(*) FROM ({keys.text}) AS found", keys.values)
    return int(number)
