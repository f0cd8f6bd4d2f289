"""The members of a gzip file one by one, each found again at its offset: what follows a damaged one is read."""

from __future__ import annotations

import zlib
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO

_MAGIC = b"\x1f\x8b\x08"
_BLOCK = 65_536
_BACK = 2 * _BLOCK  # bytes that unpacking may have run on into what follows before it noticed


class Member(RawIOBase):
    """What is in the member at an offset of a seekable file; damage is a `zlib.error`, an early end an `EOFError`."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        """Read the beginning."""
        file.seek(offset)
        self.offset = offset
        self._file = file
        self._unpacking = zlib.decompressobj(31)  # 31: gzip, and nothing else
        self._packed = file.read(_BLOCK)
        self.is_there = bool(self._packed.strip(b"\0"))  # gzip allows zeros at the end

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the next bytes go; 0 at the end of the member."""
        while not self._unpacking.eof:
            if not self._packed:
                raise EOFError("ends in the middle")
            found = self._unpacking.decompress(self._packed, len(buffer))
            self._packed = self._unpacking.unconsumed_tail
            if not self._packed and not self._unpacking.eof:
                self._packed = self._file.read(_BLOCK)
            if found:
                buffer[: len(found)] = found
                return len(found)
        return 0

    def buffered(self) -> BufferedReader:
        """Return the member as a stream of lines and blocks."""
        return BufferedReader(self, _BLOCK)

    def following(self) -> int:
        """Return the offset behind the member, which has been read to its end."""
        return self._file.tell() - len(self._unpacking.unused_data)

    def found_again(self, first: tuple[bytes, ...]) -> int | None:
        """Return the offset of the next member that begins with one of `first`, when this one could not be read."""
        return _found(self._file, max(self.offset + 1, self._file.tell() - _BACK), first)


def _found(file: BinaryIO, offset: int, first: tuple[bytes, ...]) -> int | None:
    file.seek(offset)
    window = b""
    while block := file.read(_BLOCK):
        window += block
        at = window.find(_MAGIC)
        while at >= 0:
            if _begins(window[at : at + 1024], first):
                return offset + at
            at = window.find(_MAGIC, at + 1)
        offset += max(len(window) - 1024, 0)
        window = window[-1024:]  # what is at the end is looked at again, with what follows
    return None


def _begins(packed: bytes, first: tuple[bytes, ...]) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, max(map(len, first))).startswith(first)
    except zlib.error:
        return False
