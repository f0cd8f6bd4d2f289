"""The card of a trained pipeline, written from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

_TEMPLATE = Path(__file__).parent / "card.md"
_SCORES = {
    "words": "words",
    "tokens": "tokens",
    "sentences": "sentences",
    "upos": "UPOS",
    "feats": "feats",
    "lemma": "lemma",
    "uas": "UAS",
    "las": "LAS",
    "uas_aligned": "UAS*",
    "las_aligned": "LAS*",
}
_NAMES = ("PERSON", "ORG", "LOC", "typed", "mention", "gold")


def write(facts: Mapping[str, Any], measured: Mapping[str, Any]) -> str:
    """Return the card: the template, with what training noted (`facts`) and what was measured in its places."""
    process, speed = measured["process"], measured["speed"]
    plan = facts["plan"]
    return _TEMPLATE.read_text(encoding="utf-8").format(
        **{f"plan_{key}": _number(value) for key, value in plan.items()},
        **{key: _number(value) for key, value in facts.items() if isinstance(value, int)},
        **{f"refining_{key}": _number(value) for key, value in facts["refining"].items()},
        unseen=fill(", ".join(facts["unseen"]) or "none", 120, break_on_hyphens=False),
        unseen_count=len(facts["unseen"]),
        versions=", ".join(f"{name} {number}" for name, number in facts["versions"].items()),
        treebanks=table(["", *_SCORES.values()], measured["treebanks"], _SCORES),
        names=table(["", *_NAMES], measured["names"], _NAMES),
        megabytes=f"{process['bytes'] / 1e6:.1f}",
        **{key: value for key, value in process.items() if key != "bytes"},
        words_per_second=_number(speed["words_per_second"]),
        speed_words=_number(speed["words"]),
        speed_articles=speed["articles"],
        stages=", ".join(f"{key.removeprefix('us_')} {value}" for key, value in speed.items() if key.startswith("us_")),
    )


def table(head: Sequence[str], rows: Mapping[str, Mapping[str, float]], columns: Iterable[str]) -> str:
    """Return a table in Markdown: a row for each name, in the order of the columns."""
    lines = [head, ["---"] * len(head)]
    lines += [[name, *(_number(row[column]) for column in columns)] for name, row in rows.items()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float) -> str:
    """Write a count with commas, a percentage with one decimal and a small setting as it is."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.1f}" if value >= 1 else str(value)
