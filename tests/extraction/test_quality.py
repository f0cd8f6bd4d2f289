"""How well extraction does on labelled articles: floors that no change may fall below.

A change that raises a figure raises its floor; one that lowers a floor says why in its commit.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from app.extraction import read
from app.extraction.reading import Claim, Entity, Figure, Reading
from app.text import Span
from app.vocabulary import EntityKind, Voice
from tests.conftest import ROOT

Label = dict[str, Any]
ARTICLES = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests/labelled").glob("*.json"))]
FLOORS = {
    "attributed claims": 0.89,
    "attributed claims with type": 0.74,
    "narrator claims": 0.76,
    "figures": 0.97,
    "figures with measure, qualifier and group": 0.90,
    "actors": 0.90,
    "places": 0.96,
}


def shared(a: Span, b: Span) -> float:
    """Return how much two spans have in common (Dice coefficient)."""
    return 2 * max(0, min(a.end, b.end) - max(a.start, b.start)) / (len(a) + len(b))


def span(label: Label) -> Span:
    return Span(label["start"], label["end"])


def paired(labels: Sequence[Any], found: Sequence[Any], alike: Callable[[Any, Any], float]) -> list[tuple[Any, Any]]:
    """Return one-to-one pairs of labels and records, the most alike first; nothing in common (0) never pairs."""
    ranked = sorted(((alike(a, b), -i, -j) for i, a in enumerate(labels) for j, b in enumerate(found)), reverse=True)
    pairs: dict[int, int] = {}
    for likeness, i, j in ranked:
        if likeness > 0 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(labels[-i], found[-j]) for i, j in pairs.items()]


class Counts:
    """How many were right, labelled and found, by measure, over all articles."""

    def __init__(self) -> None:
        self.by_measure: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, measure: str, right: int, labelled: int, found: int) -> None:
        """Count one article's; what is optional counts neither as labelled nor as found."""
        before = self.by_measure[measure]
        self.by_measure[measure] = [before[0] + right, before[1] + labelled, before[2] + found]

    def article(self, label: Label, reading: Reading) -> None:
        """Count the records of one article."""
        self._claims(label, reading.claims)
        self._figures(label, reading.figures)
        self._entities(label, reading.entities)

    def _claims(self, label: Label, claims: Sequence[Claim]) -> None:
        def alike(a: Label, b: Claim) -> float:
            return likeness if (likeness := shared(span(a), b.span)) >= 0.5 else 0

        pairs = paired(label["claims"], claims, alike)
        for measure, attributed in (("attributed claims", True), ("narrator claims", False)):
            labelled = [
                a for a in label["claims"] if (a["voice"] == "attributed") is attributed and not a.get("optional")
            ]
            found = [b for b in claims if (b.voice is Voice.ATTRIBUTED) is attributed]
            optional = sum((b.voice is Voice.ATTRIBUTED) is attributed for a, b in pairs if a.get("optional"))
            right = [(a, b) for a, b in pairs if a in labelled and b in found]
            self.add(measure, len(right), len(labelled), len(found) - optional)
            typed = sum(str(b.type) in {a["type"], *a["also"]} for a, b in right)
            self.add(f"{measure} with type", typed, len(labelled), len(found) - optional)

    def _figures(self, label: Label, figures: Sequence[Figure]) -> None:
        def alike(a: Label, b: Figure) -> float:
            return shared(span(a), b.span) if (a["low"], a["high"]) == (b.low, b.high) else 0

        pairs = paired(label["figures"], figures, alike)
        optional = sum(bool(a.get("optional")) for a, _ in pairs)
        right = [(a, b) for a, b in pairs if not a.get("optional")]
        labelled = sum(not a.get("optional") for a in label["figures"])
        whole = sum(
            str(b.measure) in {a["measure"], *a.get("also", [])}
            and (b.qualifier, b.group) == (a["qualifier"], a["group"])
            for a, b in right
        )
        self.add("figures", len(right), labelled, len(figures) - optional)
        self.add("figures with measure, qualifier and group", whole, labelled, len(figures) - optional)

    def _entities(self, label: Label, entities: Sequence[Entity]) -> None:
        def alike(a: Label, b: Entity) -> float:
            mentions = paired([Span(*m) for m in a["mentions"]], b.mentions, shared)
            likeness = 2 * len(mentions) / (len(a["mentions"]) + len(b.mentions))
            return likeness if likeness >= 0.5 else 0

        pairs = paired(label["entities"], entities, alike)
        optional = [b for a, b in pairs if a.get("optional")]
        for measure, kind in (("actors", EntityKind.ACTOR), ("places", EntityKind.PLACE)):
            labelled = sum(str(kind) in a["kinds"] for a in label["entities"] if not a.get("optional"))
            right = sum(str(kind) in a["kinds"] and kind in b.kinds for a, b in pairs if not a.get("optional"))
            self.add(measure, right, labelled, sum(kind in b.kinds for b in entities if b not in optional))


@pytest.fixture(scope="module")
def counts() -> Counts:
    counted = Counts()
    for label in ARTICLES:
        day = date.fromisoformat(label["published_at"]) if label["published_at"] else None
        counted.article(label, read(label["text"], day, title=label["title"]))
    return counted


@pytest.mark.parametrize(("measure", "floor"), FLOORS.items())
def test_no_figure_falls_below_its_floor(counts: Counts, measure: str, floor: float) -> None:
    right, labelled, found = counts.by_measure[measure]
    f1 = 2 * right / (labelled + found)
    assert f1 >= floor, f"{measure}: F1 {f1:.3f} of {labelled}"


@pytest.mark.parametrize("label", ARTICLES, ids=lambda label: label["id"])
def test_labels_lie_inside_their_text(label: Label) -> None:
    spans = [span(one) for kind in ("claims", "figures") for one in label[kind]]
    spans += [Span(*mention) for entity in label["entities"] for mention in entity["mentions"]]
    assert spans
    assert all(one.of(label["text"]).strip() for one in spans)
