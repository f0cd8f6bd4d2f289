"""The records in JSON documents and JSON Lines, each with its place; a broken one is told and holds nothing up."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from app.errors import UnreadableSource

LARGEST = 256_000_000
"""Bytes of a document, which has to be in memory as a whole, and of what is passed over between two lines."""

_MOST_BLANK = 10_000_000  # lines in a row

Record = tuple[str, Any]
"""The place of a record behind the name of its source, and the record, or UnreadableSource with the reason."""


def document(file: BinaryIO) -> Iterator[Record]:
    """Give the record, or those of the list, that a file is. Raises UnreadableSource when it is no JSON."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UnreadableSource(f"has more than {LARGEST:,} bytes; use JSON Lines")
    value = _loaded(content.removeprefix(BOM_UTF8))
    if not isinstance(value, list):
        yield "", value
    elif not value:
        raise UnreadableSource("holds no articles")
    else:
        yield from ((f"[{i}]", item) for i, item in enumerate(value))


def lines(file: BinaryIO, *, longest: int) -> Iterator[Record]:
    """Give the record of each line of at most `longest` bytes; blank lines are none.

    Raises UnreadableSource when there is none, and where the rest is not worth reading: a line or blanks without end.
    """
    number = blank = 0
    found = False
    while line := file.readline(longest):
        number += 1
        place = f":{number}"
        if not line.endswith(b"\n") and len(line) == longest:
            _pass_line(file, number, longest)
            found = True
            yield place, UnreadableSource(f"is longer than {longest:,} bytes")
            continue
        line = (line.removeprefix(BOM_UTF8) if number == 1 else line).strip()
        if not line:
            blank += 1
            if blank > _MOST_BLANK:
                raise UnreadableSource(f"holds {_MOST_BLANK:,} blank lines; the rest has not been read")
            continue
        blank, found = 0, True
        try:
            yield place, _loaded(line)
        except UnreadableSource as error:
            yield place, error
    if not found:
        raise UnreadableSource("holds no articles")


def _pass_line(file: BinaryIO, number: int, longest: int) -> None:
    passed = 0
    while (rest := file.readline(longest)) and not rest.endswith(b"\n"):
        passed += len(rest)
        if passed > LARGEST:
            raise UnreadableSource(f"line {number} does not end; the rest has not been read")


def _loaded(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnreadableSource(f"is no JSON: {error.msg} (character {error.pos})") from error
