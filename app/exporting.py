"""Exporting as a person does it: the format by the file's name, filters as words, a progress bar on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

from app.errors import InputFault, InvalidInput
from app.export import chunks, selection
from app.export.content import Content
from app.export.formats import FORMATS, Format
from app.export.selection import SELECTIONS, SPREADSHEETS, Selection, Spreadsheet
from app.interruption import Interruption
from app.replacing import replaced, written
from app.storage.database import Database

_GZIP = ".gz"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported, and how."""

    form: Format
    compressed: bool
    selection: Selection
    path: str
    """Where the API has the same."""


def wanted(resource: str, name: str, where: Sequence[str]) -> Wanted:
    """Return what a file's name (or a suffix alone) and the conditions ("actor=Armenia", "limit=10") ask for.

    The conditions have the names of the API's parameters. Raises `InvalidInput`.
    """
    form, compressed = _form(resource, name)
    given: dict[str, list[str]] = {}
    for condition in where:
        parameter, equals, value = condition.partition("=")
        if not equals or not condition.isprintable():
            raise InvalidInput(f"{condition!r}: must be NAME=VALUE, in readable characters")
        given.setdefault(parameter, []).append(value)
    query = f"?{urlencode(given, doseq=True)}" if given else ""
    return Wanted(form, compressed, _selected(resource, form, given), f"/v1/{resource}.{form.suffix}{query}")


def export(opened: Database, asked: Wanted, path: Path | None, *, origin: str) -> int:
    """Write the export to `path` (None: standard output) and return the number of its records."""
    chosen = asked.selection
    with Interruption(), _opened(path) as file, _counting(opened, chosen) as counted:
        content = Content(
            resource=chosen.listing.resource,
            pages=counted,
            database=opened,
            origin=origin,
            path=asked.path,
            excel=isinstance(chosen, Spreadsheet) and chosen.excel,
        )
        pieces = asked.form.write(content)
        for chunk in chunks.gathered(chunks.compressed(pieces) if asked.compressed else pieces):
            file.write(chunk)
        return counted.number


def _form(resource: str, name: str) -> tuple[Format, bool]:
    """Return the format, and whether it is to be compressed."""
    bare = name.removesuffix(_GZIP)
    possible = [form for form in FORMATS.values() if resource in form.resources]
    found = next((form for form in possible if f".{bare}".endswith(f".{form.suffix}")), None)
    if found is None:
        suffixes = ", ".join(f".{form.suffix}" for form in possible)
        raise InvalidInput(f"{name}: {resource} are exported as {suffixes}, each also with {_GZIP}")
    if found.packed and bare != name:
        raise InvalidInput(f"{name}: .{found.suffix} is compressed already")
    return found, bare != name


def _selected(resource: str, form: Format, given: dict[str, list[str]]) -> Selection:
    takes = (SPREADSHEETS if form.suffix == "csv" else SELECTIONS)[resource]
    several = {name for name, field in takes.model_fields.items() if field.default == ()}
    for name, values in given.items():
        if name in takes.model_fields and name not in several and len(values) > 1:
            raise InvalidInput(f"{name}: takes one value")
    try:
        return takes.model_validate({name: values if name in several else values[0] for name, values in given.items()})
    except ValidationError as error:
        faults = tuple(InputFault(_told(one, takes), parameter=str(one["loc"][0])) for one in error.errors())
        raise InvalidInput("; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults), faults) from error


def _told(error: Any, takes: type[Selection]) -> str:
    if error["type"] == "extra_forbidden":
        return f"is no filter here; those are: {', '.join(takes.model_fields)}"
    return str(error["msg"]).removeprefix("Value error, ")


class _Counted:
    """The pages, counted as they are taken."""

    def __init__(self, pages: Iterator[list[bytes]], bar: Progress, total: int | None) -> None:
        self._pages = pages
        self._bar = bar
        self._task = bar.add_task("", total=total)
        self.number = 0

    def __iter__(self) -> Iterator[list[bytes]]:
        return self

    def __next__(self) -> list[bytes]:
        page = next(self._pages)
        self.number += len(page)
        self._bar.update(self._task, completed=self.number)
        return page


@contextmanager
def _counting(opened: Database, asked: Selection) -> Iterator[_Counted]:
    shown = sys.stderr.isatty()
    columns = BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown) as bar:
        total = selection.total(opened, asked) if shown else None
        yield _Counted(selection.pages(opened, asked), bar, total)


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():  # a pipe, a terminal, /dev/null: nothing that can be replaced
        with written(path), path.open("wb") as file:
            yield file
    else:
        with replaced(path) as part, written(path), part.open("wb") as file:
            yield file
