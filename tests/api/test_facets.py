"""Facets over HTTP: counted like the lists, refused like them; how they are counted is tested with the queries."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.api.test_problems import problem


def facets(client: httpx.Client, path: str, **parameters: str | list[str]) -> dict[str, Any]:
    answer = client.get(f"/v1/{path}/facets", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def test_facets_count_what_the_list_holds(reader: httpx.Client) -> None:
    claims = reader.get("/v1/claims", params={"limit": "1000"}).json()["items"]
    found = facets(reader, "claims", by="claim_type,publisher,day", limit="100")
    assert found["total"] == len(claims)
    types = Counter(claim["type"] for claim in claims)
    assert {one["value"]: one["count"] for one in found["facets"]["claim_type"]} == types
    publishers = Counter(claim["article"]["publisher"] for claim in claims)
    assert {one["value"]: one["count"] for one in found["facets"]["publisher"]} == publishers
    assert None in publishers
    days = [one["value"] for one in found["facets"]["day"]]
    assert days[-1] is None
    assert days[:-1] == sorted(days[:-1], reverse=True)


def test_facets_take_the_filters_of_the_list(reader: httpx.Client) -> None:
    found = facets(reader, "claims", by=["claim_type", "actor"], actor="Azerbaijan", claim_type="denial")
    assert found["total"] == 1
    assert found["facets"]["claim_type"] == [{"value": "denial", "count": 1}]
    assert {one["name"] for one in found["facets"]["actor"]} == {"Azerbaijan", "Armenia"}
    figures = facets(reader, "figures", by="measure,voice,claim_type", q="casualties")
    assert figures == {
        "total": 1,
        "facets": {
            "measure": [{"value": "casualties", "count": 1}],
            "voice": [{"value": "attributed", "count": 1}],
            "claim_type": [{"value": "status_report", "count": 1}],
        },
    }


def test_of_nothing_there_is_nothing_to_count(reader: httpx.Client) -> None:
    for filters in ({"actor": "Atlantis"}, {"q": "absent"}, {"voice": "implicit", "claim_type": "denial"}):
        assert facets(reader, "claims", by="actor,day", **filters) == {"total": 0, "facets": {"actor": [], "day": []}}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "by"),
        ("by=", "by"),
        ("by=measure", "by"),
        ("by=day&by=nothing", "by"),
        ("by=" + ",".join(["day"] * 9), "by"),
        ("by=day&limit=0", "limit"),
        ("by=day&limit=101", "limit"),
        ("by=day&cursor=x", "cursor"),
        ("by=day&sort=-published_at", "sort"),
        ("by=day&include=total", "include"),
        ("by=day&claim_type=lie", "claim_type"),
    ],
)
def test_what_cannot_be_counted_is_refused(reader: httpx.Client, query: str, parameter: str) -> None:
    [fault, *_] = problem(reader.get(f"/v1/claims/facets?{query}"), 422)["errors"]
    assert fault["parameter"] == parameter


def test_relevance_needs_words(reader: httpx.Client) -> None:
    for path in ("articles", "claims", "figures"):
        [fault] = problem(reader.get(f"/v1/{path}?sort=relevance"), 422)["errors"]
        assert fault["parameter"] == "sort"
        assert reader.get(f"/v1/{path}?sort=relevance&q=said").status_code == 200
