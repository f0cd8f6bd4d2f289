"""An export takes the memory of a page or a group of rows, however many rows it has."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from app.export import selection
from app.export.chunks import gathered
from app.export.content import Content
from app.export.formats import FORMATS
from app.export.selection import SELECTIONS, SPREADSHEETS
from app.storage.database import Database


def peak(database: Database, suffix: str, limit: int) -> tuple[int, int]:
    """Return the largest memory of an export in bytes, and how many bytes it has."""
    takes = (SPREADSHEETS if suffix == "csv" else SELECTIONS)["claims"]
    pages = selection.pages(database, takes(limit=limit))
    content = Content(resource="claims", pages=pages, database=database, origin="", path="/v1/claims")
    gc.collect()
    tracemalloc.start()
    try:
        size = sum(map(len, gathered(FORMATS[suffix].write(content))))
        return tracemalloc.get_traced_memory()[1], size
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("suffix", "few", "many"),
    [("jsonl", 6_000, 57_000), ("csv", 4_000, 10_000)],
)
def test_memory_is_flat(wide: Database, suffix: str, few: int, many: int) -> None:
    peak(wide, suffix, few)  # fills caches
    before, size_before = peak(wide, suffix, few)
    now, size = peak(wide, suffix, many)
    assert size > 2 * size_before
    assert now < 1.3 * before + 200_000


def test_rows_of_parquet_are_python_objects_for_a_moment_only(wide: Database) -> None:
    before, _ = peak(wide, "parquet", 4_000)
    now, _ = peak(wide, "parquet", 11_000)
    assert now < 1.3 * before + 1_000_000
