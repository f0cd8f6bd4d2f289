"""Every filter narrows: it gives some of the records, not all, and exactly those that it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.figures import FigureListing
from app.queries.listing import Listing

Record = dict[str, Any]
Case = tuple[str, str | list[str], Callable[[Record], bool]]

_LISTINGS: dict[str, type[Listing]] = {
    "articles": ArticleListing, "claims": ClaimListing, "figures": FigureListing, "entities": EntityListing,
}  # fmt: skip


def published(record: Record) -> str:
    """Return the day of the article, or "" when it has none."""
    return (record["article"]["published_at"] or "")[:10]


def names(references: list[Record | None]) -> set[str]:
    return {reference["name"] for reference in references if reference}


def speakers(record: Record) -> set[str]:
    return names([record["speaker"]])


def actors(record: Record) -> set[str]:
    return names([record["speaker"], *record["targets"]])


def places(record: Record) -> set[str]:
    """Return the places of a claim with those around them."""
    found = names(record["places"])
    if "Khankendi" in found:
        found.add("Nagorno-Karabakh")
    if "Nagorno-Karabakh" in found:
        found.add("Azerbaijan")
    return found


def day(record: Record, end: str) -> str:
    """Return an end of the interval in which the content happens; open ends reach on, unknown times are nowhere."""
    time = record["time"]
    if time["from"] is time["until"] is None:
        return "0000" if end == "until" else "9999"
    return time[end] or {"from": "0000", "until": "9999"}[end]


_ON_ARTICLES: list[Case] = [
    ("publisher", "wikiNEWS", lambda r: r["publisher"] == "Wikinews"),
    ("publisher", ["Wikinews", "Cnews Live"], lambda r: r["publisher"] is not None),
    ("published_from", "2023-09-19", lambda r: (r["published_at"] or "") >= "2023-09-19"),
    ("published_from", "2023-09-19T18:00:00Z", lambda r: (r["published_at"] or "") >= "2023-09-19T18"),
    ("published_from", "2023-09-19T22:00:00+04:00", lambda r: (r["published_at"] or "") >= "2023-09-19T18"),
    ("published_until", "2023-09-19", lambda r: (r["published_at"] or "9999") < "2023-09-19"),
    ("published_until", "2023-09-19T00:00:01", lambda r: (r["published_at"] or "9999") <= "2023-09-19"),
    ("q", "KARABAKH", lambda r: r["url"].endswith("/0")),
    ("q", "ship harbour", lambda r: r["url"].endswith("/2")),
    ("q", '"city was quiet"', lambda r: r["url"].endswith("/4")),
]

_ON_CLAIMS: list[Case] = [
    ("publisher", "Cnews Live", lambda r: r["article"]["publisher"] == "Cnews Live"),
    ("published_from", "2023-09-19", lambda r: published(r) >= "2023-09-19"),
    ("published_until", "2023-09-19", lambda r: "" < published(r) < "2023-09-19"),
    ("q", "soldiers", lambda r: "soldiers" in r["text"]),
    ("actor", "Azerbaijan", lambda r: "Azerbaijan" in actors(r)),
    ("actor", "AZE", lambda r: "Azerbaijan" in actors(r)),
    ("actor", ["Q912", "Red Cross"], lambda r: bool({"Mali", "Red Cross"} & actors(r))),
    ("speaker", "Azerbaijan", lambda r: "Azerbaijan" in speakers(r)),
    ("target", "Azerbaijan", lambda r: "Azerbaijan" in names(r["targets"])),
    ("place", "Stepanakert", lambda r: "Khankendi" in places(r)),
    ("place", "Nagorno-Karabakh", lambda r: "Nagorno-Karabakh" in places(r)),
    ("place", "Azerbaijan", lambda r: "Azerbaijan" in places(r)),
    ("place", "Mali", lambda r: "Mali" in places(r)),
    ("claim_type", "denial", lambda r: r["type"] == "denial"),
    ("claim_type", ["denial", "offer"], lambda r: r["type"] in {"denial", "offer"}),
    ("voice", "narrator", lambda r: r["voice"] == "narrator"),
    ("negated", "true", lambda r: r["negated"]),
    ("negated", "false", lambda r: not r["negated"]),
    ("quoted", "true", lambda r: r["quoted"]),
    ("event_from", "2023-09-19", lambda r: day(r, "until") >= "2023-09-19"),
    ("event_until", "2023-09-19", lambda r: day(r, "from") < "2023-09-19"),
    ("bbox", "46.7,39.7,46.8,39.9", lambda r: names(r["places"]) == {"Khankendi"}),
    ("bbox", "46.5,39,46.9,40", lambda r: bool(names(r["places"]) & {"Khankendi", "Nagorno-Karabakh"})),
    ("bbox", "46.5,39.85,46.7,39.95", lambda r: names(r["places"]) == {"Nagorno-Karabakh"}),
    ("bbox", "170,-30,-170,0", lambda r: bool(names(r["places"]) & {"Fiji", "Tonga"})),
    ("bbox", "-180,-30,-170,0", lambda r: names(r["places"]) == {"Tonga"}),
]

_ON_FIGURES: list[Case] = [
    ("publisher", "Cnews Live", lambda r: r["article"]["publisher"] == "Cnews Live"),
    ("published_from", "2023-09-19", lambda r: published(r) >= "2023-09-19"),
    ("published_until", "2023-09-19", lambda r: "" < published(r) < "2023-09-19"),
    ("q", "casualties", lambda r: "casualties" in r["text"]),
    ("actor", "Azerbaijan", lambda r: r["value"] in {27, 3}),
    ("speaker", "ARM", lambda r: r["value"] == 27),
    ("target", "Tonga", lambda r: r["value"] == 12),
    ("place", "Azerbaijan", lambda r: r["value"] in {27, 3}),
    ("claim_type", "announcement", lambda r: r["value"] == 40),
    ("voice", "attributed", lambda r: r["speaker"] is not None),
    ("negated", "true", lambda r: r["value"] == 3),
    ("quoted", "false", lambda r: r["value"] != 3),
    ("event_from", "2023-09-01", lambda r: day(r, "until") >= "2023-09-01"),
    ("event_until", "2023-09-01", lambda r: day(r, "from") < "2023-09-01"),
    ("bbox", "170,-30,-170,0", lambda r: r["value"] == 12),
    ("measure", "casualties", lambda r: r["measure"] == "casualties"),
    ("measure", ["casualties", "personnel"], lambda r: r["measure"] in {"casualties", "personnel"}),
    ("group", "soldier", lambda r: r["group"] == "soldier"),
    ("unit", "km", lambda r: r["unit"] == "km"),
    ("qualifier", "at_most", lambda r: r["qualifier"] == "at_most"),
    ("value_min", "27", lambda r: r["value"] is not None and r["value"] >= 27),
    ("value_max", "27.0", lambda r: r["value"] is not None and r["value"] <= 27),
]

_ON_ENTITIES: list[Case] = [
    (
        "publisher",
        "Cnews Live",
        lambda r: r["name"] in {"Armenia", "Azerbaijan", "Khankendi", "Nagorno-Karabakh", "Mali"},
    ),
    ("published_from", "2023-09-19T12:00Z", lambda r: r["name"] in {"Armenia", "Azerbaijan", "Mali"}),
    ("published_until", "2023-09-19", lambda r: r["name"] in {"Fiji", "Tonga"}),
    ("q", "stepanakert", lambda r: r["name"] == "Khankendi"),
    ("kind", "place", lambda r: "place" in r["kinds"]),
    ("kind", "actor", lambda r: "actor" in r["kinds"]),
    ("role", "NGO", lambda r: r["role"] == "NGO"),
    ("role", ["NGO", "STATE"], lambda r: r["role"] in {"NGO", "STATE"}),
    ("iso3", "mli", lambda r: r["iso3"] == "MLI"),
    ("iso3", ["MLI", "FJI"], lambda r: r["iso3"] in {"MLI", "FJI"}),
    ("bbox", "40,35,50,45", lambda r: r["name"] in {"Armenia", "Azerbaijan", "Khankendi", "Nagorno-Karabakh"}),
    ("bbox", "170,-30,-170,0", lambda r: r["name"] in {"Fiji", "Tonga"}),
]

_CASES = {"articles": _ON_ARTICLES, "claims": _ON_CLAIMS, "figures": _ON_FIGURES, "entities": _ON_ENTITIES}


def listed(client: httpx.Client, resource: str, **parameters: str | list[str]) -> list[Record]:
    answer = client.get(f"/v1/{resource}", params={"limit": "1000", **parameters})
    assert answer.status_code == 200, answer.text
    items: list[Record] = answer.json()["items"]
    return items


def ids(records: list[Record]) -> set[str]:
    return {record["id"] for record in records}


@pytest.mark.parametrize(
    ("resource", "parameter", "value", "holds"),
    [(resource, *case) for resource, cases in _CASES.items() for case in cases],
    ids=[f"{resource}-{case[0]}={case[1]}" for resource, cases in _CASES.items() for case in cases],
)
def test_a_filter_gives_exactly_what_it_says(
    reader: httpx.Client, resource: str, parameter: str, value: str | list[str], holds: Callable[[Record], bool]
) -> None:
    everything = listed(reader, resource)
    found = listed(reader, resource, **{parameter: value})
    assert ids(found) == {record["id"] for record in everything if holds(record)}
    assert 0 < len(found) < len(everything)


@pytest.mark.parametrize("resource", _LISTINGS)
def test_article_filters_the_records_of_an_article(reader: httpx.Client, resource: str) -> None:
    article = listed(reader, "articles", sort="published_at")[0]["id"]
    whole = reader.get(f"/v1/articles/{article}").json()
    found = listed(reader, resource, article=article)
    assert ids(found) == ({article} if resource == "articles" else ids(whole[resource]))
    assert 0 < len(found) < len(listed(reader, resource))


@pytest.mark.parametrize("resource", _LISTINGS)
def test_updated_since_leaves_out_what_was_stored_before(reader: httpx.Client, resource: str) -> None:
    stored = sorted((article["stored_at"], article["id"]) for article in listed(reader, "articles"))
    found = listed(reader, resource, updated_since=stored[2][0])
    if resource == "articles":
        assert ids(found) == {id_ for _, id_ in stored[2:]}
    if resource in {"claims", "figures"}:
        assert {record["article"]["id"] for record in found} <= {id_ for _, id_ in stored[2:]}
    assert 0 < len(found) < len(listed(reader, resource))
    assert listed(reader, resource, updated_since="9999-01-01") == []


def test_every_filter_is_tried() -> None:
    apart = {"sort", "limit", "cursor", "include", "article", "updated_since"}
    for resource, listing in _LISTINGS.items():
        assert {case[0] for case in _CASES[resource]} == set(listing.model_fields) - apart


def test_different_filters_are_and(reader: httpx.Client) -> None:
    both = listed(reader, "claims", actor="Azerbaijan", place="Armenia")
    assert ids(both) == ids(listed(reader, "claims", actor="AZE")) & ids(listed(reader, "claims", place="ARM"))
    assert [claim["type"] for claim in both] == ["offer"]
    assert listed(reader, "claims", actor="Azerbaijan", place="Armenia", claim_type="denial") == []
    assert listed(reader, "claims", speaker="Azerbaijan", target="Azerbaijan") == []


@pytest.mark.parametrize("parameter", ["actor", "speaker", "target", "place", "publisher"])
@pytest.mark.parametrize("name", ["Atlantis", "ali", "%", "*", "_", "Azerbaijan OR Mali", "ent_0000000000000", "Q0"])
def test_an_unknown_name_gives_an_empty_list(reader: httpx.Client, parameter: str, name: str) -> None:
    assert listed(reader, "claims", **{parameter: name}) == []


@pytest.mark.parametrize(
    "words",
    [
        "-soldiers",
        "sold*",
        "soldiers OR city",
        "NEAR(soldiers left)",
        '"',
        '""',
        "(",
        "text:soldiers",
        "^up",
        "U.S.",
        "O'Brien",
        "☂",
        "'",
    ],
)
def test_any_words_can_be_searched_for(reader: httpx.Client, words: str) -> None:
    for resource in _LISTINGS:
        assert len(listed(reader, resource, q=words)) < 4


def test_the_total_counts_all_that_match(reader: httpx.Client) -> None:
    for resource in _LISTINGS:
        answer = reader.get(f"/v1/{resource}", params={"include": "total", "limit": "1"}).json()
        assert answer["total"] == len(listed(reader, resource)) > 1
        assert "total" not in reader.get(f"/v1/{resource}").json()
