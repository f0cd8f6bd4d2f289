"""How PostgreSQL finds a page among thousands: by an index, without sorting and without reading a whole table."""

# ruff: noqa: S608 - the statements are put together from names of ours

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.facets import ClaimFacets, Facets
from app.queries.figures import FigureListing
from app.queries.listing import Listing
from app.storage import database, positions, tables
from app.storage.database import Database
from app.storage.reading import through
from app.vocabulary import ClaimType, Measure
from tests.queries import corpus
from tests.queries.test_plans import asked, statements

_COPIES = 600  # of the made store: 6,000 claims
_MOVED = f"CASE WHEN {{0}} < {positions.FIRST_DATED} THEN i ELSE (i * 86400) << {positions.BITS} END"
_KEYS = {"articles": ("position",), "claims": ("position", "article"), "figures": ("position", "article", "claim")}
_AZERBAIJAN = {"actor": ("Azerbaijan",)}
_DENIALS = {"claim_type": (ClaimType.DENIAL,)}
_WIKINEWS = {"publisher": ("Wikinews",)}


@pytest.fixture(scope="module")
def copies(copied: Callable[[], AbstractContextManager[str]]) -> Iterator[Database]:
    """Give a store on PostgreSQL with hundreds of copies of each record, each article a day after the one before."""
    with copied() as url:
        opened = database.connect(url)
        corpus.fill(opened)
        with opened.write() as connection:
            for name, keys in _KEYS.items():
                rest = [column.name for column in tables.METADATA.tables[name].columns if column.name not in keys]
                values = [f"{key} + {_MOVED.format(key)}" for key in keys]
                values += [{"id": f"(id - i * 104729) & {positions.LAST}"}.get(one, f'"{one}"') for one in rest]
                columns = ", ".join(f'"{one}"' for one in (*keys, *rest))
                connection.exec_driver_sql(
                    f"INSERT INTO {name} ({columns}) SELECT {', '.join(values)} FROM {name},"
                    f" generate_series(1::bigint, {_COPIES}) AS i"
                )
            for name in ("claim_keys", "figure_keys"):
                connection.exec_driver_sql(
                    f"INSERT INTO {name} SELECT part, entity, place, code, position + {_MOVED.format('position')}"
                    f" FROM {name}, generate_series(1::bigint, {_COPIES}) AS i"
                )
            connection.exec_driver_sql("ANALYZE")
        yield opened
        opened.close()


def plan(opened: Database, asking: Listing | Facets) -> str:
    """Return the plans of all statements by which something is answered."""
    with opened.read() as connection:
        ask = through(connection)
        steps = [row[0] for text, values in statements(ask, asking) for row in ask(f"EXPLAIN {text}", values)]
    return "\n".join(steps)


@pytest.mark.parametrize(
    ("listing", "index"),
    [
        (ArticleListing(), "pk_articles"),
        (ArticleListing(sort="published_at"), "pk_articles"),
        (ArticleListing(**_WIKINEWS), "ix_articles_publisher"),
        (ArticleListing(sort="-stored_at"), "ix_articles_stored"),
        (ClaimListing(), "pk_claims"),
        (ClaimListing(sort="published_at"), "pk_claims"),
        (ClaimListing(sort="-stored_at"), "ix_claims_stored"),
        (ClaimListing(published_from="2020-01-01", published_until="2021-01-01"), "pk_claims"),
        (ClaimListing(**_WIKINEWS), "ix_claims_publisher"),
        (ClaimListing(publisher=("Wikinews", "Cnews Live")), "ix_claims_publisher"),
        (ClaimListing(**_DENIALS), "ix_claims_claim_type"),
        (ClaimListing(claim_type=(ClaimType.DENIAL, ClaimType.OFFER)), "ix_claims_claim_type"),
        (ClaimListing(**_AZERBAIJAN), "pk_claim_keys"),
        (ClaimListing(sort="published_at", **_AZERBAIJAN), "pk_claim_keys"),
        (ClaimListing(actor=("Azerbaijan", "Mali")), "pk_claim_keys"),
        (ClaimListing(**_AZERBAIJAN, published_until="2024-01-01"), "pk_claim_keys"),
        (ClaimListing(**_AZERBAIJAN, negated=True), "pk_claim_keys"),
        (ClaimListing(place=("Khankendi",), **_AZERBAIJAN), "pk_claim_keys"),
        (FigureListing(), "pk_figures"),
        (FigureListing(measure=(Measure.CASUALTIES,)), "ix_figures_measure"),
        (FigureListing(measure=(Measure.CASUALTIES,), value_min=1, **_AZERBAIJAN), "pk_figure_keys"),
    ],
    ids=asked,
)
def test_a_page_is_a_range_of_an_index(copies: Database, listing: Listing, index: str) -> None:
    first = plan(copies, listing)
    assert index in first
    with copies.read() as connection:
        following = listing.page(connection).next
    deep = plan(copies, listing.model_copy(update={"cursor": following})) if following else ""
    for found in (first, deep):
        assert not re.search(r"Seq Scan on (articles|claims|figures|\w+_keys)|Merge Join|Hash Join", found), found
        # What is sorted is what a name means, or the first of several ranges, not the records.
        assert not re.search(r"Sort Key: (lead\.)?(position|claims|figures|articles|stored)", found), found


@pytest.mark.parametrize(
    "facets",
    [
        ClaimFacets(by=("claim_type", "place", "day", "voice"), **_AZERBAIJAN),
        ClaimFacets(by=("actor", "speaker", "place", "publisher", "day")),
        ClaimFacets(by=("actor", "day"), place=("Khankendi",)),
    ],
)
def test_kept_counts_are_read_and_no_records(copies: Database, facets: Facets) -> None:
    assert not re.search(r"on (claims|claim_keys)\b|_claims|_claim_keys", plan(copies, facets))


def test_a_total_that_is_kept_is_not_counted(copies: Database) -> None:
    found = plan(copies, ClaimListing(include=("total",), **_AZERBAIJAN, **_DENIALS))
    assert "Aggregate" not in found.replace("HashAggregate", ""), found
