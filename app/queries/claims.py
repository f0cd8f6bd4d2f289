"""What may be asked of claims."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import Connection

from app import identity
from app.errors import NotFound
from app.queries import anchored
from app.queries.anchored import Anchored
from app.queries.filters import ClaimFilters
from app.queries.kinds import CLAIMS
from app.queries.listing import SORT, Listing, Selection, Sort
from app.storage.reading import Ask, through


class ClaimListing(Listing, ClaimFilters):
    """A page of claims."""

    resource: ClassVar[str] = "claims"

    sort: Annotated[Sort, Field(description=SORT)] = "-published_at"

    def selection(self, ask: Ask) -> Selection:
        """Return what the filters select."""
        others = tuple(self.claim_conditions())
        return anchored.selection(self, self.sort, Anchored(ask, CLAIMS, self, codes=self.claim_type, others=others))


def one(connection: Connection, id_: str) -> bytes:
    """Return a claim as JSON; `NotFound` when there is none of this id."""
    for (record,) in through(connection)("SELECT record FROM claims WHERE id = ?", (identity.parse("clm", id_),)):
        return bytes(record)
    raise NotFound("There is no claim of this id.")
