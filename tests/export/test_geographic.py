"""GeoJSON: valid, every record once, at its places."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.export import geographic
from app.export.content import Content
from app.storage.database import Database
from tests.export.listed import exported, records

KHANKENDI, KARABAKH, MALI = [46.75, 39.8], [46.6, 39.9], [-4.0, 17.6]


def features(client: httpx.Client, resource: str, query: str = "") -> list[dict[str, Any]]:
    found = json.loads(exported(client, f"{resource}.geojson", query))
    assert set(found) == {"type", "features"}
    assert found["type"] == "FeatureCollection"
    for feature in found["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["id"] == feature["properties"]["id"]
        if feature["geometry"] is not None:
            check(**feature["geometry"])
    return list(found["features"])


def check(*, type: str, coordinates: Any) -> None:  # noqa: A002 - the name in RFC 7946
    positions = [coordinates] if type == "Point" else coordinates
    assert type == "Point" or len(positions) > 1
    for longitude, latitude in positions:
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90


@pytest.mark.parametrize("resource", ["claims", "figures", "articles", "entities"])
@pytest.mark.parametrize("query", ["", "published_until=1970-01-01"])
def test_every_record_is_a_feature(large_client: httpx.Client, resource: str, query: str) -> None:
    found = features(large_client, resource, query)
    assert [feature["properties"] for feature in found] == records(large_client, resource, query)


def test_claims_and_figures_are_at_their_places(large_client: httpx.Client) -> None:
    for resource in ("claims", "figures"):
        for feature in features(large_client, resource):
            named = feature["properties"].get("places") or [feature["properties"].get("place")]
            expected = {"Khankendi": KHANKENDI, "Nagorno-Karabakh": KARABAKH}.get(named[0]["name"] if named[0] else "")
            assert feature["geometry"] == (expected and {"type": "Point", "coordinates": expected})


@pytest.mark.parametrize(
    ("names", "geometry"),
    [
        (["Khankendi"], {"type": "Point", "coordinates": KHANKENDI}),
        (["Nagorno-Karabakh", "Khankendi"], {"type": "Point", "coordinates": KHANKENDI}),
        (["Mali", "Khankendi"], {"type": "MultiPoint", "coordinates": [MALI, KHANKENDI]}),
        (["Khankendi", "Mali", "Khankendi"], {"type": "MultiPoint", "coordinates": [KHANKENDI, MALI]}),
        ([None], None),
        ([None, "Mali"], {"type": "Point", "coordinates": MALI}),
        ([], None),
    ],
)
def test_several_places_are_several_points_but_not_the_larger_around_them(
    large: Database, large_client: httpx.Client, names: list[str | None], geometry: Any
) -> None:
    ids: dict[str | None, str | None] = {one["name"]: one["id"] for one in records(large_client, "entities")}
    ids[None] = None
    record = json.dumps({"id": "clm_1", "places": [{"entity_id": ids[name]} for name in names]}).encode()
    content = Content(resource="claims", pages=iter([[record]]), database=large, origin="", path="/")
    (feature,) = json.loads(b"".join(geographic.write(content)))["features"]
    assert feature["geometry"] == geometry


def test_entities_are_at_their_point_and_articles_nowhere(large_client: httpx.Client) -> None:
    for feature in features(large_client, "entities"):
        record = feature["properties"]
        assert feature["geometry"] == {"type": "Point", "coordinates": [record["lon"], record["lat"]]}
    assert all(feature["geometry"] is None for feature in features(large_client, "articles"))


def test_hostile_texts_are_the_same_after_reading(hostile_client: httpx.Client) -> None:
    found = features(hostile_client, "claims")
    assert [feature["properties"] for feature in found] == records(hostile_client, "claims")
