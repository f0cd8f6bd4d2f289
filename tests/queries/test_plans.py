"""How SQLite finds a page: by the index that has its order, without sorting and without reading a whole table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from app.queries import names
from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.facets import ClaimFacets, Facets
from app.queries.figures import FigureListing
from app.queries.listing import Listing
from app.queries.quick import Quick
from app.storage.database import Database
from app.storage.reading import Ask, through
from app.vocabulary import ClaimType, Measure

pytestmark = pytest.mark.sqlite

_AZERBAIJAN = {"actor": ("Azerbaijan",)}
_WIKINEWS = {"publisher": ("Wikinews",)}
_DENIALS = {"claim_type": (ClaimType.DENIAL,)}
_DEATHS = {"measure": (Measure.KILLED,)}
_ARTICLE = {"article": ("art_0000000000000",)}
_PROBE = "SEARCH probe EXISTS USING PRIMARY KEY (part=? AND entity=? AND place=? AND code=? AND position=?)"
_KEYS = "SEARCH lead USING PRIMARY KEY (part=? AND entity=? AND place=? AND code=?)"
_RECORD = "SEARCH claims USING INTEGER PRIMARY KEY (rowid=?)"


def asked(value: object) -> str | None:
    """Return a short name of a listing."""
    if not isinstance(value, Listing):
        return ""
    return f"{value.resource} {value.model_dump(mode='json', exclude_defaults=True)}"


@pytest.mark.parametrize(
    ("listing", "steps"),
    [
        (ArticleListing(), ["SCAN articles"]),
        (ArticleListing(sort="published_at"), ["articles USING INTEGER PRIMARY KEY (rowid>?)", "(rowid<?)"]),
        (ArticleListing(**_WIKINEWS), ["ix_articles_publisher (publisher=?)"]),
        (ArticleListing(sort="-stored_at"), ["ix_articles_stored"]),
        (
            ArticleListing(q="ship"),
            ["articles_words VIRTUAL TABLE INDEX", "articles USING INTEGER PRIMARY KEY (rowid=?)"],
        ),
        (ClaimListing(), ["SCAN claims"]),
        (ClaimListing(sort="published_at"), ["PRIMARY KEY (rowid>?)", "PRIMARY KEY (rowid<?)"]),
        (ClaimListing(sort="-stored_at"), ["ix_claims_stored"]),
        (ClaimListing(sort="-stored_at", actor=("Azerbaijan", "Mali")), ["ix_claims_stored", _PROBE]),
        (ClaimListing(published_from="2020-01-01", published_until="2021-01-01"), ["(rowid>? AND rowid<?)"]),
        (ClaimListing(**_WIKINEWS), ["ix_claims_publisher (publisher=?)"]),
        (ClaimListing(publisher=("Wikinews", "Cnews Live")), ["ix_claims_publisher (publisher=?)", "UNION ALL"]),
        (ClaimListing(**_DENIALS), ["ix_claims_claim_type (claim_type=?)"]),
        (
            ClaimListing(claim_type=(ClaimType.DENIAL, ClaimType.OFFER)),
            ["ix_claims_claim_type (claim_type=?)", "UNION ALL"],
        ),
        (ClaimListing(publisher=("Cnews Live",), **_DENIALS), ["ix_claims_claim_type (claim_type=?)"]),
        (ClaimListing(**_WIKINEWS, claim_type=(ClaimType.STATUS_REPORT,)), ["ix_claims_publisher (publisher=?)"]),
        (ClaimListing(**_AZERBAIJAN), [_KEYS, _RECORD]),
        (ClaimListing(actor=("Azerbaijan", "Mali")), [_KEYS, "UNION ALL"]),
        (
            ClaimListing(sort="published_at", **_AZERBAIJAN),
            ["code=? AND position>?)", "code=? AND position<?)", _RECORD],
        ),
        (ClaimListing(**_AZERBAIJAN, **_DENIALS), [_KEYS, _RECORD]),
        (ClaimListing(place=("Khankendi",), **_AZERBAIJAN, **_DENIALS), [_KEYS, _RECORD]),
        (ClaimListing(place=("Khankendi",), target=("Azerbaijan",)), [_KEYS, _PROBE, _RECORD]),
        (ClaimListing(place=("Khankendi",), **_AZERBAIJAN, **_WIKINEWS), [_KEYS, _RECORD]),
        (ClaimListing(place=("Mali",), published_from="2020-01-01"), ["code=? AND position>?)"]),
        (ClaimListing(**_ARTICLE), ["ix_claims_article (article=?)"]),
        (ClaimListing(q="villages"), ["claims_words VIRTUAL TABLE INDEX", _RECORD]),
        (ClaimListing(q="villages", **_AZERBAIJAN), ["claims_words VIRTUAL TABLE INDEX", _RECORD]),
        (ClaimListing(bbox="46,39,47,40"), [_KEYS, "SCAN json_each VIRTUAL TABLE INDEX"]),
        (FigureListing(), ["SCAN figures"]),
        (FigureListing(**_DEATHS), ["ix_figures_measure (measure=?)"]),
        (FigureListing(**_DEATHS, **_AZERBAIJAN), [_KEYS]),
        (FigureListing(**_ARTICLE), ["ix_figures_article (article=?)"]),
        (FigureListing(**_DENIALS), ["SCAN figures", "SEARCH claims EXISTS USING", "rowid=?)"]),
        (EntityListing(), ["ix_entities_articles_id"]),
        (EntityListing(sort="-claims"), ["ix_entities_claims_id"]),
        (EntityListing(sort="-figures"), ["ix_entities_figures_id"]),
        (EntityListing(sort="-stored_at"), ["ix_entities_stored_id"]),
        (EntityListing(sort="name"), ["ix_entities_name_folded_id"]),
        (EntityListing(**_WIKINEWS), ["ix_entities_articles_id", "ix_mentions_entity_article (entity=?)"]),
    ],
    ids=asked,
)
def test_a_page_is_a_range_of_an_index(made: Database, listing: Listing, steps: list[str]) -> None:
    plan = " / ".join(plans(made, listing))
    assert [step for step in steps if step not in plan] == [], plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(
    ("listing", "step"),
    [
        (ClaimListing(sort="-stored_at", **_AZERBAIJAN), _KEYS),
        (ClaimListing(updated_since="2026-01-01"), "ix_claims_stored (stored>?)"),
        (ClaimListing(q="villages", sort="-stored_at"), "claims_words VIRTUAL TABLE INDEX"),
        (ClaimListing(q="villages", sort="relevance"), "claims_words VIRTUAL TABLE INDEX"),
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
        (ArticleListing(), ["(rowid<?)"]),
        (ArticleListing(sort="-stored_at"), ["(stored=? AND rowid<?)", "(stored<?)"]),
        (ClaimListing(), ["(rowid<?)"]),
        (ClaimListing(q="people"), ["claims_words VIRTUAL TABLE INDEX"]),
        (ClaimListing(sort="published_at"), ["(rowid>?)", "(rowid<?)"]),
        (ClaimListing(actor=("Mali",)), ["code=? AND position<?)"]),
        (ClaimListing(actor=("Mali", "Fiji")), ["code=? AND position<?)", "UNION ALL"]),
        (FigureListing(place=("Khankendi",)), ["code=? AND position<?)"]),
    ],
    ids=asked,
)
def test_a_cursor_narrows_the_range(many: Database, listing: Listing, ranges: list[str]) -> None:
    with many.read() as connection:
        cursor = listing.model_copy(update={"limit": 1}).page(connection).next
    plan = " / ".join(plans(many, listing.model_copy(update={"cursor": cursor, "limit": 1000})))
    assert [found for found in ranges if found not in plan] == [], plan
    assert "TEMP B-TREE" not in plan, plan


_KEPT = "SEARCH claim_counts USING PRIMARY KEY (part=? AND entity=? AND place=? AND code"
_BY_ENTITY = (
    "claim_counts USING COVERING INDEX ix_claim_counts_part_place_code_number_entity (part=? AND place=? AND code=?)"
)
_BY_PLACE = (
    "claim_counts USING COVERING INDEX ix_claim_counts_part_entity_code_number_place (part=? AND entity=? AND code=?)"
)
_BY_TALLY = "SEARCH claim_tallies USING PRIMARY KEY (owner=? AND whose=? AND facet=?)"
_MALI = {"place": ("Mali",)}


@pytest.mark.parametrize(
    ("facets", "step"),
    [
        (ClaimFacets(by=("claim_type",), **_AZERBAIJAN), _KEPT),
        (ClaimFacets(by=("claim_type",), **_DENIALS), _KEPT),
        (ClaimFacets(by=("actor",)), _BY_ENTITY),
        (ClaimFacets(by=("actor",), **_MALI, claim_type=(ClaimType.ANNOUNCEMENT,)), _BY_ENTITY),
        (ClaimFacets(by=("speaker",), **_DENIALS), _BY_ENTITY),
        (ClaimFacets(by=("place",)), _BY_PLACE),
        (ClaimFacets(by=("place",), **_AZERBAIJAN, **_DENIALS), _BY_PLACE),
        (ClaimFacets(by=("day",)), _BY_TALLY),
        (ClaimFacets(by=("day",), **_AZERBAIJAN), _BY_TALLY),
        (ClaimFacets(by=("day",), **_MALI), _BY_TALLY),
        (ClaimFacets(by=("voice",), **_DENIALS), _BY_TALLY),
        (ClaimFacets(by=("publisher",), **_MALI), _BY_TALLY),
    ],
    ids=lambda value: str(value.model_dump(mode="json", exclude_defaults=True)) if isinstance(value, Facets) else "",
)
def test_kept_counts_are_read_and_no_records(made: Database, facets: Facets, step: str) -> None:
    with made.read() as connection:
        ask = through(connection)
        asked = [found for found in statements(ask, facets) if found[0] is not names.FIND]
        plan = " / ".join(row[3] for text, values in asked for row in ask(f"EXPLAIN QUERY PLAN {text}", values))
    assert step in plan, plan
    assert not re.search(r"claims\b|claim_keys", plan), plan
    # Values of a vocabulary and publishers of one owner are few; entities and days come in the order of an index.
    sorted_ = bool({"voice", "publisher"} & set(facets.model_dump()["by"]))
    assert ("TEMP B-TREE FOR ORDER BY" in plan) == sorted_, plan


@pytest.mark.parametrize("filters", [{}, {**_AZERBAIJAN, **_DENIALS}, {**_MALI}])
def test_a_total_that_is_kept_is_not_counted(made: Database, filters: dict[str, Any]) -> None:
    with made.read() as connection:
        asked = [text for text, _ in statements(through(connection), ClaimListing(include=("total",), **filters))]
    assert not [text for text in asked if "count(*)" in text]
    assert [text for text in asked if "claim_counts" in text]


@pytest.mark.parametrize(
    ("asking", "other"),
    [
        (ClaimListing(), {"limit": 2}),
        (ClaimListing(actor=("Mali",)), {"limit": 2}),
        (ClaimListing(actor=("Mali", "Fiji")), {"limit": 2}),
        (ClaimFacets(by=("actor", "place", "day")), {"limit": 2}),
    ],
    ids=asked,
)
def test_a_statement_is_prepared_once(made: Database, asking: Listing | Facets, other: dict[str, int]) -> None:
    """SQLite asks its authorizer whenever it prepares one."""
    quick = Quick(made, seconds=10)
    prepared: list[tuple[Any, ...]] = []

    def allow(*what: Any) -> int:
        prepared.append(what)
        return 0

    with quick:
        asking.answer(quick)
    quick.reader._connection.set_authorizer(allow)
    for limits in ({}, other):
        prepared.clear()
        with quick:
            asking.model_copy(update=limits).answer(quick)
        assert bool(prepared) == (not limits)
    quick.reader.close()


class _Noting:
    """Asks, and notes what was asked."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.full_text = ask.full_text
        self.found: list[tuple[str, tuple[Any, ...]]] = []

    def __call__(self, text: str, values: Sequence[Any], /) -> Sequence[Any]:
        self.found.append((text, tuple(values)))
        return self._ask(text, values)


def statements(ask: Ask, asking: Listing | Facets) -> list[tuple[str, tuple[Any, ...]]]:
    """Return the statements by which something is answered, with their values."""
    noting = _Noting(ask)
    asking.answer(noting)
    return noting.found


def plans(database: Database, listing: Listing) -> list[str]:
    """Return the steps of the statements that read the page."""
    with database.read() as connection:
        ask = through(connection)
        if getattr(listing, "article", ()):  # one that is there
            (found,) = ArticleListing(limit=1).page(connection).items
            listing = listing.model_copy(update={"article": (orjson.loads(found)["id"],)})
        asked = [
            (text, values) for text, values in statements(ask, listing) if " ORDER BY " in text and " LIMIT " in text
        ]
        assert asked
        return [row[3] for text, values in asked for row in ask(f"EXPLAIN QUERY PLAN {text}", values)]
