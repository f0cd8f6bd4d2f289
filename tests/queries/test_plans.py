"""How SQLite finds a page: by the index that has its order, without sorting and without reading a whole table."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, event

from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.figures import FigureListing
from app.queries.listing import Listing
from app.storage.database import Database
from app.vocabulary import ClaimType, Measure

_AZERBAIJAN = {"actor": ("Azerbaijan",)}
_WIKINEWS = {"publisher": ("Wikinews",)}
_DENIALS = {"claim_type": (ClaimType.DENIAL,)}
_DEATHS = {"measure": (Measure.KILLED,)}
_ARTICLE = {"article": ("art_0000000000000",)}
_PROBE = "SEARCH claim_entities_1 USING PRIMARY KEY (part=? AND entity=? AND published=? AND claim=?)"
_OF_ONE_TYPE = "ix_claim_entities_part_entity_claim_type_published_claim (part=? AND entity=? AND claim_type=?)"


def asked(value: object) -> str | None:
    """Return a short name of a listing."""
    if not isinstance(value, Listing):
        return ""
    return f"{value.resource} {value.model_dump(mode='json', exclude_defaults=True)}"


@pytest.mark.parametrize(
    ("listing", "steps"),
    [
        (ArticleListing(), ["ix_articles_published_id"]),
        (ArticleListing(**_WIKINEWS), ["ix_articles_publisher_folded_published_id (publisher_folded=?)"]),
        (ArticleListing(sort="-stored_at"), ["ix_articles_stored_id"]),
        (ClaimListing(), ["ix_claims_published_id"]),
        (ClaimListing(sort="published_at"), ["ix_claims_published_id (published>?)", "(published=?)"]),
        (ClaimListing(sort="-stored_at", **_AZERBAIJAN), ["ix_claims_stored_id", _PROBE]),
        (ClaimListing(published_from="2020-01-01", published_until="2021-01-01"), ["(published>? AND published<?)"]),
        (ClaimListing(**_WIKINEWS), ["ix_claims_publisher_folded_published_id (publisher_folded=?)"]),
        (ClaimListing(**_DENIALS), ["ix_claims_claim_type_published_id (claim_type=?)"]),
        (ClaimListing(**_WIKINEWS, **_DENIALS), ["ix_claims_publisher_folded_published_id (publisher_folded=?)"]),
        (ClaimListing(**_AZERBAIJAN), ["PRIMARY KEY (part=? AND entity=?)", "INTEGER PRIMARY KEY (rowid=?)"]),
        (ClaimListing(sort="published_at", **_AZERBAIJAN), ["PRIMARY KEY (part=? AND entity=? AND published>?)"]),
        (ClaimListing(**_AZERBAIJAN, **_DENIALS), [_OF_ONE_TYPE]),
        (ClaimListing(place=("Khankendi",), **_AZERBAIJAN, **_DENIALS), [_OF_ONE_TYPE, _PROBE]),
        (ClaimListing(place=("Khankendi",), **_AZERBAIJAN, **_WIKINEWS), ["(part=? AND entity=?)", _PROBE]),
        (ClaimListing(bbox="46,39,47,40"), ["ix_claims_published_id", "ix_claim_entities_claim (claim=? AND part=?)"]),
        (FigureListing(), ["ix_figures_published_id"]),
        (FigureListing(**_DEATHS), ["ix_figures_measure_published_id (measure=?)"]),
        (FigureListing(**_DEATHS, **_AZERBAIJAN), ["(part=? AND entity=? AND measure=?)"]),
        (FigureListing(**_DENIALS), ["ix_figures_published_id", "SEARCH claims USING INTEGER PRIMARY KEY (rowid=?)"]),
        (EntityListing(), ["ix_entities_articles_id"]),
        (EntityListing(sort="name"), ["ix_entities_name_folded_id"]),
        (EntityListing(**_WIKINEWS), ["ix_entities_articles_id", "ix_mentions_entity_article (entity=?)"]),
    ],
    ids=asked,
)  # fmt: skip
def test_a_page_is_a_range_of_an_index(made: Database, listing: Listing, steps: list[str]) -> None:
    plan = " / ".join(plans(made, listing))
    assert [step for step in steps if step not in plan] == [], plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(
    ("listing", "step"),
    [
        (ClaimListing(actor=("Azerbaijan", "Mali")), "(part=? AND entity=?)"),
        (
            ClaimListing(claim_type=(ClaimType.DENIAL, ClaimType.OFFER)),
            "ix_claims_claim_type_published_id (claim_type=?)",
        ),
        (ClaimListing(**_ARTICLE), "ix_claims_article_start_id (article=?)"),
        (FigureListing(**_ARTICLE), "ix_figures_article_start_id (article=?)"),
        (ClaimListing(q="villages"), "claims_words VIRTUAL TABLE INDEX"),
        (EntityListing(**_ARTICLE), "SEARCH mentions USING PRIMARY KEY (article=?)"),
    ],
    ids=asked,
)
def test_what_must_be_sorted_is_searched_first(made: Database, listing: Listing, step: str) -> None:
    plan = " / ".join(plans(made, listing))
    assert step in plan, plan


@pytest.mark.parametrize(
    ("listing", "ranges"),
    [
        (ArticleListing(), ["(published=? AND id<?)", "(published<?)"]),
        (ClaimListing(), ["(published=? AND id<?)", "(published<?)"]),
        (ClaimListing(sort="published_at"), ["(published=? AND id>?)", "(published>?)", "(published=?)"]),
        (
            ClaimListing(actor=("Mali",)),
            ["(part=? AND entity=? AND published=? AND claim<?)", "entity=? AND published<?)"],
        ),
        (FigureListing(place=("Khankendi",)), ["entity=? AND published=? AND figure<?)", "entity=? AND published<?)"]),
    ],
    ids=asked,
)
def test_a_cursor_narrows_the_range(many: Database, listing: Listing, ranges: list[str]) -> None:
    with many.read() as connection:
        cursor = listing.model_copy(update={"limit": 1}).page(connection).next
    plan = " / ".join(plans(many, listing.model_copy(update={"cursor": cursor, "limit": 1000})))
    assert [found for found in ranges if found not in plan] == [], plan
    assert "TEMP B-TREE" not in plan, plan


def plans(database: Database, listing: Listing) -> list[str]:
    """Return the steps of the statements that read the page."""
    statements: list[tuple[str, Any]] = []

    def note(_: Connection, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        if "sort_key" in statement:
            statements.append((statement, parameters))

    with database.read() as connection:
        event.listen(connection, "before_cursor_execute", note)
        listing.page(connection)
        event.remove(connection, "before_cursor_execute", note)
        return [
            row[3]
            for statement, parameters in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
