"""From the pieces a format gives to chunks worth sending, compressed if asked."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterable, Iterator

CHUNK = 64 * 1024
"""Bytes of a chunk: large enough that sending costs little for each record, small enough to be nothing in memory."""

_GZIP = 31  # zlib's window bits that ask for a gzip header
_LEVEL = 1  # a tenth larger than level 6 on these records, and three times faster


def gathered(pieces: Iterable[bytes]) -> Generator[bytes, None, None]:
    """Give the pieces joined, each time a chunk's worth or more is there."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)


def compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces as one gzip stream."""
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
