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
_SCOPE = cursor.bound("claims")
_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(scope=st.integers(0, 2**32 - 1), position=st.lists(_NUMBERS | _TEXTS | st.floats(-1e18, 1e18)))
def test_a_position_comes_back(scope: int, position: list[int | str | float]) -> None:
    types = [type(part) for part in position]
    assert cursor.decode(scope, cursor.encode(scope, tuple(position)), types=types) == tuple(position)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cursor.decode(_SCOPE, text, types=[int, int])
    assert [fault.parameter for fault in refused.value.faults] == ["cursor"]


@pytest.mark.parametrize(
    "forged",
    [
        [1],
        [1, 2, 3],
        ["a", 1],
        [1, "a"],
        [None, 1],
        [1.5, 1],
        [True, 1],
        [2**63, 1],
        [1, 2**64 - 1],
        {"a": 1},
        7,
        [[1], 1],
    ],
)
def test_a_well_sealed_cursor_with_another_content_is_refused(forged: object) -> None:
    content = orjson.dumps(forged)
    sealed = base64.urlsafe_b64encode(cursor._seal(_SCOPE, content) + content).decode().rstrip("=")
    with pytest.raises(InvalidInput):
        cursor.decode(_SCOPE, sealed, types=[int, int])


def test_no_text_of_a_column_has_a_nul() -> None:
    with pytest.raises(InvalidInput):
        cursor.decode(_SCOPE, cursor.encode(_SCOPE, ("a\0b", 1)), types=[str, int])


def test_another_spelling_of_the_same_bytes_is_refused() -> None:
    made = cursor.encode(_SCOPE, (12, 5))  # ends in a character with unused bits
    others = [
        made[:-1] + last
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        if last != made[-1]
    ]
    for other in others:
        with pytest.raises(InvalidInput):
            cursor.decode(_SCOPE, other, types=[int, int])
