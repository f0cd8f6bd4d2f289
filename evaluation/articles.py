"""The sets of labelled articles, and what extraction makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.ingestion import store
from app.ingestion.submission import Submission
from evaluation import measures
from evaluation.counting import Counted

_HERE = Path(__file__).parent
SETS = {
    "labelled": _HERE / "labelled",
    "unseen": _HERE / "unseen",
    "dev": _HERE.parent.parent / "shared/eval/dev",
}
"""The articles of this project, those of it whose errors nobody has listed, and those beside it, if they are there."""

_SUBMITTED = ("text", "title", "publisher", "published_at", "url", "language")


def labels(folder: Path) -> list[dict[str, Any]]:
    """Return the labelled articles of a folder, a JSON file each; an empty list when there is no such folder."""
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def measure(labelled: list[dict[str, Any]]) -> Counted:
    """Return what extraction does on these articles."""
    counted = Counted()
    for label in labelled:
        measures.count(label, extracted(label), counted)
    return counted


def extracted(label: Mapping[str, Any]) -> dict[str, Any]:
    """Return the article with its records, as the service would answer it."""
    return store.preview(submission(label)).model_dump(mode="json")


def submission(label: Mapping[str, Any]) -> Submission:
    """Return the article as it would be handed in."""
    return Submission.model_validate({key: label[key] for key in _SUBMITTED if label.get(key)})
