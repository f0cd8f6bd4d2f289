"""Positions: 63-bit integers in the order of the lists, so that one number is a row's key, its place and a cursor.

A record's position holds, from the top, the second its article was published in and the first bits of its id. Undated
records come before all dated ones, so that they are last when the newest come first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

UNDATED = -(2**62)
"""What stands for microseconds when an article has no publication date."""

BITS = 24
"""How many bits of the id stand below the second."""

FIRST_DATED = 1 << 41
"""Below it are the positions of undated records, which hold 41 bits of the id; from it on those of dated ones."""

LAST = (1 << 63) - 1

_SECOND = 1_000_000  # microseconds
_DAY = 86_400  # seconds
_BEFORE = 3  # days before the calendar begins: room for offsets from UTC, and for the undated below
_EPOCH = (date(1970, 1, 1).toordinal() - date.min.toordinal() + _BEFORE) * _DAY  # the second of 1970


def of(published: int, identifier: int) -> int:
    """Return the position of a record, by microseconds since 1970 UTC (or `UNDATED`) and its 63-bit id."""
    if published == UNDATED:
        return identifier >> 63 - 41
    return since(published) | identifier >> 63 - BITS


def since(published: int) -> int:
    """Return the first position of the second that holds this instant, in microseconds since 1970 UTC."""
    return published // _SECOND + _EPOCH << BITS


def after(position: int) -> int:
    """Return the position to try when this one is taken: the next of the same second, or of the undated, in a ring."""
    ring = (1 << BITS if position >= FIRST_DATED else FIRST_DATED) - 1
    return position & ~ring | position + 1 & ring


def around(found: Iterable[int]) -> tuple[int, int]:
    """Return the least and the greatest position that records of the same publication times as these can have."""
    rings = [(position, (1 << BITS if position >= FIRST_DATED else FIRST_DATED) - 1) for position in found]
    return min((p & ~ring for p, ring in rings), default=0), max((p | ring for p, ring in rings), default=-1)


def holds(position: int, published: int) -> bool:
    """Tell whether a position is one of the second of `published`, or of the undated."""
    if published == UNDATED:
        return 0 <= position < FIRST_DATED
    return position >> BITS == since(published) >> BITS


def day(position: int) -> int:
    """Return the number of the day a record was published on; 0 when undated."""
    return (position >> BITS) // _DAY if position >= FIRST_DATED else 0


def date_of(day: int) -> date | None:
    """Return the date of a day's number."""
    return date.fromordinal(max(day - _BEFORE, 0) + 1) if day else None
