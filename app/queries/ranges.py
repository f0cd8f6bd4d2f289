"""Where the rows of a list are: ranges of an index, each in the order of the list, and what else must hold."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.queries.sql import LIMIT, Sql, joined, where

Conditions = tuple[Sql, ...]


class Ranges(NamedTuple):
    """The rows of the table `records` whose keys are in one of the ranges of `lead` and that pass the conditions.

    `lead` is the table of the records itself, or one that holds their keys; `key` and `record_key` are the columns of
    the keys in both. A record is in it once in each range at most. Conditions on the records stand apart, so that
    nothing is looked up for those on keys alone. No range: no rows. `score` is the column that tells how well a row
    holds the words asked for, if words are.
    """

    records: str
    record_key: str
    lead: str
    key: str
    ranges: tuple[Conditions, ...] = ((),)
    conditions: Conditions = ()
    on_records: Conditions = ()
    score: str = ""

    def rows(self, columns: str, extra: Conditions = ()) -> list[Sql]:
        """Return the statement of each range, of columns of the records and of the lead."""
        return [self._within(found, columns, extra, joins=True) for found in self.ranges]

    def firsts(self, order: str, limit: int, extra: Conditions = ()) -> Sql:
        """Return the first keys of each range in this order; a record may be in several."""
        pieces = []
        for found in self.ranges:
            inner = self._within(found, self.key, extra)
            pieces.append(Sql(f"SELECT * FROM ({inner.text}{order}{LIMIT}) AS firsts", (*inner.values, limit)))
        return joined(" UNION ALL ", pieces)

    def keys(self) -> Sql:
        """Return the keys of all rows, each once."""
        return joined(" UNION ", (self._within(found, f"{self.key} AS position") for found in self.ranges))

    def _within(self, found: Conditions, columns: str, extra: Iterable[Sql] = (), *, joins: bool = False) -> Sql:
        source = self.lead
        if self.lead != self.records and (joins or self.on_records):
            # CROSS: SQLite then goes through the lead first.
            source = f"{self.lead} CROSS JOIN {self.records} ON {self.record_key} = {self.key}"
        condition = where((*found, *extra, *self.conditions, *self.on_records))
        return Sql(f"SELECT {columns} FROM {source}{condition.text}", condition.values)


def each(column: str, values: Sequence[object]) -> tuple[Conditions, ...]:
    """Return a range for each value of a column."""
    return tuple((Sql(f"{column} = ?", (value,)),) for value in values)
