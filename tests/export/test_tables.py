"""CSV and Parquet: the same flat columns, read back with the csv module and pyarrow."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from app.export.columns import COLUMNS, Type, moment
from tests.conftest import ROOT
from tests.export.listed import exported, records
from tests.export.stores import HOSTILE

_RESOURCES = ["claims", "figures", "articles", "entities"]


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def table(content: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(content))


def shown(value: Any) -> str:
    """Return a cell of a record as the CSV has it."""
    if isinstance(value, list):
        return "; ".join(item or "" for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@pytest.mark.parametrize("resource", _RESOURCES)
def test_csv_has_all_rows_in_order(large_client: httpx.Client, resource: str) -> None:
    header, *found = rows(exported(large_client, f"{resource}.csv"))
    assert header == [column.name for column in COLUMNS[resource]]
    expected = records(large_client, resource)
    assert found == [[shown(column.get(record)) for column in COLUMNS[resource]] for record in expected]


def test_a_row_of_csv(large_client: httpx.Client) -> None:
    header, first = rows(exported(large_client, "claims.csv", "limit=1&actor=Mali&sort=published_at"))
    claim = records(large_client, "claims", "actor=Mali&sort=published_at")[0]
    found = dict(zip(header, first, strict=True))
    assert found["id"] == claim["id"]
    assert found["article_id"] == claim["article"]["id"]
    assert (found["published_at"], found["published_precision"]) == ("2023-09-03T08:00:00Z", "time")
    assert (found["speaker"], found["speaker_id"]) == ("Mali", claim["speaker"]["entity_id"])
    assert (found["places"], found["place_ids"]) == ("Khankendi", claim["places"][0]["entity_id"])
    assert (found["time_from"], found["time_until"], found["time_basis"]) == ("2023-09-01", "2023-09-02", "stated")
    assert (found["negated"], found["text"]) == ("false", claim["text"])
    assert found["figures"] == claim["figures"][0]


@pytest.mark.parametrize("resource", _RESOURCES)
@pytest.mark.parametrize("excel", ["", "&excel=1"])
def test_csv_has_a_header_without_rows(large_client: httpx.Client, resource: str, excel: str) -> None:
    header = ",".join(column.name for column in COLUMNS[resource]) + "\r\n"
    found = exported(large_client, f"{resource}.csv", f"published_until=1970-01-01{excel}").decode()
    assert found == ("\ufeff" if excel else "") + header


def test_lines_end_as_the_standard_says(hostile_client: httpx.Client) -> None:
    content = exported(hostile_client, "claims.csv", "limit=1")
    assert content.endswith(b"\r\n")
    assert not content.startswith(b"\xef\xbb\xbf")


def test_hostile_texts_are_the_same_after_reading(hostile_client: httpx.Client) -> None:
    header, *found = rows(exported(hostile_client, "claims.csv"))
    expected = records(hostile_client, "claims")
    assert {row[header.index("text")] for row in found} == {record["text"] for record in expected} == set(HOSTILE)
    assert {len(row) for row in found} == {len(header)}


def test_excel_runs_no_text(hostile_client: httpx.Client) -> None:
    content = exported(hostile_client, "claims.csv", "excel=1")
    assert content.startswith(b"\xef\xbb\xbfid,")
    header, *found = rows(content.removeprefix(b"\xef\xbb\xbf"))
    texts = {row[header.index("text")] for row in found}
    dangerous = {text for text in HOSTILE if text[0] in "=+-@\t\r\n＝"}
    assert texts == {f"'{text}" for text in dangerous} | (set(HOSTILE) - dangerous)
    assert {row[header.index("publisher")] for row in found} == {"'=Paper & Sons\x02"}
    assert {row[header.index("confidence")] for row in found} == {"1.0"}


def test_excel_leaves_numbers_as_they_are(hostile_client: httpx.Client) -> None:
    header, *found = rows(exported(hostile_client, "figures.csv", "excel=1"))
    assert {row[header.index("value")] for row in found} == {"-2.5"}
    assert {row[header.index("noun")] for row in found} == {""}


_ARROW = {
    Type.TEXT: pa.string(), Type.TEXTS: pa.list_(pa.string()), Type.WHOLE: pa.int64(), Type.NUMBER: pa.float64(),
    Type.TRUTH: pa.bool_(), Type.DAY: pa.date32(), Type.MOMENT: pa.timestamp("us", tz="UTC"),
}  # fmt: skip


_CONVERT: dict[Type, Callable[[Any], Any]] = {Type.DAY: date.fromisoformat, Type.MOMENT: moment, Type.NUMBER: float}


@pytest.mark.parametrize("resource", _RESOURCES)
def test_parquet_has_all_rows_in_order_with_types(large_client: httpx.Client, resource: str) -> None:
    found = table(exported(large_client, f"{resource}.parquet"))
    columns = COLUMNS[resource]
    assert found.column_names == [column.name for column in columns]
    assert [field.type for field in found.schema] == [_ARROW[column.type] for column in columns]
    listed = records(large_client, resource)
    for column, read in zip(columns, found.columns, strict=True):
        expected = [column.get(record) for record in listed]
        convert = _CONVERT.get(column.type, lambda cell: cell)
        assert read.to_pylist() == [None if cell is None else convert(cell) for cell in expected], column.name


@pytest.mark.parametrize("resource", _RESOURCES)
def test_parquet_without_rows_has_its_columns(large_client: httpx.Client, resource: str) -> None:
    found = table(exported(large_client, f"{resource}.parquet", "published_until=1970-01-01"))
    assert (found.num_rows, found.column_names) == (0, [column.name for column in COLUMNS[resource]])


def test_parquet_takes_hostile_texts(hostile_client: httpx.Client) -> None:
    assert set(table(exported(hostile_client, "claims.parquet"))["text"].to_pylist()) == set(HOSTILE)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2016-05", datetime(2016, 5, 1, tzinfo=UTC)),
        ("2023-09-20", datetime(2023, 9, 20, tzinfo=UTC)),
        ("2023-09-20T08:00:00Z", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ("2023-09-20T08:00:00.5+02:00", datetime(2023, 9, 20, 6, 0, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_the_first_instant(written: str, expected: datetime) -> None:
    assert moment(written) == expected


def test_without_pyarrow_parquet_is_refused_and_all_else_is_there(tmp_path: Any) -> None:
    """In a process of its own in which pyarrow cannot be imported."""
    script = """
import sys
sys.modules["pyarrow"] = None
from app.errors import NotInstalled
from app.export import parquet, selection
from app.export.content import Content
from app.export.formats import FORMATS
from app.storage import database, migrations
migrations.upgrade("none.db")
opened = database.connect("none.db")
for form in FORMATS.values():
    pages = selection.pages(opened, selection.SELECTIONS["claims"]())
    content = Content(resource="claims", pages=pages, database=opened, origin="", path="/")
    try:
        print(form.suffix, len(b"".join(form.write(content))) > 0 or form.suffix == "jsonl")
    except NotInstalled as error:
        print(form.suffix, error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )
    told = done.stdout.decode().splitlines()
    assert "parquet Parquet needs pyarrow" in told[3]
    assert [line.split()[1] for line in told if not line.startswith("parquet")] == ["True"] * 5
