"""Positions sort like the dates they are of, with the undated below all; each lies in the second it was made for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage import positions
from app.storage.tables import microseconds

_IDS = st.integers(0, 2**63 - 1)
_MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))]))


@given(_MOMENTS, _IDS, _MOMENTS, _IDS)
def test_a_later_second_is_a_greater_position(one: datetime, id_: int, other: datetime, other_id: int) -> None:
    first, second = microseconds(one), microseconds(other)
    found = positions.of(first, id_), positions.of(second, other_id)
    assert all(positions.FIRST_DATED <= position <= positions.LAST for position in found)
    assert positions.of(positions.UNDATED, id_) < positions.FIRST_DATED
    if first // 1_000_000 != second // 1_000_000:
        assert (found[0] < found[1]) == (first < second)
    assert positions.since(first) <= found[0] < positions.since(first + 1_000_000)
    assert positions.holds(found[0], first)
    assert not positions.holds(found[0], positions.UNDATED)


@given(st.dates(), _IDS)
def test_a_day_is_the_date_it_is_of(day: date, id_: int) -> None:
    assert positions.date_of(positions.day(positions.of(microseconds(day), id_))) == day


@given(st.one_of(st.none(), _MOMENTS), _IDS)
def test_the_next_position_is_of_the_same_second(moment: datetime | None, id_: int) -> None:
    published = microseconds(moment)
    position = positions.of(published, id_)
    following = positions.after(position)
    assert following != position
    assert positions.holds(following, published)
    low, high = positions.around([position])
    assert low <= position <= high
    assert low <= following <= high


@pytest.mark.parametrize("moment", [None, datetime(2023, 9, 20, tzinfo=UTC)])
def test_the_ring_of_a_second_closes(moment: datetime | None) -> None:
    low, high = positions.around([positions.of(microseconds(moment), 0)])
    assert positions.after(high) == low


def test_what_has_no_date_has_no_day() -> None:
    assert positions.day(positions.of(positions.UNDATED, 2**63 - 1)) == 0
    assert positions.date_of(0) is None
    assert positions.around([]) == (0, -1)
