"""The floors that no measure may fall below, in `floors.toml`: read, compared, raised. Nothing here lowers one."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

from evaluation.counting import Counted

FILE = Path(__file__).with_name("floors.toml")
HEAD = """\
# What extraction reaches on each set of labelled articles; `make eval` fails when a measure is below its floor.
# `make floors` raises them to a hundredth below what was measured, since another processor rounds the parser's numbers
# in another way and may decide a sentence differently. Lowering one is done by hand, with the reason in the commit.
"""
MARGIN = 0.01

Floors = dict[str, dict[str, float]]
"""By set of articles and measure."""


def load(file: Path = FILE) -> Floors:
    """Return the floors."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def missed(floors: Mapping[str, float], counted: Counted) -> list[str]:
    """Return a line for each measure that is below its floor; of wrong offsets there may be none."""
    lines = [
        f"{measure}: {counted.value(measure):.3f}, must be {floor:.2f}"
        for measure, floor in floors.items()
        if counted.value(measure) < floor
    ]
    wrong = counted.value("offsets_wrong")
    return [*lines, f"offsets_wrong: {wrong:.0f}, must be 0"] if wrong else lines


def raised(floors: Mapping[str, float], counted: Counted) -> dict[str, float]:
    """Return the floors, each raised to what was measured less `MARGIN` if that is higher; a new measure gets one."""
    measures = sorted(measure for measure in counted.tallies if measure != "offsets_wrong")
    measured = {measure: math.floor((counted.value(measure) - MARGIN) * 100) / 100 for measure in measures}
    return {measure: max(value, floors.get(measure, 0.0)) for measure, value in measured.items()}


def save(floors: Floors, file: Path = FILE) -> None:
    """Write the floors."""
    lines = [HEAD]
    for name, measures in sorted(floors.items()):
        lines.append(f"[{name}]\n" + "".join(f"{measure} = {floor:.2f}\n" for measure, floor in measures.items()))
    file.write_text("\n".join(lines), encoding="utf-8")
