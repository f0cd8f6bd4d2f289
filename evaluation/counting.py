"""What is counted for a measure, and how labels and records are paired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Range = tuple[int, int]
"""`[start, end)` in code points."""

F1 = (
    "claims_attributed",
    "claims_attributed_strict",
    "claims_narrator",
    "claims_narrator_strict",
    "figures",
    "figures_strict",
    "actors",
    "places",
    "claim_targets",
    "claim_places",
)
"""The measures that are an F1 of what was labelled and found; the others are accuracies of what was paired."""


@dataclass
class Tally:
    """How many records were right, how many are labelled and how many were found."""

    right: int = 0
    labelled: int = 0
    found: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of what is labelled that was found; for an accuracy, the accuracy."""
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.labelled + self.found
        return 2 * self.right / both if both else 0.0


@dataclass
class Counted:
    """The tallies of any number of articles, and a line for each error."""

    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[str] = field(default_factory=list)

    def add(self, measure: str, right: int, labelled: int, found: int) -> None:
        """Count the records of one article for an F1."""
        tally = self.tallies[measure]
        tally.right += right
        tally.labelled += labelled
        tally.found += found

    def judge(self, measure: str, *, right: bool) -> None:
        """Count one record for an accuracy."""
        self.add(measure, int(right), 1, 1)

    def value(self, measure: str) -> float:
        """Return the measure: F1 or accuracy; for `offsets_wrong` how many there are."""
        tally = self.tallies[measure]
        if measure == "offsets_wrong":
            return tally.right
        return tally.f1 if measure in F1 else tally.recall


def reach(record: dict[str, Any]) -> Range:
    """Return the range of a label or record."""
    return record["start"], record["end"]


def shared(a: Range, b: Range) -> float:
    """Return how much two ranges have in common (Dice coefficient)."""
    return 2 * max(0, min(a[1], b[1]) - max(a[0], b[0])) / (a[1] - a[0] + b[1] - b[0])


def pairs(labels: Sequence[Any], records: Sequence[Any], alike: Callable[[Any, Any], float]) -> list[tuple[int, int]]:
    """Return one-to-one pairs of positions, the most alike first and the earlier of equals; 0 never pairs."""
    ranked = sorted(
        (-likeness, i, j)
        for i, label in enumerate(labels)
        for j, record in enumerate(records)
        if (likeness := alike(label, record)) > 0
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return list(partner.items())
