"""Files, folders and standard input, as the submissions in them. Whatever holds no article is told with its reason.

`.txt` is one article, its facts in a `.toml` of the same name if there is one; `.json` is one article or a list of
them; `.jsonl` and `.ndjson` hold one a line. All may be compressed (`.gz`, `.xz`). All are UTF-8; a byte order mark at
the start of a file is no part of it.
"""

from __future__ import annotations

import os
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Literal

import orjson

from app.errors import InvalidInput, UnreadableSource
from app.ingestion import compressed
from app.ingestion.mapping import Fields
from app.ingestion.submission import Submission, parse

Format = Literal["text", "json", "jsonl"]

_FORMATS: dict[str, Format] = {".txt": "text", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_LARGEST_JSON = 256_000_000  # bytes: a JSON document has to be in memory as a whole
_LARGEST_FACTS = 100_000  # bytes of a .toml
_ESCAPED = 6  # bytes of JSON ("\u00e9") that one byte of text can take
_MARGIN = 100_000  # bytes of JSON beside the text


@dataclass(frozen=True, slots=True)
class Found:
    """An article and where it was."""

    source: str
    submission: Submission


@dataclass(frozen=True, slots=True)
class Refused:
    """A place that holds no article, and why."""

    source: str
    reason: str


Input = Found | Refused


@dataclass(slots=True)
class Meter:
    """How many bytes of files have been read so far, as they are on the disk."""

    bytes: int = 0


def find(
    paths: Iterable[str],
    *,
    max_text_bytes: int,
    stdin: BinaryIO | None = None,
    stdin_format: Format | None = None,
    fields: Fields | None = None,
    meter: Meter | None = None,
) -> Iterator[Input]:
    """Give what is at `paths`, in order; folders are gone through in order of their names, `-` is `stdin`.

    Standard input is taken as JSON Lines when it starts with a brace and as one text otherwise, unless told. `fields`
    says where the fields of an article are in JSON; `meter` is kept up to date.
    """
    reader = _Reader(max_text_bytes, fields, meter or Meter())
    for path in paths:
        if path == "-":
            if stdin is None:
                yield Refused("-", "there is no standard input")
            else:
                yield from reader.read(stdin, stdin_format or _sniffed(stdin), source="stdin")
        elif _is_folder(Path(path)):
            yield from _folder(Path(path), reader)
        else:
            yield from reader.file(Path(path))


def _sniffed(stdin: BinaryIO) -> Format:
    if not isinstance(stdin, BufferedReader):
        return "text"
    try:
        return "jsonl" if stdin.peek(1).removeprefix(BOM_UTF8).lstrip().startswith(b"{") else "text"
    except OSError:
        return "text"  # reading it will tell


class _Reader:
    """What reads one file of any kind."""

    def __init__(self, max_text_bytes: int, fields: Fields | None, meter: Meter) -> None:
        self._max_text_bytes = max_text_bytes
        self._fields = fields
        self._meter = meter

    def file(self, path: Path) -> Iterator[Input]:
        """Give what is in a file, by the end of its name."""
        source = shown(path)
        kind = _kind(path)
        facts = compressed.inner(path).with_suffix(".toml")
        before = self._meter.bytes
        try:
            with path.open("rb") as file:
                if kind is None:
                    yield Refused(source, f"is of no known kind; those are {', '.join(_FORMATS)}")
                else:
                    for one in self.read(compressed.opened(path, file), kind, source=source, facts=facts):
                        self._meter.bytes = before + (file.tell() if file.seekable() else 0)
                        yield one
        except OSError as error:
            yield Refused(source, _told(error))

    def read(self, file: BinaryIO, kind: Format, *, source: str, facts: Path | None = None) -> Iterator[Input]:
        """Give what is in an open file."""
        try:
            if kind == "jsonl":
                yield from self._lines(file, source)
            elif kind == "json":
                yield from self._document(file, source)
            else:
                yield self._submission(source, {**_facts(facts), "text": self._text(file)})
        except UnreadableSource as error:
            yield Refused(source, str(error))
        except OSError as error:
            yield Refused(source, _told(error))
        except compressed.DAMAGED as error:
            yield Refused(source, f"cannot be unpacked: {error}")

    def _text(self, file: BinaryIO) -> str:
        content = file.read(self._max_text_bytes + len(BOM_UTF8) + 1).removeprefix(BOM_UTF8)
        if len(content) > self._max_text_bytes:
            raise UnreadableSource(f"has more than the {self._max_text_bytes:,} bytes that are allowed")
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise UnreadableSource(f"is no UTF-8 (byte {error.start})") from error

    def _document(self, file: BinaryIO, source: str) -> Iterator[Input]:
        content = file.read(_LARGEST_JSON + 1)
        if len(content) > _LARGEST_JSON:
            raise UnreadableSource(f"has more than {_LARGEST_JSON:,} bytes; use JSON Lines")
        value = _loaded(content.removeprefix(BOM_UTF8))
        if not isinstance(value, list):
            yield self._record(source, value)
            return
        if not value:
            yield Refused(source, "holds no articles")
        for i, item in enumerate(value):
            yield self._record(f"{source}[{i}]", item)

    def _lines(self, file: BinaryIO, source: str) -> Iterator[Input]:
        longest = self._max_text_bytes * _ESCAPED + _MARGIN
        number = 0
        found = False
        while line := file.readline(longest):
            number += 1
            place = f"{source}:{number}"
            if not line.endswith(b"\n") and len(line) == longest:
                skipped = 0
                while (rest := file.readline(longest)) and not rest.endswith(b"\n"):
                    skipped += len(rest)
                    if skipped > _LARGEST_JSON:
                        raise UnreadableSource(f"line {number} does not end; the rest has not been read")
                yield Refused(place, f"is longer than {longest:,} bytes")
                found = True
                continue
            line = (line.removeprefix(BOM_UTF8) if number == 1 else line).strip()
            if not line:
                continue
            found = True
            try:
                yield self._record(place, _loaded(line))
            except UnreadableSource as error:
                yield Refused(place, str(error))
        if not found:
            yield Refused(source, "holds no articles")

    def _record(self, source: str, values: Any) -> Input:
        return self._submission(source, self._fields.of(values) if self._fields else values)

    def _submission(self, source: str, values: Any) -> Input:
        if not isinstance(values, dict):
            return Refused(source, "is no JSON object")
        try:
            return Found(source, parse(values, max_text_bytes=self._max_text_bytes))
        except InvalidInput as error:
            return Refused(source, str(error))


def _loaded(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnreadableSource(f"is no JSON: {error.msg} (character {error.pos})") from error


def _facts(path: Path | None) -> dict[str, Any]:
    """Return what the `.toml` beside a text says; nothing when there is none."""
    if path is None:
        return {}
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FACTS + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnreadableSource(f"{path.name}: {_told(error)}") from error
    try:
        if len(content) > _LARGEST_FACTS:
            raise UnreadableSource(f"{path.name} has more than {_LARGEST_FACTS:,} bytes")
        facts = tomllib.loads(content.removeprefix(BOM_UTF8).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableSource(f"{path.name} is no TOML: {error}") from error
    if "text" in facts:
        raise UnreadableSource(f"{path.name} has a text, but that is in the .txt")
    return facts


def _folder(top: Path, reader: _Reader) -> Iterator[Input]:
    """Give what is in a folder and in all those below it, its files first; names that start with a dot are left out.

    A link to a folder is followed, but no folder is read twice.
    """
    waiting = [top]
    seen: set[tuple[int, int]] = set()
    empty = True
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            entries = sorted(entry for entry in os.listdir(folder) if not entry.startswith("."))  # noqa: PTH208 - names
        except OSError as error:
            empty = False
            yield Refused(shown(folder), _told(error))
            continue
        if (status.st_dev, status.st_ino) in seen:
            if folder.is_symlink():
                yield Refused(shown(folder), "is a link to a folder that has been read already")
            continue
        seen.add((status.st_dev, status.st_ino))
        paths = [folder / entry for entry in entries]
        for path in paths:
            if _is_folder(path):
                continue
            if _kind(path):
                empty = False
                yield from reader.file(path)
            elif path.suffix.lower() == ".toml" and not any(_is_text_of(p, path) for p in paths):
                empty = False
                yield Refused(shown(path), "has no text of the same name beside it")
        waiting += reversed([path for path in paths if _is_folder(path)])
    if empty:
        yield Refused(shown(top), f"holds no articles: no {', '.join(_FORMATS)} in it")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it as a file will tell


def _kind(path: Path) -> Format | None:
    return _FORMATS.get(compressed.inner(path).suffix.lower())


def _is_text_of(path: Path, facts: Path) -> bool:
    return _kind(path) == "text" and compressed.inner(path).stem == facts.stem


def shown(path: Path) -> str:
    """Return a path so that it can be printed, whatever bytes its name has."""
    return os.fsencode(path).decode(errors="backslashreplace")


def _told(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"
