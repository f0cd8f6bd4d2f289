"""Every list, total and facet answers as a plain, slow reading of all records does, whatever is asked together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest

from app.extraction.reading import Entity
from app.queries.articles import ArticleListing, ArticleParts
from app.queries.articles import one as one_article
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.facets import ClaimFacets, FigureFacets
from app.queries.figures import FigureListing
from app.queries.listing import Listing, Page
from app.queries.quick import Quick
from app.storage import audit
from app.storage.database import Database
from app.storage.sqlite import Sqlite
from app.vocabulary import ClaimType, EntityKind, Group, Measure, Qualifier, Role, Unit, Voice
from tests.conftest import New
from tests.queries import corpus
from tests.queries.corpus import Said
from tests.queries.reference import Reference

_ARTICLES = 200
_ASKED = 120  # combinations of filters for each list

MINISTRY = Entity(
    "name:ministry", "Ministry", frozenset({EntityKind.ACTOR}), (), role=Role.GOV, within=corpus.AZERBAIJAN
)
_ACTORS = [corpus.AZERBAIJAN, corpus.ARMENIA, corpus.MALI, corpus.RED_CROSS, MINISTRY, corpus.FIJI, None]
_PLACES = [corpus.KHANKENDI, corpus.KARABAKH, corpus.AZERBAIJAN, corpus.ARMENIA, corpus.FIJI, corpus.TONGA, None]
_DATES = [
    None,
    date(2023, 9, 19),
    datetime(2023, 9, 19, 18, 30, tzinfo=UTC),
    datetime(2023, 9, 19, 18, 30, 0, 250_000, tzinfo=UTC),
    datetime(2023, 9, 19, 18, 30, 0, 750_000, tzinfo=UTC),
    date(1969, 12, 31),
    date(2020, 1, 5),
    date(2024, 2, 29),
]
_PUBLISHERS = ["Cnews Live", "Wikinews", "The Élan", None]
_BOXES = [
    "46,39,47,40", "40,35,50,45", "170,-30,-170,0", "0,0,1,1", "-180,-90,180,90",
    "47.5,40.3,47.7,40.5",  # Azerbaijan's point alone
    "46.5,39.85,46.7,39.95",  # Karabakh's
]  # fmt: skip
_WORDS = ["soldiers", "villages", "harbour", "talks", "convoy", "ceasefire", "bridge"]


@pytest.fixture(scope="module")
def store(new: New) -> Iterator[Database]:
    """Give a store of some hundred articles made at random."""
    with new() as opened:
        fill(opened)
        assert list(audit.faults(opened)) == []
        yield opened


def fill(opened: Database, *, number: int = _ARTICLES) -> None:
    """Store so many articles made at random, the same ones each time."""
    chance = random.Random(4)  # noqa: S311 - no secret
    for index in range(number):
        said = [_said(chance) for _ in range(chance.randint(1, 5))]
        url = f"https://example.org/{index}"
        publisher, published_at = chance.choice(_PUBLISHERS), chance.choice(_DATES)
        corpus.submit(opened, said, url=url, publisher=publisher, published_at=published_at)


def _said(chance: random.Random) -> Said:
    number = chance.randint(1, 40)
    words = " ".join(chance.sample(_WORDS, 2))
    said = Said(
        f"{number} {words} were seen",
        chance.choice([ClaimType.ACCUSATION, ClaimType.DENIAL, ClaimType.EVENT_REPORT, ClaimType.OFFER]),
        chance.choice(_ACTORS),
        chance.choice(_ACTORS),
        chance.choice(_PLACES),
        negated=chance.random() < 0.2,
        quoted=chance.random() < 0.3,
        since=chance.choice([None, date(2023, 9, 18), date(2023, 9, 1)]),
    )
    if chance.random() < 0.5:
        return said
    return replace(
        said,
        figure=f"{number} {words.partition(' ')[0]}",
        measure=chance.choice([Measure.KILLED, Measure.INJURED, Measure.BUILDINGS]),
        value=chance.choice([None, float(number)]),
        qualifier=chance.choice([Qualifier.EXACT, Qualifier.AT_LEAST]),
        unit=chance.choice([Unit.PERSON, Unit.PLACE]),
        group=chance.choice([None, Group.CIVILIAN, Group.SOLDIER]),
    )


@pytest.fixture(scope="module")
def quick(store: Database) -> Iterator[Quick | None]:
    """Give what answers on the event loop, which is SQLite's alone."""
    quick = Quick(store, seconds=10) if isinstance(store, Sqlite) else None
    yield quick
    if quick is not None:
        quick.reader.close()


@pytest.fixture(scope="module")
def reference(store: Database) -> Reference:
    return Reference(store)


def _some(chance: random.Random, values: list[Any]) -> tuple[Any, ...]:
    """Return one value mostly, or two."""
    return tuple(chance.sample(values, 1 if chance.random() < 0.7 else 2))


def _of_article(chance: random.Random, reference: Reference) -> dict[str, Any]:
    stored = sorted(stored for *_, stored in reference.articles)
    ids = [article["id"] for article, *_ in reference.articles]
    return {
        "q": lambda: chance.choice([*_WORDS, "soldiers bridge", '"were seen"', "MINISTRY", "absent", "*"]),
        "publisher": lambda: _some(chance, ["cnews live", "Wikinews", "the elan", "Nobody"]),
        "article": lambda: _some(chance, [*ids, "art_0000000000000"]),
        "published_from": lambda: chance.choice(["2020-01-05", "2023-09-19T18:30:00.5Z", "1969-01-01", "2024-03-01"]),
        "published_until": lambda: chance.choice(["2023-09-19", "2023-09-19T18:30:00.75Z", "2024-03-01", "1969-01-01"]),
        "updated_since": lambda: _since(chance.choice([stored[0], stored[-20], stored[len(stored) // 2]])),
    }


def _of_claim(chance: random.Random, reference: Reference) -> dict[str, Any]:
    actors = ["Azerbaijan", "ARM", "Mali", "red cross", "Q227", "Fiji", "Atlantis", "Ministry"]
    places = ["Stepanakert", "Nagorno-Karabakh", "AZE", "Armenia", "Fiji", "Tonga", "Atlantis"]
    return _of_article(chance, reference) | {
        "actor": lambda: _some(chance, actors),
        "speaker": lambda: _some(chance, actors),
        "target": lambda: _some(chance, actors),
        "place": lambda: _some(chance, places),
        "claim_type": lambda: _some(
            chance, [ClaimType.ACCUSATION, ClaimType.DENIAL, ClaimType.OFFER, ClaimType.THREAT]
        ),
        "voice": lambda: _some(chance, [Voice.ATTRIBUTED, Voice.NARRATOR]),
        "negated": lambda: chance.random() < 0.5,
        "quoted": lambda: chance.random() < 0.5,
        "event_from": lambda: chance.choice([date(2023, 9, 10), date(2023, 9, 18), date(2024, 1, 1)]),
        "event_until": lambda: chance.choice([date(2023, 9, 10), date(2023, 9, 19), date(2023, 1, 1)]),
        "bbox": lambda: chance.choice(_BOXES),
    }


def _of_figure(chance: random.Random, reference: Reference) -> dict[str, Any]:
    return _of_claim(chance, reference) | {
        "measure": lambda: _some(chance, [Measure.KILLED, Measure.INJURED, Measure.BUILDINGS, Measure.AID]),
        "group": lambda: _some(chance, [Group.CIVILIAN, Group.SOLDIER]),
        "unit": lambda: _some(chance, [Unit.PERSON, Unit.PLACE]),
        "qualifier": lambda: _some(chance, [Qualifier.EXACT, Qualifier.AT_LEAST]),
        "value_min": lambda: chance.randint(0, 40),
        "value_max": lambda: chance.randint(0, 40),
    }


def _of_entity(chance: random.Random, reference: Reference) -> dict[str, Any]:
    return _of_article(chance, reference) | {
        "q": lambda: chance.choice(["azerbaijan", "stepanakert", "cross", "absent"]),
        "kind": lambda: _some(chance, [EntityKind.ACTOR, EntityKind.PLACE]),
        "role": lambda: _some(chance, [Role.GOV, Role.STATE, Role.NGO]),
        "iso3": lambda: _some(chance, ["AZE", "MLI"]),
        "bbox": lambda: chance.choice(["40,35,50,45", "170,-30,-170,0"]),
    }


def _since(stored: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stored)).isoformat().replace("+00:00", "Z")


_LISTS: dict[str, tuple[type[Listing], Any, list[str]]] = {
    "articles": (ArticleListing, _of_article, ["-published_at", "published_at", "-stored_at"]),
    "claims": (ClaimListing, _of_claim, ["-published_at", "published_at", "-stored_at"]),
    "figures": (FigureListing, _of_figure, ["-published_at", "published_at", "-stored_at"]),
    "entities": (EntityListing, _of_entity, ["-articles", "-claims", "-figures", "name", "-stored_at"]),
}


def _asked(chance: random.Random, fields: dict[str, Any]) -> dict[str, Any]:
    names = chance.sample(sorted(fields), chance.choice([0, 1, 1, 1, 2, 2, 3]))
    return {name: fields[name]() for name in names}


def _at_once(quick: Quick, listing: Listing) -> Page | None:
    """Return the page asked for twice: once the selection is made, once it is remembered."""
    pages = []
    for _ in range(2):
        with quick:
            asked = listing.model_dump_json(), lambda: listing
            pages.append(quick.page(*asked, limit=listing.limit, cursor=listing.cursor))
    assert pages[0] == pages[1]
    return pages[0]


@pytest.mark.parametrize("kind", _LISTS)
def test_lists_and_totals(store: Database, quick: Quick | None, reference: Reference, kind: str) -> None:
    listing_type, fields, sorts = _LISTS[kind]
    chance = random.Random(kind)  # noqa: S311 - no secret
    sizes = []
    for _ in range(_ASKED):
        asked = _asked(chance, fields(chance, reference))
        listing = listing_type(
            sort=chance.choice(sorts), limit=chance.choice([1, 3, 50, 1000]), include=("total",), **asked
        )
        expected = reference.listed(kind, listing)
        with store.read() as connection:
            first = page = listing.page(connection)
            items = [*page.items]
            while page.next and len(items) < 8:
                page = listing.model_copy(update={"cursor": page.next}).page(connection)
                items += page.items
        told = listing.model_dump(mode="json", exclude_defaults=True)
        assert [orjson.loads(item) for item in items] == expected[: len(items)], told
        assert bool(page.next) == (len(items) < len(expected)), told
        assert first.total == len(expected), told
        for further in ({}, {"include": ()}, {"include": (), "cursor": first.next}):
            other = listing.model_copy(update=further)
            at_once = None if quick is None else _at_once(quick, other)
            if at_once is not None:
                with store.read() as connection:
                    page = other.page(connection)
                assert at_once == page, told
        sizes.append(len(expected))
    assert len(set(sizes)) > 7


@pytest.mark.parametrize("kind", ["claims", "figures"])
def test_facets(store: Database, quick: Quick | None, reference: Reference, kind: str) -> None:
    facets_type: Any = ClaimFacets if kind == "claims" else FigureFacets
    every = ["claim_type", "actor", "speaker", "place", "publisher", "voice", "day"] + ["measure"] * (kind == "figures")
    chance = random.Random(kind)  # noqa: S311 - no secret
    narrow = {"actor", "place", "claim_type", "measure", "speaker"}
    for turn in range(_ASKED):
        fields = _LISTS[kind][1](chance, reference)
        if turn % 2:  # those for which counts are kept
            fields = {name: value for name, value in fields.items() if name in narrow}
        asked = _asked(chance, fields)
        facets = facets_type(by=tuple(chance.sample(every, 3)), limit=chance.choice([1, 3, 100]), **asked)
        expected = reference.facets(facets)
        told = facets.model_dump(mode="json", exclude_defaults=True)
        with store.read() as connection:
            content = facets.read(connection)
        found = orjson.loads(content)
        assert found["total"] == expected["total"], told
        for by, values in found["facets"].items():
            counts = expected["facets"][by]
            _check(by, values, counts, facets.limit, told)
            if by in {"actor", "speaker", "place"}:
                assert all(one["name"] == reference.entity[one["value"]]["name"] for one in values)
        if quick is not None:
            with quick:
                assert quick.counts(facets) == (None if facets.q else content)


def _check(by: str, values: list[dict[str, Any]], counts: Any, limit: int, told: Any) -> None:
    """Check the values of a facet; of those equally frequent at the limit, any may be there."""
    assert len(values) == min(limit, len(counts)), told
    assert all(counts[one["value"]] == one["count"] for one in values), told
    if by == "day":
        latest = sorted(counts, key=lambda day: day or "", reverse=True)
        assert [one["value"] for one in values] == latest[:limit], told
        return
    assert [one["count"] for one in values] == sorted(counts.values(), reverse=True)[:limit], told
    ordered = sorted(values, key=lambda one: (-one["count"], one["value"] is None, one["value"] or ""))
    assert values == ordered, told


def test_one_article_has_the_records_of_the_lists(store: Database, quick: Quick | None, reference: Reference) -> None:
    for article, text, _ in reference.articles[:40]:
        with store.read() as connection:
            content = one_article(connection, article["id"], ArticleParts())
        if quick is not None:
            with quick:
                assert quick.article(article["id"], ArticleParts()) == content
        found = orjson.loads(content)
        assert found["text"] == text
        assert {key: found[key] for key in article} == article
        for kind, every in (("claims", reference.claims), ("figures", reference.figures)):
            its = [record for record, _ in every if record["article"]["id"] == article["id"]]
            assert found[kind] == sorted(its, key=lambda record: (record["start"], record["id"]))
        for entity in found["entities"]:
            its = entity["counts"]
            for kind in ("claims", "figures"):
                having = [one for one in found[kind] if entity["id"] in set().union(*reference.parts(one).values())]
                assert its[kind] == len(having)
            facts = {key: value for key, value in entity.items() if key not in {"counts", "mentions"}}
            assert facts == {key: value for key, value in reference.entity[entity["id"]].items() if key != "counts"}
