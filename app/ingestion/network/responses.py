"""What a server answers: whether it is what was asked for, and its content, unpacked within a limit."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import RawIOBase
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from app.errors import Unfetchable

if TYPE_CHECKING:
    import httpcore

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_TAG = 1000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9][A-Za-z0-9_.:-]{0,40})", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was found; `content` is None when it is what it was before."""

    url: str
    content: bytes | None
    media_type: str
    charset: str | None
    etag: str | None
    modified: str | None
    max_age: int | None


class Headers(dict[str, str]):
    """The headers of an answer by their names in lower case; one that is repeated has all its values, as if listed."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        """Take them as they came; those that are no UTF-8 are Latin-1."""
        super().__init__()
        for name, value in raw:
            key = name.decode("latin-1").lower()
            try:
                text = value.decode()
            except UnicodeDecodeError:
                text = value.decode("latin-1")
            self[key] = f"{self[key]}, {text}" if key in self else text


def taken(
    url: str, response: httpcore.Response, *, media_types: re.Pattern[str], conditional: bool, largest: int
) -> Fetched:
    """Return what the server at `url` has answered: something of one of the `media_types`, of `largest` bytes at most.

    That nothing has changed is an answer if it was asked for (`conditional`). Raises Unfetchable.
    """
    headers = Headers(response.headers)
    content_type = headers.get("content-type", "")
    media_type = re.split("[;,]", content_type, maxsplit=1)[0].strip().lower()  # some say it twice
    content: bytes | None = None
    if response.status != 304 or not conditional:
        if response.status != 200:
            wait = _wait(headers.get("retry-after", ""))
            raise Unfetchable(f"answers {response.status}", passing=response.status in _PASSING, wait=wait)
        if not media_types.fullmatch(media_type):
            raise Unfetchable(f"is {media_type[:100].encode('ascii', 'backslashreplace').decode()}")
        content = _unpacked(response.iter_stream(), headers, largest)
    charset = _CHARSET.search(content_type)
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    return Fetched(
        url=url,
        content=content,
        media_type=media_type,
        charset=charset[1] if charset else None,
        etag=_tag(headers, "etag"),
        modified=_tag(headers, "last-modified"),
        max_age=int(age[1]) if age else None,
    )


def _unpacked(pieces: Iterable[bytes], headers: Headers, largest: int) -> bytes:
    """Return the content; it is unpacked as it comes, and never further than its limit."""
    too_long = Unfetchable(f"is longer than {largest:,} bytes")
    announced = headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:18]) > largest:
        raise too_long
    body = cast("BinaryIO", _Body(iter(pieces)))
    packing = headers.get("content-encoding", "identity").strip().lower()
    try:
        if packing in {"gzip", "x-gzip"}:
            body = cast("BinaryIO", gzip.GzipFile(fileobj=body))
        elif packing not in {"identity", ""}:
            raise Unfetchable(f"is packed as {packing[:40]!r}, which was not asked for")
        content = bytearray()
        while piece := body.read(min(65_536, largest + 1 - len(content))):
            content += piece
    except _DAMAGED as error:
        raise Unfetchable(f"cannot be unpacked: {error}", passing=True) from error
    if len(content) > largest:
        raise too_long
    return bytes(content)


class _Body(RawIOBase):
    """The content of an answer as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        number = min(len(buffer), len(self._rest))
        buffer[:number] = self._rest[:number]
        self._rest = self._rest[number:]
        return number


def _tag(headers: Headers, name: str) -> str | None:
    """Return what is sent back when the same is asked for again; nothing that could not be sent."""
    value = headers.get(name, "")
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= _LONGEST_TAG else None


def _wait(value: str) -> float | None:
    """Return the seconds that Retry-After asks for, as a number or as a date."""
    if value.isdecimal() and value.isascii():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
