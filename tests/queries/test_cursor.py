"""Cursors: they come back as they were made, and nothing else is taken."""

from __future__ import annotations

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.queries import cursor

_NUMBERS = st.integers(-(2**63), 2**63 - 1)


@given(scope=st.text(), key=_NUMBERS, number=_NUMBERS)
def test_a_position_comes_back(scope: str, key: int, number: int) -> None:
    assert cursor.decode(scope, cursor.encode(scope, (key, number)), key=int) == (key, number)


@given(key=st.text(), number=_NUMBERS)
def test_a_position_by_name_comes_back(key: str, number: int) -> None:
    assert cursor.decode("names", cursor.encode("names", (key, number)), key=str) == (key, number)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cursor.decode("scope", text, key=int)
    assert [fault.parameter for fault in refused.value.faults] == ["cursor"]


@pytest.mark.parametrize(
    "forged",
    [[1], [1, 2, 3], ["a", 1], [1, "a"], [None, 1], [1.5, 1], [2**63, 1], [1, 2**64 - 1], {"a": 1}, 7, [[1], 1]],
)
def test_a_well_sealed_cursor_with_another_content_is_refused(forged: object) -> None:
    content = orjson.dumps(forged)
    sealed = base64.urlsafe_b64encode(cursor._seal("scope", content) + content).decode().rstrip("=")
    with pytest.raises(InvalidInput):
        cursor.decode("scope", sealed, key=int)


def test_another_spelling_of_the_same_bytes_is_refused() -> None:
    made = cursor.encode("scope", (12, 5))  # ends in a character with unused bits
    others = [
        made[:-1] + last
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        if last != made[-1]
    ]
    for other in others:
        with pytest.raises(InvalidInput):
            cursor.decode("scope", other, key=int)
