"""CSV by RFC 4180, in UTF-8: a header always, CRLF, lists joined with `; `, nothing where nothing is known."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import orjson

from app.export.columns import COLUMNS, Column, Get, Type
from app.export.content import Content

_BYTE_ORDER_MARK = "\ufeff"
# What spreadsheets take for the start of a formula, the full-width forms too (owasp.org, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TEXTUAL = {Type.TEXT, Type.TEXTS, Type.DAY, Type.MOMENT}


def write(content: Content) -> Iterator[bytes]:
    """Give the header, then the lines of each page."""
    columns = COLUMNS[content.resource]
    cells = [_cell(column, excel=content.excel) for column in columns]
    lines = io.StringIO()
    writer = csv.writer(lines)
    if content.excel:
        lines.write(_BYTE_ORDER_MARK)
    writer.writerow([column.name for column in columns])
    yield lines.getvalue().encode()
    for records in content.portions():
        lines.seek(0)
        lines.truncate()
        writer.writerows([[cell(record) for cell in cells] for record in map(orjson.loads, records)])
        yield lines.getvalue().encode()


def _cell(column: Column, *, excel: bool) -> Get:
    """Return what gives the column's cell of a record, as the writer takes it."""
    get = column.get
    if column.type is Type.TRUTH:
        return lambda record: "true" if get(record) else "false"
    if column.type is Type.TEXTS:
        return _joined(get, excel=excel)
    if excel and column.type in _TEXTUAL:
        return lambda record: _harmless(get(record))
    return get


def _joined(get: Get, *, excel: bool) -> Get:
    def cell(record: dict[str, object]) -> str:
        joined = "; ".join([item or "" for item in get(record)])
        return (_harmless(joined) or "") if excel else joined

    return cell


def _harmless(text: str | None) -> str | None:
    """Return text that no spreadsheet runs: with an apostrophe before what would start a formula."""
    return f"'{text}" if text and text.startswith(_FORMULA) else text
