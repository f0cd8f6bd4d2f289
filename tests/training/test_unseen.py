"""Texts that share ten words in a row with a labelled article are left out."""

from __future__ import annotations

import json
from pathlib import Path

from training import unseen

SEEN = "On Monday the ministry of defence said that its army had shelled the village, killing two."


def test_ten_words_in_a_row_make_a_text_the_same(tmp_path: Path) -> None:
    (tmp_path / "made.json").write_text(json.dumps({"text": SEEN}), encoding="utf-8")
    hidden = unseen.read([tmp_path, tmp_path / "missing"])
    assert hidden.names == ("made",)
    assert not hidden.allows(SEEN)
    assert not hidden.allows("“ON MONDAY, the ministry of defence said that its army had”")
    assert hidden.allows("On Monday the ministry of defence said that its")
    assert hidden.allows("")
    assert unseen.Unseen().allows(SEEN)
