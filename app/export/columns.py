"""The flat columns of each resource, for formats that know only tables. Names and order stay; new ones come last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

Record = dict[str, Any]
Get = Callable[[Record], Any]


class Type(Enum):
    """What the cells of a column are, when they are not empty (None)."""

    TEXT = auto()
    TEXTS = auto()  # a list; several such columns of one thing have their items in the same order
    WHOLE = auto()
    NUMBER = auto()
    TRUTH = auto()
    DAY = auto()  # 2023-09-20
    MOMENT = auto()  # a date-time, or a day or month where no more is known


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type, and its cell of a record."""

    name: str
    type: Type
    get: Get


def _key(name: str, type_: Type = Type.TEXT, *, named: str | None = None) -> Column:
    """Return the column of a key of the record."""
    return Column(named or name, type_, lambda record: record[name])


def _part(outer: str, name: str, named: str, type_: Type = Type.TEXT) -> Column:
    """Return the column of a key of an object in the record; empty where there is no such object."""
    return Column(named, type_, lambda record: None if record[outer] is None else record[outer][name])


def _each(outer: str, name: str, named: str) -> Column:
    """Return the column of a key of each object of a list."""
    return Column(named, Type.TEXTS, lambda record: [item[name] for item in record[outer]])


def _precision(published_at: str | None) -> str | None:
    """Return how much of the date of publication is known."""
    if published_at is None:
        return None
    return {7: "month", 10: "day"}.get(len(published_at), "time")


def _who(part: str) -> tuple[Column, ...]:
    return (
        _part(part, "name", part),
        _part(part, "entity_id", f"{part}_id"),
        _part(part, "text", f"{part}_text"),
    )


_ARTICLE = (
    _part("article", "id", "article_id"),
    _part("article", "title", "article_title"),
    _part("article", "publisher", "publisher"),
    _part("article", "published_at", "published_at", Type.MOMENT),
    Column("published_precision", Type.TEXT, lambda record: _precision(record["article"]["published_at"])),
    _part("article", "url", "url"),
)
_SPAN = (
    _key("text"),
    _key("start", Type.WHOLE),
    _key("end", Type.WHOLE),
    _part("sentence", "start", "sentence_start", Type.WHOLE),
    _part("sentence", "end", "sentence_end", Type.WHOLE),
)
_TIME = (
    _part("time", "from", "time_from", Type.DAY),
    _part("time", "until", "time_until", Type.DAY),
    _part("time", "basis", "time_basis"),
    _part("time", "text", "time_text"),
)
_MADE = (_key("confidence", Type.NUMBER), _key("extractor"))
_COUNTS = tuple(_part("counts", name, name, Type.WHOLE) for name in ("entities", "claims", "figures"))

COLUMNS: dict[str, tuple[Column, ...]] = {
    "claims": (
        _key("id"), *_ARTICLE, _key("type"), _key("voice"), *_SPAN, *_who("speaker"), *_who("via"),
        _part("cue", "text", "cue"), _part("cue", "lemma", "cue_lemma"),
        _each("targets", "name", "targets"), _each("targets", "entity_id", "target_ids"),
        _each("places", "name", "places"), _each("places", "entity_id", "place_ids"),
        _each("places", "basis", "place_bases"),
        _key("negated", Type.TRUTH), _key("quoted", Type.TRUTH), _key("certainty"), *_TIME, _key("event_code"),
        _key("figures", Type.TEXTS), *_MADE,
    ),
    "figures": (
        _key("id"), *_ARTICLE, _key("claim_id"), _key("measure"), _key("value", Type.NUMBER),
        _key("low", Type.NUMBER), _key("high", Type.NUMBER), _key("qualifier"), _key("unit"), _key("group"),
        _key("noun"), *_SPAN, _key("part_of"), *_who("speaker"), *_who("place"), _part("place", "basis", "place_basis"),
        *_TIME, *_MADE,
    ),
    "articles": (
        _key("id"), _key("url"), _key("title"), _key("publisher"), _key("published_at", Type.MOMENT),
        Column("published_precision", Type.TEXT, lambda record: _precision(record["published_at"])),
        _key("language"), _key("licence"), _key("text_sha256"), _key("stored_at", Type.MOMENT), *_COUNTS,
    ),
    "entities": (
        _key("id"), _key("name"), _key("kinds", Type.TEXTS), _key("role"), _key("iso3"), _key("wikidata"),
        _key("geonames"), _key("lat", Type.NUMBER), _key("lon", Type.NUMBER), _key("within"),
        _key("aliases", Type.TEXTS), _part("counts", "articles", "articles", Type.WHOLE), *_COUNTS[1:],
    ),
}  # fmt: skip
"""The columns of each resource."""


def moment(written: str) -> datetime:
    """Return the first instant of a date-time, a day or a month as records write them."""
    whole = written + "-01" * (len(written) == len("2016-05"))
    found = datetime.fromisoformat(whole)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
