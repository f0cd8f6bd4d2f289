"""Files, folders and standard input, as the articles and pages in them. Whatever holds none is told with its reason.

`.txt` is one article, its facts in a `.toml` of the same name if there is one; `.json` is one article or a list of
them; `.jsonl` and `.ndjson` hold one a line. These are UTF-8; a byte order mark at the start of a file is no part of
it. `.html`, `.htm` and `.xhtml` are one page, `.warc` an archive of them. All may be compressed (`.gz`, `.xz`, `.zst`).
"""

from __future__ import annotations

import os
import tomllib
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from app.errors import InvalidInput, NotInstalled, UnreadableSource
from app.ingestion.documents import compressed, html, json_records, warc
from app.ingestion.documents.files import inside, is_folder, shown, told
from app.ingestion.documents.pages import Page
from app.ingestion.mapping import Fields
from app.ingestion.submission import Submission, parse, parse_html

Format = Literal["text", "json", "jsonl", "html", "warc"]
Refusal = Literal["unreadable", "invalid", "unfetchable", "failed", "killed"]
"""Files and lines that hold no article, articles with a wrong field, addresses that give nothing, texts that this
program fails with, texts that end the process that reads them."""

_FORMATS: dict[str, Format] = {
    ".txt": "text", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".warc": "warc",
}  # fmt: skip
_WITH_FACTS = frozenset({"text", "html"})
_AT_ONCE = frozenset({"text", "html", "json"})  # read as a whole before anything is given
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
    """A place that holds no article, and why; `kind` is who can do something about it."""

    source: str
    reason: str
    kind: Refusal = "unreadable"


Input = Found | Refused

Source = Input | Page
"""A page becomes an input when it is read, which takes as long as reading a text."""


@dataclass(slots=True)
class Meter:
    """What has been read so far: bytes of files, as they are on the disk, and records of archives that are no pages."""

    bytes: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)


def find(
    paths: Iterable[str],
    *,
    max_text_bytes: int,
    stdin: BinaryIO | None = None,
    stdin_format: Format | None = None,
    fields: Fields | None = None,
    meter: Meter | None = None,
) -> Iterator[Source]:
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
        elif is_folder(Path(path)):
            yield from _folder(Path(path), reader)
        else:
            yield from reader.file(Path(path))


def _sniffed(stdin: BinaryIO) -> Format:
    if not isinstance(stdin, BufferedReader):
        return "text"
    try:
        beginning = stdin.peek(1).removeprefix(BOM_UTF8).lstrip()
    except OSError:
        return "text"  # reading it will tell
    return "jsonl" if beginning.startswith(b"{") else "text"


class _Reader:
    """What reads one file of any kind."""

    def __init__(self, max_text_bytes: int, fields: Fields | None, meter: Meter) -> None:
        self._max_text_bytes = max_text_bytes
        self._fields = fields
        self._meter = meter

    def file(self, path: Path) -> Iterator[Source]:
        """Give what is in a file, by the end of its name."""
        source = shown(path)
        kind = kind_of(path)
        facts = compressed.inner(path).with_suffix(".toml")
        before = self._meter.bytes
        try:
            with path.open("rb") as file:
                if kind is None:
                    yield Refused(source, f"is of no known kind; those are {', '.join(_FORMATS)}")
                    return
                packed = kind == "warc" and path.suffix.lower() == ".gz"  # where members begin is known to archives
                stream = file if packed else compressed.opened(path, file)
                state = _state(file)
                for number, one in enumerate(self.read(stream, kind, source=source, facts=facts)):
                    self._meter.bytes = before + (file.tell() if file.seekable() else 0)
                    if number == 0 and kind in _AT_ONCE and _state(file) != state:
                        yield Refused(source, "changed while it was read")  # half may be of one text, half of another
                        return
                    yield one
                if kind not in _AT_ONCE and _state(file) != state:
                    yield Refused(source, "changed while it was read; read again, it gives what is missing")
        except NotInstalled as error:
            yield Refused(source, str(error))
        except OSError as error:
            yield Refused(source, told(error))

    def read(self, file: BinaryIO, kind: Format, *, source: str, facts: Path | None = None) -> Iterator[Source]:
        """Give what is in an open file."""
        try:
            if kind == "text":
                yield self._submission(source, {**_facts(facts), "text": self._text(file)})
            elif kind == "html":
                yield Page(source, self._page(file), given=_facts(facts), max_text_bytes=self._max_text_bytes)
            elif kind == "warc":
                yield from self._archive(cast("BufferedReader", file), source)
            elif kind == "json":
                yield from self._records(json_records.document(file), source)
            else:
                longest = self._max_text_bytes * _ESCAPED + _MARGIN
                yield from self._records(json_records.lines(file, longest=longest), source)
        except (UnreadableSource, NotInstalled) as error:
            yield Refused(source, str(error))
        except OSError as error:
            yield Refused(source, told(error))
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

    def _page(self, file: BinaryIO) -> bytes:
        content = file.read(html.LARGEST + 1)
        if len(content) > html.LARGEST:
            raise UnreadableSource(f"has more than the {html.LARGEST:,} bytes that a page may have")
        return content

    def _archive(self, file: BufferedReader, source: str) -> Iterator[Source]:
        passed_over = Counter[str]()
        empty = True
        for place, found in warc.pages(file, passed_over):
            empty = False
            if isinstance(found, UnreadableSource):
                yield Refused(source + place, str(found))
            else:
                yield Page(source + place, found.content, found.charset, found.url, max_text_bytes=self._max_text_bytes)
        self._meter.passed_over += passed_over
        if empty:
            others = ", ".join(f"{count:,} with {what}" for what, count in passed_over.most_common(5))
            yield Refused(source, f"holds no pages ({others})" if others else "holds no pages")

    def _records(self, records: Iterator[json_records.Record], source: str) -> Iterator[Source]:
        for place, record in records:
            if isinstance(record, UnreadableSource):
                yield Refused(source + place, str(record))
            else:
                yield self._submission(source + place, self._fields.of(record) if self._fields else record)

    def _submission(self, source: str, values: Any) -> Source:
        if not isinstance(values, dict):
            return Refused(source, "is no JSON object", "invalid")
        try:
            if "html" in values:
                content, given = parse_html(values)
                return Page(source, content, given=given, max_text_bytes=self._max_text_bytes)
            return Found(source, parse(values, max_text_bytes=self._max_text_bytes))
        except InvalidInput as error:
            return Refused(source, str(error), "invalid")


def _state(file: BinaryIO) -> tuple[int, int]:
    """Return what is another when an open file has been written to."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


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
        raise UnreadableSource(f"{path.name}: {told(error)}") from error
    try:
        if len(content) > _LARGEST_FACTS:
            raise UnreadableSource(f"{path.name} has more than {_LARGEST_FACTS:,} bytes")
        facts = tomllib.loads(content.removeprefix(BOM_UTF8).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableSource(f"{path.name} is no TOML: {error}") from error
    if "text" in facts or "html" in facts:
        raise UnreadableSource(f"{path.name} has a text, but that is beside it")
    return facts


def _folder(top: Path, reader: _Reader) -> Iterator[Source]:
    empty = True
    for path, reason, beside in inside(top):
        if reason:
            empty = False
            yield Refused(shown(path), reason)
        elif kind_of(path):
            empty = False
            yield from reader.file(path)
        elif path.suffix.lower() == ".toml" and not any(_is_text_of(other, path) for other in beside):
            empty = False
            yield Refused(shown(path), "has no text of the same name beside it")
    if empty:
        yield Refused(shown(top), f"holds no articles: no {', '.join(_FORMATS)} in it")


def kind_of(path: Path) -> Format | None:
    """Return what a file holds, by the end of its name."""
    return _FORMATS.get(compressed.inner(path).suffix.lower())


def _is_text_of(path: Path, facts: Path) -> bool:
    return kind_of(path) in _WITH_FACTS and compressed.inner(path).stem == facts.stem
