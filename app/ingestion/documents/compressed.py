"""Compressed files, decompressed as they are read: never more in memory than is asked for, whatever they unpack to."""

from __future__ import annotations

import gzip
import lzma
import zlib
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.errors import NotInstalled, UnreadableSource

SUFFIXES = (".gz", ".xz", ".zst")


class NoZstandard(Exception):
    """What is read is not in the format of Zstandard."""


DAMAGED = (EOFError, lzma.LZMAError, zlib.error, NoZstandard)
"""What reading raises when a file is cut short or no such file; gzip's own are OSErrors."""

_CODINGS = {"gzip": ".gz", "x-gzip": ".gz", "deflate": ".zz", "br": ".br", "zstd": ".zst"}
_MEMORY = 100_000_000  # bytes: `xz -9` takes 65 MiB to unpack; a header may ask for 4 GiB
_AT_ONCE = 65_536
_AT_ONCE_ZST = 512  # bytes of a bomb that unpack to 16 MB: this library has no limit to what it gives back


def inner(path: Path) -> Path:
    """Return the path without the suffix of a compression, if it has one."""
    return path.with_suffix("") if path.suffix.lower() in SUFFIXES else path


def opened(path: Path, file: BinaryIO) -> BinaryIO:
    """Return what is in an open file, unpacked if its name says that it is compressed.

    Raises NotInstalled for Zstandard without the extra `web`.
    """
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if suffix == ".xz":
        return BufferedReader(_Xz(file), _AT_ONCE)
    if suffix == ".zst":
        return BufferedReader(_Zst(file), _AT_ONCE)
    return file


def decoded(content: bytes, coding: str, *, most: int) -> bytes:
    """Return the body of an HTTP answer without its `Content-Encoding`.

    What is not packed as the header says is returned as it is: many who archive unpack it and keep the header. Raises
    UnreadableSource when more than `most` bytes come out, or none that are whole; NotInstalled as `opened` does.
    """
    suffix = _CODINGS.get(coding.strip().lower(), "")
    packed = BytesIO(content)
    try:
        if suffix == ".gz" and content.startswith(b"\x1f\x8b"):
            found = gzip.GzipFile(fileobj=packed).read(most + 1)
        elif suffix == ".zst" and content.startswith(b"\x28\xb5\x2f\xfd"):
            found = BufferedReader(_Zst(packed)).read(most + 1)
        elif suffix == ".zz" and content.startswith(b"\x78"):
            unpacking = zlib.decompressobj()
            found = unpacking.decompress(content, most + 1)
            if not unpacking.eof and len(found) <= most:
                raise EOFError("ends in the middle")
        elif suffix == ".br" and not content.lstrip().startswith(b"<"):
            raise UnreadableSource("is packed with Brotli, which is not read")
        else:
            found = content
    except (OSError, *DAMAGED) as error:
        raise UnreadableSource(f"cannot be unpacked: {error}") from error
    if len(found) > most:
        raise UnreadableSource(f"unpacks to more than {most:,} bytes")
    return found


class _Unpacked(RawIOBase):
    """What is read from beginning to end, and tells how much that was so far."""

    def __init__(self) -> None:
        self._given = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._given


class _Xz(_Unpacked):
    """The standard library's `LZMAFile`, with a limit to the memory that unpacking takes."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._stream = self._begun()

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
                self._given += len(found)
                return len(found)

    @staticmethod
    def _begun() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)


class _Zst(_Unpacked):
    """The frames of a file of Zstandard, one after another; that the last one is cut short is told."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            import zstandard  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise NotInstalled(".zst is read by an extra: pip install 'conflict-records[web]'") from error
        super().__init__()
        self._file = file
        self._begun = zstandard.ZstdDecompressor(max_window_size=_MEMORY).decompressobj
        self._error = zstandard.ZstdError
        self._stream: Any = None
        self._packed = b""
        self._found = memoryview(b"")

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the next bytes go; 0 at the end."""
        while not self._found:
            self._packed = self._packed or self._file.read(_AT_ONCE_ZST)
            if not self._packed:
                if self._stream:
                    raise EOFError("ends in the middle")
                return 0
            self._stream = self._stream or self._begun()
            try:
                self._found = memoryview(self._stream.decompress(self._packed))
            except self._error as error:
                raise NoZstandard(str(error)) from error
            self._packed = self._stream.unused_data if self._stream.eof else b""
            if self._stream.eof:
                self._stream = None
        filled = self._found[: len(buffer)]
        buffer[: len(filled)] = filled
        self._found = self._found[len(filled) :]
        self._given += len(filled)
        return len(filled)
