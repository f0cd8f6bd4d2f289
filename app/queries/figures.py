"""What may be asked of figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import ColumnElement, Connection, exists, select

from app import identity
from app.errors import NotFound
from app.queries.anchored import FIGURES, Sort, narrowed
from app.queries.filters import ClaimFilters
from app.queries.listing import Listing, Page
from app.queries.values import Number
from app.storage.tables import claims, figures
from app.vocabulary import Group, Measure, Qualifier, Unit


class FigureListing(Listing, ClaimFilters):
    """A page of figures. The claims' filters concern the claim a figure stands in, `event_…` the figure's own time."""

    resource: ClassVar[str] = "figures"

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
    sort: Annotated[Sort, Field(description="Order; articles without a publication date come last.")] = "-published_at"

    def page(self, connection: Connection) -> Page:
        """Return the page."""
        rows, order = narrowed(connection, FIGURES, self, codes=self.measure, sort=self.sort)
        return self.take(connection, rows.where(*self._figure_conditions()), order)

    def _figure_conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.group:
            yield figures.c.group.in_(self.group)
        if self.unit:
            yield figures.c.unit.in_(self.unit)
        if self.qualifier:
            yield figures.c.qualifier.in_(self.qualifier)
        if self.value_min is not None:
            yield figures.c.value >= self.value_min
        if self.value_max is not None:
            yield figures.c.value <= self.value_max
        of_claim = [*self.claim_conditions(claims)]
        if self.claim_type:
            of_claim.append(claims.c.claim_type.in_(self.claim_type))
        if of_claim:
            yield exists().where(claims.c.id == figures.c.claim, *of_claim)


def one(connection: Connection, id_: str) -> bytes:
    """Return a figure as JSON; `NotFound` when there is none of this id."""
    known = figures.c.id == identity.parse("fig", id_)
    record: bytes | None = connection.execute(select(figures.c.record).where(known)).scalar()
    if record is None:
        raise NotFound("There is no figure of this id.")
    return record
