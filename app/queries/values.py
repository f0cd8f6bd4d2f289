"""The types of the values filters take: how each is written in a URL, and what is said when it is not."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from app import identity
from app.storage import tables, words

_MOST_TERMS = 20
_WHOLE = re.compile(r"[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A space before an offset is a `+` that the client did not escape.
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)([Zz]|[+ -][0-9]{2}:[0-9]{2})?)?"
)


def box(text: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north in degrees (WGS 84) of `west,south,east,north`; ValueError when it is none."""
    parts = text.split(",")
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part.strip()) for part in parts):
        raise ValueError("must be four numbers: west,south,east,north in degrees")
    west, south, east, north = (float(part) for part in parts)
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise ValueError("west and east must lie between -180 and 180 (west > east crosses the antimeridian)")
    if not -90 <= south <= north <= 90:
        raise ValueError("south and north must lie between -90 and 90, south first")
    return west, south, east, north


def _whole(value: object) -> object:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("must be a whole number in plain digits")
    return value


def _number(value: object) -> object:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("must be a number in plain digits, such as 27 or -1.5")
    return value


def _truth(value: object) -> object:
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise ValueError("must be true or false")
        return value == "true"
    return value


def _instant(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _INSTANT.fullmatch(value)
    if match is None:
        raise ValueError("must be a date or a date-time, such as 2023-09-20 or 2023-09-20T08:00:00Z")
    day, time, offset = match.groups()
    try:
        zone = (offset or "Z").upper().replace(" ", "+")
        return tables.microseconds(datetime.fromisoformat(f"{day}T{time or '00:00'}{zone}"))
    except ValueError:
        raise ValueError("is no date of the calendar or no time of day") from None


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _DAY.fullmatch(value):
        raise ValueError("must be a date, such as 2023-09-20")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("is no date of the calendar") from None


def _readable(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


def _search(value: str) -> str:
    if len(words.terms(value)) > _MOST_TERMS:
        raise ValueError(f"must not be more than {_MOST_TERMS} words and phrases")
    return _readable(value)


def _article(value: str) -> str:
    if identity.parse("art", value) is None:
        raise ValueError("must be the id of an article: art_ and 13 characters")
    return value


def _separated(value: object) -> object:
    """Split comma-separated values; an empty one says nothing."""
    if isinstance(value, list):
        return [part for item in value for part in str(item).split(",") if part]
    return value


def _box(value: str) -> str:
    box(value)
    return value


Number = Annotated[float, Field(allow_inf_nan=False), BeforeValidator(_number)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Instant = Annotated[
    int,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "pattern": f"^{_INSTANT.pattern}$"}),
]
"""Microseconds since 1970 UTC, written as a date or a date-time; without an offset it is UTC."""

Day = Annotated[date, BeforeValidator(_day)]
Search = Annotated[str, StringConstraints(max_length=200), AfterValidator(_search)]
Box = Annotated[str, StringConstraints(max_length=200), AfterValidator(_box)]
Name = Annotated[str, StringConstraints(max_length=500), AfterValidator(_readable)]
Names = Annotated[tuple[Name, ...], Field(max_length=50)]
ArticleIds = Annotated[tuple[Annotated[str, AfterValidator(_article)], ...], Field(max_length=50)]
WHOLE = BeforeValidator(_whole)
"""Marks an integer that is written in plain digits; stands behind its bounds."""

COMMA_SEPARATED = BeforeValidator(_separated)
"""Marks a list whose values may also be separated by commas; stands behind its bounds."""
