"""Which answers are kept: as long as the database is the same and there is room, the small ones apart."""

from __future__ import annotations

from app.api.finished import Answer, Kept, Key

_LONG = 40_000


def _key(number: int) -> Key:
    return b"/v1/claims", b"%d" % number, b"here", False


def _answer(size: int) -> Answer:
    return Answer(200, [], b"x" * size)


def _still(kept: Kept, numbers: range) -> list[int]:
    return [number for number in numbers if kept.get(_key(number), 1)]


def test_a_small_answer_is_kept_at_once_and_a_large_one_when_it_is_asked_again() -> None:
    kept = Kept()
    assert kept.get(_key(1), 1) is None
    kept.add(_key(1), 1, _answer(10))
    kept.add(_key(2), 1, _answer(_LONG))
    assert kept.get(_key(1), 1) == _answer(10)
    assert kept.get(_key(2), 1) is None
    kept.add(_key(2), 1, _answer(_LONG))
    assert kept.get(_key(2), 1) == _answer(_LONG)


def test_nothing_is_kept_of_another_state_of_the_database() -> None:
    kept = Kept()
    assert kept.get(_key(1), 1) is None
    kept.add(_key(1), 1, _answer(10))
    kept.add(_key(2), 0, _answer(10))  # made before the commit that was seen meanwhile
    assert _still(kept, range(1, 3)) == [1]
    assert kept.get(_key(1), 2) is None
    assert kept.get(_key(1), 1) is None


def test_there_is_room_for_some_megabytes_and_the_last_asked_stay() -> None:
    kept = Kept()
    large, small = range(400), range(1000, 1010)
    assert kept.get(_key(0), 1) is None
    for number in small:
        kept.add(_key(number), 1, _answer(10))
    for number in large:
        for _ in range(2):
            kept.add(_key(number), 1, _answer(_LONG))
        assert kept.get(_key(0), 1)  # asked again and again
    found = _still(kept, large)
    assert 100 < len(found) < 8_000_000 / _LONG
    assert found == [0, *large[1 - len(found) :]]
    assert _still(kept, small) == list(small)  # which have room of their own


def test_what_is_too_long_is_not_kept() -> None:
    kept = Kept()
    long = b"/v1/claims", b"x" * 2000, b"here", False
    assert kept.get(long, 1) is None
    for _ in range(2):
        kept.add(long, 1, _answer(10))
        kept.add(_key(1), 1, _answer(600_000))
    assert kept.get(long, 1) is None
    assert kept.get(_key(1), 1) is None
