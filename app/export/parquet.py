"""Apache Parquet: the columns of the `.csv` with their types. Needs pyarrow, which the extra `parquet` installs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from typing import Any

import orjson

from app.errors import NotInstalled
from app.export.columns import COLUMNS, Column, Get, Type, moment
from app.export.content import Content

ROW_GROUP = 10_000
"""Rows that are written, and read again, together; they are in memory at once."""
_CONVERTED: dict[Type, Callable[[Any], Any]] = {Type.NUMBER: float, Type.DAY: date.fromisoformat, Type.MOMENT: moment}


class _Written(io.RawIOBase):
    """A file whose bytes are taken away as they come."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._position += len(self._pieces[-1])
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """Return what was written since this was last asked."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def write(content: Content) -> Iterator[bytes]:
    """Give the file, a group of rows at a time; `NotInstalled` without pyarrow."""
    try:
        arrow, files = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise NotInstalled(
            "Parquet needs pyarrow, which is not installed here: `pip install 'conflict-records[parquet]'`."
        ) from error
    columns = COLUMNS[content.resource]
    types = _types(arrow)
    schema = arrow.schema([(column.name, types[column.type]) for column in columns])
    gets = [_cell(column) for column in columns]
    written, batches = _Written(), []
    with files.ParquetWriter(written, schema, compression="zstd") as writer:
        for records in content.portions():
            # Small batches at once: ten thousand rows as Python objects would keep the garbage collector busy.
            read = [orjson.loads(record) for record in records]
            cells = [[get(record) for record in read] for get in gets]
            arrays = [arrow.array(of_column, type_) for of_column, type_ in zip(cells, schema.types, strict=True)]
            batches.append(arrow.RecordBatch.from_arrays(arrays, schema=schema))
            if sum(batch.num_rows for batch in batches) >= ROW_GROUP:
                writer.write_table(arrow.Table.from_batches(batches), row_group_size=ROW_GROUP)
                batches = []
                yield written.taken()
        if batches:
            writer.write_table(arrow.Table.from_batches(batches), row_group_size=ROW_GROUP)
    yield written.taken()


def _types(arrow: Any) -> dict[Type, Any]:
    return {
        Type.TEXT: arrow.string(),
        Type.TEXTS: arrow.list_(arrow.string()),
        Type.WHOLE: arrow.int64(),
        Type.NUMBER: arrow.float64(),
        Type.TRUTH: arrow.bool_(),
        Type.DAY: arrow.date32(),
        Type.MOMENT: arrow.timestamp("us", tz="UTC"),
    }


def _cell(column: Column) -> Get:
    """Return what gives the column's cell of a record, as pyarrow takes it."""
    get, convert = column.get, _CONVERTED.get(column.type)
    if convert is None:
        return get
    return lambda record: None if (cell := get(record)) is None else convert(cell)
