"""The records of WARC archives (ISO 28500) one by one: a broken one is told, and the next one is found behind it.

The text of a whole record is never searched for others: who writes a page could make another site say something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import SEEK_CUR, SEEK_END, BufferedReader

from app.errors import UnreadableSource
from app.ingestion.documents import compressed
from app.ingestion.documents.members import Member

LONGEST_HEAD = 65_536
"""Bytes of the head of a record, and of that of what it holds."""

_VERSIONS = (b"WARC/1.", b"WARC/0.")
_FIRST_LINE = re.compile(rb"WARC/[01]\.[0-9]{1,2}\r?\n")  # anywhere: what was cut short may have no end of line
_LONGEST_FIRST_LINE = 11
_ANOTHER = re.compile(_FIRST_LINE.pattern + rb"WARC-")
_BLOCK = 65_536
_MOST_BLANK = 1000  # lines
_MOST_SKIPPED = 2_000_000_000  # bytes that are passed over in search of the next record
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_KIND = re.compile(rb"^warc-type[ \t]*:[ \t]*([a-z]{1,20})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)

Place = str
"""Where a record is: `@` and the offset in the file, of the record or of the gzip member that it is in."""


@dataclass(frozen=True, slots=True)
class Record:
    """The head of a record and its content, both as they are; one that is too large has one byte too many."""

    head: bytes
    content: bytes


def records(
    file: BufferedReader, kinds: frozenset[bytes], *, largest: int
) -> Iterator[tuple[Place, Record | UnreadableSource]]:
    """Give the records of these kinds (`WARC-Type`), and why each that is broken is.

    The file may be of gzip members; what else it is packed with, it is unpacked from as it is read, and what that
    raises is raised. Raises UnreadableSource where the rest is not worth reading.
    """
    if file.seekable() and file.peek(2).startswith(b"\x1f\x8b"):
        return _in_members(file, kinds, largest)
    return _Reader(file, kinds, largest, seekable=file.seekable()).records(lambda line: f"@{file.tell() - len(line)}")


def _in_members(
    file: BufferedReader, kinds: frozenset[bytes], largest: int
) -> Iterator[tuple[Place, Record | UnreadableSource]]:
    offset: int | None = 0
    while offset is not None and (member := Member(file, offset)).is_there:
        place = f"@{offset}"
        try:
            for _, found in _Reader(member.buffered(), kinds, largest, seekable=False).records(lambda _: ""):
                yield place, found
            offset = member.following()
        except compressed.DAMAGED as error:
            yield place, UnreadableSource(f"cannot be unpacked: {error}")
            offset = member.found_again(_VERSIONS)
        except UnreadableSource as error:
            yield place, error
            offset = member.found_again(_VERSIONS)


class _Broken(UnreadableSource):
    """A record that does not end where the next one begins; `following` is the first line of that if it is known."""

    def __init__(self, detail: str, following: bytes = b"") -> None:
        super().__init__(detail)
        self.following = following


class _Reader:
    """Reads records from a stream, back to where a broken one began if it can."""

    def __init__(self, stream: BufferedReader, kinds: frozenset[bytes], largest: int, *, seekable: bool) -> None:
        self._stream = stream
        self._kinds = kinds
        self._most = largest + LONGEST_HEAD + 1
        self._seekable = seekable

    def records(self, place: Callable[[bytes], Place]) -> Iterator[tuple[Place, Record | UnreadableSource]]:
        """Give the records; `place` tells where the line is that was just read."""
        _, line = self._next_line()
        while line:
            at = place(line)
            try:
                record, line = self._record(line)
            except _Broken as error:
                yield at, error
                line = error.following or self._next_record()
            else:
                if record:
                    yield at, record

    def _record(self, line: bytes) -> tuple[Record | None, bytes]:
        """Return a record, None if it is of another kind, and the first line of the next one."""
        if not line.startswith(_VERSIONS):
            raise _Broken("is no record of a WARC archive", _begun(line))
        head = self._head(line)
        match = _LENGTH.search(head)
        if not match:
            raise _Broken("is a record that does not say how long it is")
        length = int(match[1])
        if self._seekable and not self._fits(length):
            raise _Broken("is a record of another length than it says, or cut short")
        kind = _KIND.search(head)
        wanted = kind is not None and kind[1].lower() in self._kinds
        start = self._stream.tell() if self._seekable else 0
        content = self._stream.read(min(length, self._most)) if wanted else b""
        self._pass(length - len(content))
        blank, following = self._next_line()
        ends_well = blank >= 2  # lines behind the content
        if not ends_well and not _is_next(following):
            raise _Broken("is a record of another length than it says", _begun(following))
        # One that ends well before the next one is whole, whatever its content looks like. Another may do so by chance.
        if not (ends_well and _is_next(following)) and (another := _ANOTHER.search(content)):
            if self._seekable:
                self._stream.seek(start + another.start())
            raise _Broken("is a record of another length than it says")
        return Record(head, content) if wanted else None, following

    def _head(self, line: bytes) -> bytes:
        """Return the lines of a record up to the first that is blank."""
        head = line
        while line.strip():
            line = self._stream.readline(LONGEST_HEAD)
            if following := _begun(line):
                raise _Broken("is a record that is cut short", following)
            head += line
            if len(head) > LONGEST_HEAD or not line:
                raise _Broken("is a record whose head does not end")
        return head

    def _fits(self, length: int) -> bool:
        """Tell whether this record can end so many bytes from here."""
        here = self._stream.tell()
        size = self._stream.seek(0, SEEK_END)
        self._stream.seek(min(here + length, size))
        end = self._stream.read(16)
        self._stream.seek(here)
        return here + length <= size and (end.startswith(b"\r\n\r\n") or _is_next(end.lstrip(b"\r\n")))

    def _pass(self, length: int) -> None:
        """Read on for so many bytes."""
        if self._seekable:
            self._stream.seek(length, SEEK_CUR)
            return
        if length > _MOST_SKIPPED:
            raise UnreadableSource(f"is a record of more than {_MOST_SKIPPED:,} bytes; what follows it is not read")
        while length > 0:
            block = self._stream.read(min(length, _BLOCK))
            if not block:
                raise _Broken("is a record that is cut short")
            length -= len(block)

    def _next_line(self) -> tuple[int, bytes]:
        """Return how many blank lines come first, and the next line that is none, or the beginning of a long one."""
        for blank in range(_MOST_BLANK):
            line = self._stream.readline(LONGEST_HEAD)
            if not line or line.strip():
                return blank, line
        return _MOST_BLANK, self._next_record()

    def _next_record(self) -> bytes:
        """Return the first line of the next record, wherever it is."""
        before, passed = b"", 0
        while ahead := self._stream.peek(_BLOCK):
            match = _FIRST_LINE.search(before + ahead)
            if match:
                self._stream.read(match.end() - len(before))
                return match[0]
            self._stream.read(len(ahead))
            before = (before + ahead)[-_LONGEST_FIRST_LINE:]
            passed += len(ahead)
            if passed > _MOST_SKIPPED:
                raise UnreadableSource(f"holds no other record in {_MOST_SKIPPED:,} bytes; what follows is not read")
        return b""


def _begun(line: bytes) -> bytes:
    """Return the first line of a record that begins in the middle of a line, behind one that is cut short."""
    match = _FIRST_LINE.search(line)
    return line[match.start() :] if match else b""


def _is_next(line: bytes) -> bool:
    return not line or line.startswith(_VERSIONS)
