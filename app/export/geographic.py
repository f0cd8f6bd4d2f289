"""GeoJSON (RFC 7946): each record at its places, as the properties of a feature; no geometry where none is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from app import identity
from app.export.content import Content
from app.queries import entities
from app.queries.entities import Point

Record = dict[str, Any]


def write(content: Content) -> Iterator[bytes]:
    """Give the features of each page, in one collection."""
    yield b'{"type":"FeatureCollection","features":['
    before = b"\n"
    for page in content.portions():
        features = []
        for bytes_, record, geometry in _located(content, page):
            features.append(
                b'{"type":"Feature","id":"%b","geometry":%b,"properties":%b}'
                % (record["id"].encode(), orjson.dumps(geometry), bytes_)
            )
        yield before + b",\n".join(features)
        before = b",\n"
    yield b"\n]}\n"


def _located(content: Content, page: list[bytes]) -> Iterator[tuple[bytes, Record, Record | None]]:
    """Give each record, as bytes and as read, with its geometry."""
    records = list(map(orjson.loads, page))
    if content.resource == "entities":
        geometries = [_geometry([(one["lon"], one["lat"])] if one["lat"] is not None else []) for one in records]
    elif content.resource == "articles":
        geometries = [None] * len(records)
    else:
        places = [_places(record) for record in records]
        with content.database.read() as connection:
            points = entities.points(connection, {id_ for ids in places for id_ in ids})
        geometries = [_geometry(_narrowest(points, ids)) for ids in places]
    yield from zip(page, records, geometries, strict=True)


def _places(record: Record) -> list[int]:
    """Return the ids of the entities a claim or figure is at."""
    named = record["places"] if "places" in record else [record["place"]]
    ids = [identity.parse("ent", place["entity_id"]) for place in named if place and place["entity_id"]]
    return [id_ for id_ in ids if id_ is not None]


def _narrowest(points: dict[int, Point], ids: Iterable[int]) -> list[tuple[float, float]]:
    """Return longitude and latitude of the places, those around another of them left out, as the filter `bbox` does."""
    known = [points[id_] for id_ in dict.fromkeys(ids) if id_ in points]
    around = {point.within for point in known}
    return list(dict.fromkeys((point.lon, point.lat) for point in known if point.id not in around))


def _geometry(points: list[tuple[float, float]]) -> Record | None:
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points}
