"""Names out of other corpora are read, widened and spelled as news spell them."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from training import names


def test_kinds_are_made_alike(tmp_path: Path) -> None:
    rows = [
        {"source": "gum", "id": "a", "text": "Iran", "entities": [{"start": 0, "end": 4, "label": "place"}]},
        {"source": "gum", "id": "b", "text": "F-16", "entities": [{"start": 0, "end": 4, "label": "product"}]},
    ]
    file = tmp_path / "sentences.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as handle:
        handle.write("".join(json.dumps(row) + "\n" for row in rows))
    assert names.read(file) == {"gum": {"a": ("Iran", [(0, 4, "LOC")]), "b": ("F-16", [])}}
    assert names.read_documents(file) == [("Iran", [(0, 4, "LOC")]), ("F-16", [])]


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("in the United States today", "States", "United States"),
        ("United States troops", "States", "United States"),
        ("The Hague court", "Hague", "Hague"),
        ("Troops of Iran", "Iran", "Iran"),
    ],
)
def test_names_get_their_first_words_back(text: str, cut: str, whole: str) -> None:
    start = text.index(cut)
    (begin, end, kind) = names.widen(text, [(start, start + len(cut), "LOC")])[0]
    assert (text[begin:end], kind) == (whole, "LOC")


def test_spaces_of_tokens_are_taken_out() -> None:
    text = "Iran 's army ( the IRGC ) said : \" we do n't . \""
    natural, spans = names.detokenize(text, [(0, 4, "LOC"), (text.index("IRGC"), text.index("IRGC") + 4, "ORG")])
    assert natural == "Iran's army (the IRGC) said: \"we don't.\""
    assert [natural[start:end] for start, end, _ in spans] == ["Iran", "IRGC"]
