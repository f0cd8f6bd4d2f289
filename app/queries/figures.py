"""What may be asked of figures."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection

from app import identity
from app.errors import NotFound
from app.queries import anchored
from app.queries.anchored import Anchored
from app.queries.filters import ClaimFilters, Conditions
from app.queries.kinds import FIGURES
from app.queries.listing import SORT, Listing, Selection, Sort
from app.queries.sql import Sql, joined, one_of
from app.queries.values import Number
from app.storage.reading import Ask, through
from app.vocabulary import Group, Measure, Qualifier, Unit


class FigureFilters(ClaimFilters):
    """Filters on figures. The claims' filters concern the claim a figure stands in, `event_…` the figure's own time."""

    measure: Annotated[tuple[Measure, ...], Field(max_length=50, description="What is counted or measured.")] = ()
    group: Annotated[tuple[Group, ...], Field(max_length=50, description="Of whom the figure speaks.")] = ()
    unit: Annotated[tuple[Unit, ...], Field(max_length=50, description="What one of the figure is.")] = ()
    qualifier: Annotated[
        tuple[Qualifier, ...], Field(max_length=50, description="How the text hedges the number.")
    ] = ()
    value_min: Annotated[
        Number | None, Field(description="The figure's `value` is this or more; figures without a value do not match.")
    ] = None
    value_max: Annotated[
        Number | None, Field(description="The figure's `value` is this or less; figures without a value do not match.")
    ] = None

    def figure_conditions(self) -> Conditions:
        """Give the conditions on the figure alone, its measure excepted, and on its claim."""
        if self.group:
            yield one_of('figures."group"', self.group)
        if self.unit:
            yield one_of("figures.unit", self.unit)
        if self.qualifier:
            yield one_of("figures.qualifier", self.qualifier)
        if self.value_min is not None:
            yield Sql("figures.value >= ?", (self.value_min,))
        if self.value_max is not None:
            yield Sql("figures.value <= ?", (self.value_max,))
        of_claim = [*self.claim_conditions()]
        if self.claim_type:
            of_claim.append(one_of("claims.claim_type", self.claim_type))
        if of_claim:
            all_of = joined(" AND ", [Sql("claims.position = figures.claim"), *of_claim])
            yield Sql(f"EXISTS (SELECT 1 FROM claims WHERE {all_of.text})", all_of.values)


class FigureListing(Listing, FigureFilters):
    """A page of figures."""

    resource: ClassVar[str] = "figures"

    sort: Annotated[Sort, Field(description=SORT)] = "-published_at"

    def selection(self, ask: Ask) -> Selection:
        """Return what the filters select."""
        others = tuple(self.figure_conditions())
        return anchored.selection(self, self.sort, Anchored(ask, FIGURES, self, codes=self.measure, others=others))


def one(connection: Connection, id_: str) -> bytes:
    """Return a figure as JSON; `NotFound` when there is none of this id."""
    for (record,) in through(connection)("SELECT record FROM figures WHERE id = ?", (identity.parse("fig", id_),)):
        return bytes(record)
    raise NotFound("There is no figure of this id.")
