"""Chunks: nothing lost, none too small to be worth sending, one gzip stream."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from app.export.chunks import CHUNK, compressed, gathered

_PIECES = st.lists(st.one_of(st.binary(max_size=50), st.integers(0, 2 * CHUNK).map(bytes)), max_size=20)


@given(_PIECES)
def test_gathering_loses_nothing(pieces: list[bytes]) -> None:
    chunks = list(gathered(pieces))
    assert b"".join(chunks) == b"".join(pieces)
    assert all(len(chunk) >= CHUNK for chunk in chunks[:-1])
    assert all(chunks)


@given(_PIECES)
def test_compressing_loses_nothing(pieces: list[bytes]) -> None:
    assert gzip.decompress(b"".join(compressed(pieces))) == b"".join(pieces)


def test_gathering_takes_no_more_than_it_gives() -> None:
    taken = []

    def pieces() -> object:
        for number in range(100):
            taken.append(number)
            yield bytes(CHUNK // 2)

    next(gathered(pieces()))  # type: ignore[arg-type]
    assert taken == [0, 1]
