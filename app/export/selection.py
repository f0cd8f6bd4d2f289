"""Which rows an export holds: the filters and the order of its list, where it starts, how many at most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from app.errors import InputFault, InvalidInput
from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.figures import FigureListing
from app.queries.listing import PAGING, Listing
from app.queries.values import WHOLE
from app.storage.database import Database

AT_ONCE = 2000
"""Records read in one transaction: between two of them no cursor is open, so that the write-ahead log stays small.
A page takes half a millisecond beside its records, which fewer pages spread over more of them."""

_MOST = 10**12


def _switch(value: object) -> object:
    if isinstance(value, str):
        if value not in {"1", "0", "true", "false"}:
            raise ValueError("must be 1 or 0")
        return value in {"1", "true"}
    return value


class Selection(BaseModel):
    """What every export takes; `selections` has one class with the filters of each list."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    listing: ClassVar[type[Listing]]

    limit: Annotated[
        Annotated[int, Field(ge=1, le=_MOST), WHOLE] | None,
        Field(description="Records at most; every matching record unless given."),
    ] = None
    cursor: Annotated[
        Annotated[str, Field(min_length=1, max_length=4000)] | None,
        Field(
            description="Where to go on: the id of the last record that came whole before a download broke off, or the"
            " cursor in the `next` of the list with the same filters and order."
        ),
    ] = None


class Spreadsheet(Selection):
    """What a `.csv` takes beside."""

    excel: Annotated[
        bool,
        BeforeValidator(_switch),
        Field(
            description="1: for Excel. The file starts with a byte order mark, and text that Excel would run as a"
            " formula has an apostrophe in front; numbers stay as they are."
        ),
    ] = False


LISTINGS: tuple[type[Listing], ...] = (ClaimListing, FigureListing, ArticleListing, EntityListing)


def _with_filters(listing: type[Listing], base: type[Selection]) -> type[Selection]:
    """Return `base` with the filters and orders of `listing` before its own fields."""
    shared = {name: (field.annotation, field) for name, field in listing.model_fields.items() if name not in PAGING}
    made: type[Selection] = create_model(  # type: ignore[call-overload]  # its fields are known at run time only
        f"{listing.resource.capitalize()}{base.__name__}", __base__=base, __doc__=listing.__doc__, **shared
    )
    made.listing = listing
    return made


SELECTIONS: dict[str, type[Selection]] = {one.resource: _with_filters(one, Selection) for one in LISTINGS}
"""What the exports of each resource take."""

SPREADSHEETS: dict[str, type[Selection]] = {one.resource: _with_filters(one, Spreadsheet) for one in LISTINGS}
"""What the `.csv` of each resource takes."""


def pages(database: Database, selection: Selection, *, deadline: float | None = None) -> Iterator[list[bytes]]:
    """Give the records as JSON in their order, page by page; no page is empty, none takes more than `deadline` seconds.

    The first raises `InvalidInput` when the cursor is none of this list, or the parameters do not go together.
    """
    listing, asked = selection.listing, _sound(selection)
    left, cursor = selection.limit or _MOST, selection.cursor
    while left > 0:
        page_of = listing.model_construct(limit=min(left, AT_ONCE), cursor=cursor, **asked)
        with database.read(deadline=deadline) as connection:
            page = page_of.page(connection)
        if page.items:
            yield page.items
        if page.next is None:
            return
        left, cursor = left - len(page.items), page.next


def total(database: Database, selection: Selection) -> int | None:
    """Return how many records the export has; None when it starts at a cursor, which takes counting them."""
    if selection.cursor is not None:
        return None
    listing = selection.listing.model_construct(limit=1, include=("total",), **_sound(selection))
    with database.read() as connection:
        counted = listing.page(connection).total
    return min(counted or 0, selection.limit or _MOST)


def _sound(selection: Selection) -> dict[str, Any]:
    """Return the filters and the order by name, after the checks that the list makes of several of them together."""
    asked = {name: getattr(selection, name) for name in selection.listing.model_fields if name not in PAGING}
    try:
        selection.listing.model_validate(asked)
    except ValidationError as error:
        faults = tuple(InputFault(one["msg"], parameter=str((*one["loc"], one["type"])[0])) for one in error.errors())
        raise InvalidInput("The parameters do not go together.", faults) from error
    if asked["sort"] == "relevance" and (selection.limit or _MOST) > AT_ONCE:
        # Each page ranks all that match anew.
        detail = f"`relevance` takes a `limit` of {AT_ONCE} or less"
        raise InvalidInput(f"An export by {detail}.", (InputFault(detail, parameter="sort"),))
    return asked
