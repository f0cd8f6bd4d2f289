"""What may be asked of claims."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection, select

from app import identity
from app.errors import NotFound
from app.queries.anchored import CLAIMS, Sort, narrowed
from app.queries.filters import ClaimFilters
from app.queries.listing import Listing, Page
from app.storage.tables import claims


class ClaimListing(Listing, ClaimFilters):
    """A page of claims."""

    resource: ClassVar[str] = "claims"

    sort: Annotated[Sort, Field(description="Order; articles without a publication date come last.")] = "-published_at"

    def page(self, connection: Connection) -> Page:
        """Return the page."""
        rows, order = narrowed(connection, CLAIMS, self, codes=self.claim_type, sort=self.sort)
        return self.take(connection, rows.where(*self.claim_conditions(claims)), order)


def one(connection: Connection, id_: str) -> bytes:
    """Return a claim as JSON; `NotFound` when there is none of this id."""
    known = claims.c.id == identity.parse("clm", id_)
    record: bytes | None = connection.execute(select(claims.c.record).where(known)).scalar()
    if record is None:
        raise NotFound("There is no claim of this id.")
    return record
