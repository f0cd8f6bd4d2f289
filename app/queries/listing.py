"""Lists: order, cursor, total. What is listed and which filters narrow it is said by each resource's own file."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from app.queries import cursor
from app.queries.values import COMMA_SEPARATED, WHOLE

_VERSION = 1  # of the cursors: raise it when an order or the meaning of a filter changes


@dataclass(frozen=True, slots=True)
class Order:
    """A total order: by `key`, then by `id`. Rows whose key is `last` come last, whatever the direction."""

    key: ColumnElement[Any]
    id: ColumnElement[int]
    descending: bool = True
    last: int | None = None  # set only where the direction alone would put them first


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

    @abstractmethod
    def page(self, connection: Connection) -> Page:
        """Return the page."""

    def take(
        self,
        connection: Connection,
        rows: Select[Any],
        order: Order,
        record: Callable[[Row[Any]], bytes] = operator.attrgetter("record"),
    ) -> Page:
        """Return this listing's page of `rows`, a statement without order; `record` makes the JSON of a row."""
        keyed = rows.add_columns(order.key.label("sort_key"), order.id.label("sort_id"))
        by = (order.key.desc(), order.id.desc()) if order.descending else (order.key.asc(), order.id.asc())
        found: list[Row[Any]] = []
        for stretch in self._stretches(keyed, order):
            if (missing := self.limit + 1 - len(found)) > 0:
                found.extend(connection.execute(stretch.order_by(*by).limit(missing)))
        following = None
        if len(found) > self.limit:
            end = found[self.limit - 1]
            following = cursor.encode(self._scope(), (end.sort_key, end.sort_id))
        total = None
        if "total" in self.include:
            total = connection.execute(select(func.count()).select_from(keyed.subquery())).scalar_one()
        return Page([record(row) for row in found[: self.limit]], following, total)

    def _stretches(self, rows: Select[Any], order: Order) -> list[Select[Any]]:
        """Return, in order, the ranges of the order's index that are left after the cursor."""
        last = [] if order.last is None else [rows.where(order.key == order.last)]
        if self.cursor is None:
            return [rows] if order.last is None else [rows.where(order.key > order.last), *last]
        key, number = cursor.decode(self._scope(), self.cursor, key=order.key.type.python_type)
        beyond = operator.lt if order.descending else operator.gt
        # Two ranges, not one of (key, id): SQLite takes only the first of a pair that ends in a table's own key.
        same_key = rows.where(order.key == key, beyond(order.id, number))
        return [same_key] if key == order.last else [same_key, rows.where(beyond(order.key, key)), *last]

    def _scope(self) -> str:
        filters = self.model_dump_json(exclude={"limit", "cursor", "include"})
        return f"{_VERSION}\n{self.resource}\n{filters}"
