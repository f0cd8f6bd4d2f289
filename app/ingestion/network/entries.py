"""A feed and its entries, whatever format they came in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

MOST = 20_000
"""Entries of a feed at most."""

_ADDRESS = re.compile(r"https?://\S{1,1990}", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}.*)?)?")
_RFC = re.compile(
    r"(?:[A-Za-z]+, *)?([0-9]{1,2}) +([A-Za-z]{3})[a-z]{0,6} +([0-9]{4}|[0-9]{2})"
    r"(?: +([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: *([+-][0-9]{4}|[A-Za-z]{1,5}))?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The hours of the names that RFC 5322 has for zones, all there are in it.
_ZONES = {"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
          "PST": -8, "PDT": -7}  # fmt: skip
_LONGEST_DATE = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `html` or else `text` is all that it says; `summary` (HTML) is what it tells of a page elsewhere."""

    link: str | None = None
    title: str | None = None
    publisher: str | None = None
    published_at: date | datetime | str | None = None
    language: str | None = None
    licence: str | None = None
    html: str | None = None
    text: str | None = None
    summary: str | None = None

    @property
    def key(self) -> str:
        """Return what tells it from all others; a changed entry is another one."""
        return hashlib.sha256(repr(self).encode(errors="backslashreplace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries in their order, each once; `wait` are the seconds that the feed says it stays as it is.

    `damaged` is its charset when not all its bytes are characters of that: U+FFFD stands where they are not.
    """

    title: str | None
    entries: Sequence[Entry]
    wait: int | None = None
    breaks_off: bool = False
    damaged: str | None = None


def line(value: Any) -> str | None:
    """Return words on one line, single spaces between them; None when there are none."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def filled(value: Any) -> str | None:
    """Return a text as it is; None when there is none."""
    return value if isinstance(value, str) and value.strip() else None


def address(value: Any) -> str | None:
    """Return an http or https address; None for anything else."""
    stripped = value.strip() if isinstance(value, str) else ""
    return stripped if _ADDRESS.fullmatch(stripped) else None


def language(value: Any) -> str | None:
    """Return a BCP 47 tag; None for what is none, such as the name of a language."""
    stripped = value.strip().replace("_", "-") if isinstance(value, str) else ""
    return stripped if _LANGUAGE.fullmatch(stripped) and len(stripped) <= 35 else None


def moment(value: Any) -> date | datetime | str | None:
    """Return when it was: in UTC, or a day when no time or no known zone is said, or a month (2023-09) without a day.

    Takes dates of ISO 8601 and of RFC 5322; None for anything else, because what libraries make of a "12" is a guess.
    """
    said = value.strip() if isinstance(value, str) else ""
    if len(said) > _LONGEST_DATE:
        return None
    try:
        if match := _ISO.fullmatch(said):
            if match[2]:
                when = datetime.fromisoformat(said.upper())
                return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
            return date.fromisoformat(said) if match[1] else date.fromisoformat(f"{said}-01").isoformat()[:7]
        match = _RFC.fullmatch(said)
        return _spelt(match) if match else None
    except (ValueError, OverflowError):
        return None


def _spelt(match: re.Match[str]) -> date | datetime:
    day, month, year, hour, minute, second, zone = match.groups()
    century = "" if len(year) == 4 else "20" if year < "70" else "19"
    on = date(int(century + year), _MONTHS.index(month.lower()) + 1, int(day))
    name = (zone or "Z").upper()
    if hour is None or (name.isalpha() and name not in _ZONES):
        return on
    hours, minutes = (_ZONES[name], 0) if name.isalpha() else (int(name[:3]), int(name[0] + name[3:]))
    ahead = timezone(timedelta(hours=hours, minutes=minutes))
    at = datetime(on.year, on.month, on.day, int(hour), int(minute), min(int(second or 0), 59), tzinfo=ahead)
    return at.astimezone(UTC)
