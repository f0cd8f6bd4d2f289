"""The tables of the package spacy-lookups-data (MIT): Brown clusters and lemma tables for English."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import spacy_lookups_data


def load(name: str) -> Any:
    """Return a table by the name of its file."""
    path = Path(spacy_lookups_data.__file__).parent / "data" / f"en_{name}.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return json.load(handle)
