"""JSON with keys of its own: fields are found where they are said to be."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInput
from app.ingestion import mapping
from app.ingestion.sources import Found, find

RECORD = {"id": "x", "text": "T", "date": "2023-09-20", "citations": [{"publisher": "P"}, {"publisher": "Q"}]}


@pytest.mark.parametrize(
    ("options", "record", "fields"),
    [
        (["published_at=date"], RECORD, {"text": "T", "published_at": "2023-09-20"}),
        (["publisher=citations.0.publisher"], RECORD, {"text": "T", "publisher": "P"}),
        (["publisher=citations.1.publisher"], RECORD, {"text": "T", "publisher": "Q"}),
        (["publisher=citations.2.publisher"], RECORD, {"text": "T"}),
        (["publisher=citations.-1.publisher"], RECORD, {"text": "T"}),
        (["publisher=citations.٠.publisher"], RECORD, {"text": "T"}),
        (["publisher=citations.99999999999999999999"], RECORD, {"text": "T"}),
        (["publisher=citations.publisher"], RECORD, {"text": "T"}),
        (["publisher=date.0"], RECORD, {"text": "T"}),
        (["title=text", "text=id"], RECORD, {"title": "T", "text": "x"}),
        (["title=a"], {"title": "kept out", "a": None}, {}),
        (["title=0"], {"0": "a key"}, {"title": "a key"}),
        (["title=a"], [1], [1]),
        (["html=body"], {"body": "<p>x", "a": 1}, {"html": "<p>x"}),
        (["title=a"], {"text": "T", "html": "<p>T"}, {"text": "T"}),
    ],
)
def test_fields_are_taken_from_their_keys(options: list[str], record: Any, fields: Any) -> None:
    described = mapping.fields(options)
    assert described is not None
    assert described.of(record) == fields


@pytest.mark.parametrize("option", ["", "title", "title=", "=x", "body=text"])
def test_a_field_that_is_none_is_refused(option: str) -> None:
    with pytest.raises(InvalidInput, match="one of text, html, title, publisher"):
        mapping.fields([option])


def test_without_options_nothing_is_mapped() -> None:
    assert mapping.fields([]) is None


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_files_are_mapped(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(json.dumps(RECORD))
    described = mapping.fields(["published_at=date", "publisher=citations.0.publisher"])
    (found,) = find([str(tmp_path)], max_text_bytes=1000, fields=described)
    assert isinstance(found, Found)
    assert found.submission.model_dump(exclude_none=True) == {
        "text": "T", "published_at": date(2023, 9, 20), "publisher": "P",
    }  # fmt: skip
