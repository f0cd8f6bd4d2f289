"""On the seed articles: filters go by meaning, not by spelling, and what is read back is what was written."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.records import ArticleDetail
from tests.conftest import SEED_DATA


def claims(client: httpx.Client, **parameters: str) -> set[str]:
    """Return the ids of the claims that match."""
    answer: dict[str, Any] = client.get("/v1/claims", params={"limit": "1000", **parameters}).json()
    assert answer["next"] is None
    return {claim["id"] for claim in answer["items"]}


@pytest.mark.parametrize("parameter", ["actor", "speaker", "target", "place"])
@pytest.mark.parametrize(
    "names", [["Azerbaijan", "AZE", "aze", "Q227", "AZERBAIJAN"], ["Stepanakert", "Khankendi", "Xankəndi"]]
)
def test_all_names_of_one_entity_find_the_same(client: httpx.Client, parameter: str, names: list[str]) -> None:
    first, *others = (claims(client, **{parameter: name}) for name in names)
    assert all(found == first for found in others)
    assert first or (parameter, names[0]) in {
        ("actor", "Stepanakert"), ("speaker", "Stepanakert"), ("target", "Stepanakert"),
    }  # fmt: skip


def test_a_place_includes_the_places_inside(client: httpx.Client) -> None:
    assert claims(client, place="Khankendi") < claims(client, place="Nagorno-Karabakh")


def test_a_part_of_a_name_finds_nothing(client: httpx.Client) -> None:
    for part in ("arabakh", "Azer", "zerbaijan", "Stepan", "Mali"):
        assert claims(client, actor=part) == claims(client, place=part) == set()


def test_actor_place_and_type_narrow_together(client: httpx.Client) -> None:
    found = claims(client, actor="Azerbaijan", place="Nagorno-Karabakh", claim_type="event_report")
    assert found
    assert found < claims(client, actor="Azerbaijan", place="Nagorno-Karabakh")
    assert found < claims(client, place="Nagorno-Karabakh", claim_type="event_report")


def test_every_stored_span_is_the_text(client: httpx.Client) -> None:
    listed = client.get("/v1/articles?limit=1000").json()["items"]
    assert len(listed) == len([*SEED_DATA.glob("*.txt")])
    for article in listed:
        detail = ArticleDetail.model_validate_json(client.get(f"/v1/articles/{article['id']}").content)
        spans = list(spanned(detail.model_dump()))
        assert len(spans) > 10
        assert [span for span in spans if detail.text[span["start"] : span["end"]] != span["text"]] == []


def spanned(value: object) -> Any:
    """Give everything inside that has a start, an end and a text."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= set(value):
            yield value
        for inner in value.values():
            yield from spanned(inner)
    if isinstance(value, list):
        for inner in value:
            yield from spanned(inner)


def test_every_reference_is_a_record_of_the_store(client: httpx.Client) -> None:
    articles = client.get("/v1/articles?limit=1000").json()["items"]
    entities = {entity["id"] for entity in client.get("/v1/entities?limit=1000").json()["items"]}
    for article in articles:
        detail = client.get(f"/v1/articles/{article['id']}").json()
        statements = {claim["id"]: claim for claim in detail["claims"]}
        figures = {figure["id"]: figure for figure in detail["figures"]}
        for claim in statements.values():
            named = [claim["speaker"], claim["via"], *claim["targets"], *claim["places"]]
            assert {one["entity_id"] for one in named if one} - {None} <= entities
            assert all(figures[figure]["claim_id"] == claim["id"] for figure in claim["figures"])
        for figure in figures.values():
            assert figure["claim_id"] is None or figure["id"] in statements[figure["claim_id"]]["figures"]
            assert figure["part_of"] is None or figure["part_of"] in figures
