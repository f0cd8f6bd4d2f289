"""Compressed files, decompressed as they are read: never more in memory than is asked for, whatever they unpack to."""

from __future__ import annotations

import gzip
import lzma
import zlib
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

SUFFIXES = (".gz", ".xz")

DAMAGED = (EOFError, lzma.LZMAError, zlib.error)
"""What reading raises when a file is cut short or no such file; gzip's own are OSErrors."""

_MEMORY = 100_000_000  # bytes: `xz -9` takes 65 MiB to unpack; a header may ask for 4 GiB
_AT_ONCE = 65_536


def inner(path: Path) -> Path:
    """Return the path without the suffix of a compression, if it has one."""
    return path.with_suffix("") if path.suffix.lower() in SUFFIXES else path


def opened(path: Path, file: BinaryIO) -> BinaryIO:
    """Return what is in an open file, unpacked if its name says that it is compressed."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if suffix == ".xz":
        return BufferedReader(_Xz(file), _AT_ONCE)
    return file


class _Xz(RawIOBase):
    """The standard library's `LZMAFile`, with a limit to the memory that unpacking takes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._stream = self._begun()

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the next bytes go; 0 at the end."""
        while True:
            if self._stream.eof:
                rest = self._stream.unused_data.lstrip(b"\0") or self._file.read(_AT_ONCE).lstrip(b"\0")
                if not rest:
                    return 0
                self._stream = self._begun()  # several streams may follow each other
            elif self._stream.needs_input:
                rest = self._file.read(_AT_ONCE)
                if not rest:
                    raise EOFError("ends in the middle")
            else:
                rest = b""
            if found := self._stream.decompress(rest, len(buffer)):
                buffer[: len(found)] = found
                return len(found)

    @staticmethod
    def _begun() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
