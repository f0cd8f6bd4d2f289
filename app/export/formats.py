"""The formats a list can be had in, by suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.export import atom, comma_separated, geographic, json_feed, json_lines, parquet
from app.export.content import Content

_ALL = ("claims", "figures", "articles", "entities")


@dataclass(frozen=True, slots=True)
class Format:
    """How the rows of a resource are written."""

    suffix: str
    media_type: str
    write: Callable[[Content], Iterator[bytes]]
    resources: tuple[str, ...] = _ALL
    packed: bool = False
    """Whether it is compressed already."""


FORMATS = {
    one.suffix: one
    for one in (
        Format("csv", "text/csv; charset=utf-8; header=present", comma_separated.write),
        Format("jsonl", "application/jsonl", json_lines.write),
        Format("geojson", "application/geo+json", geographic.write),
        Format("parquet", "application/vnd.apache.parquet", parquet.write, packed=True),
        Format("atom", "application/atom+xml; charset=utf-8", atom.write, ("claims",)),
        Format("feed.json", "application/feed+json", json_feed.write, ("claims",)),
    )
}
"""The formats by suffix, in the order in which they are documented."""
