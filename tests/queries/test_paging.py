"""Pages: every record once, in a total order, whatever the filters, the order and the size of the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.errors import InvalidInput
from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.figures import FigureListing
from app.queries.listing import Listing
from app.storage.database import Database

_SORTS = ["-published_at", "published_at", "-stored_at"]
_NAMES: dict[str, Any] = {"publisher": st.sampled_from([(), ("Wikinews",), ("Wikinews", "Cnews Live")])}
_ENTITIES = _NAMES | {
    "actor": st.sampled_from([(), ("Mali",), ("Mali", "FIJI"), ("Q399",)]),
    "place": st.sampled_from([(), ("Stepanakert",), ("Azerbaijan",), ("Azerbaijan", "Khankendi")]),
    "sort": st.sampled_from(_SORTS),
}
_LISTINGS = st.one_of(
    st.builds(ArticleListing, limit=st.integers(1, 40), sort=st.sampled_from(_SORTS), **_NAMES),
    st.builds(ClaimListing, limit=st.integers(1, 80), **_ENTITIES),
    st.builds(FigureListing, limit=st.integers(1, 40), **_ENTITIES),
    st.builds(
        EntityListing,
        limit=st.integers(1, 10),
        sort=st.sampled_from(["-articles", "-claims", "-figures", "name", "-stored_at"]),
        **_NAMES,
    ),
)


@settings(deadline=None)  # a page of one record at a time is many statements
@given(listing=_LISTINGS)
def test_pages_hold_every_record_once_and_in_order(many: Database, listing: Listing) -> None:
    with many.read() as connection:
        everything = listing.model_copy(update={"limit": 1000, "include": ("total",)}).page(connection)
        page = listing.page(connection)
        paged = [*page.items]
        while page.next:
            assert len(page.items) == listing.limit
            assert len(paged) < len(everything.items)  # or the pages never end
            page = listing.model_copy(update={"cursor": page.next}).page(connection)
            paged += page.items
    assert paged == everything.items
    assert len(set(paged)) == len(paged) == everything.total


@pytest.mark.parametrize("sort", ["-published_at", "published_at"])
@pytest.mark.parametrize("listing", [ArticleListing, ClaimListing, FigureListing])
def test_order_is_by_date_with_undated_last(many: Database, listing: type[Listing], sort: str) -> None:
    with many.read() as connection:
        items = listing(sort=sort, limit=1000).page(connection).items
    records = [orjson.loads(item) for item in items]
    dates = [record.get("article", record)["published_at"] for record in records]
    known = [instant(found) for found in dates if found]
    assert None in dates
    assert dates[len(known) :] == [None] * (len(dates) - len(known))
    assert known == sorted(known, reverse=sort.startswith("-"))


def instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def test_newest_are_first_by_when_they_were_stored(many: Database) -> None:
    with many.read() as connection:
        items = ArticleListing(sort="-stored_at", limit=1000).page(connection).items
    stored = [orjson.loads(item)["stored_at"] for item in items]
    assert stored == sorted(stored, reverse=True)


def test_a_cursor_belongs_to_one_list_one_order_and_one_set_of_filters(many: Database) -> None:
    with many.read() as connection:
        cursor = ClaimListing(limit=1).page(connection).next
        assert cursor
        assert ClaimListing(limit=7, cursor=cursor, include=("total",)).page(connection).items
        for foreign in (
            ClaimListing(cursor=cursor, sort="published_at"),
            ClaimListing(cursor=cursor, negated=False),
            FigureListing(cursor=cursor),
            ArticleListing(cursor=cursor),
            ClaimListing(cursor=cursor[:-1]),
            ClaimListing(cursor=cursor + "A"),
        ):
            with pytest.raises(InvalidInput):
                foreign.page(connection)


def test_the_best_match_comes_first(made: Database) -> None:
    for kind, words in ((ClaimListing, "the"), (ArticleListing, "said"), (FigureListing, "in")):
        with made.read() as connection:
            whole = kind(q=words, sort="relevance", include=("total",)).page(connection)
            page = kind(q=words, sort="relevance", limit=1).page(connection)
            paged = [*page.items]
            while page.next:
                page = kind(q=words, sort="relevance", limit=1, cursor=page.next).page(connection)
                paged += page.items
            newest = kind(q=words).page(connection).items
        assert paged == whole.items
        assert sorted(paged) == sorted(newest)
        assert whole.total == len(paged) > 1
    with made.read() as connection:
        texts = [orjson.loads(item)["text"] for item in ClaimListing(q="city", sort="relevance").page(connection).items]
    assert texts == ["the city was quiet"]


def test_relevance_is_of_words(made: Database) -> None:
    with pytest.raises(ValidationError, match="what words in `q` find"):
        ClaimListing(sort="relevance")


@pytest.mark.parametrize("q", ["a " * 21, "x" * 201, " "])
def test_a_search_has_few_words(q: str) -> None:
    with pytest.raises(ValidationError):
        ClaimListing(q=q)
