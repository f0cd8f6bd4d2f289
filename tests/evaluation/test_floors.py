"""Extraction holds its floors; floors are only ever raised."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation import articles, floors
from evaluation.counting import Counted
from tests.conftest import ROOT


@pytest.mark.parametrize("name", articles.SETS)
def test_no_measure_falls_below_its_floor(name: str) -> None:
    labelled = articles.labels(articles.SETS[name])
    if not labelled:
        pytest.skip(f"there is no {articles.SETS[name]}")
    pinned = floors.load()[name]
    assert pinned
    assert floors.missed(pinned, articles.measure(labelled)) == []


def test_a_missed_floor_is_told() -> None:
    counted = Counted()
    counted.add("figures", 8, 10, 10)
    assert floors.missed({"figures": 0.8}, counted) == []
    assert floors.missed({"figures": 0.81}, counted) == ["figures: 0.800, must be 0.81"]
    counted.add("offsets_wrong", 1, 0, 0)
    assert floors.missed({}, counted) == ["offsets_wrong: 1, must be 0"]


def test_floors_are_raised_and_never_lowered(tmp_path: Path) -> None:
    counted = Counted()
    counted.add("figures", 9, 10, 10)
    counted.add("actors", 5, 10, 10)
    raised = floors.raised({"figures": 0.7, "actors": 0.6}, counted)
    assert raised == {"actors": 0.6, "figures": 0.89}
    file = tmp_path / "floors.toml"
    floors.save({"own": raised}, file)
    assert floors.load(file) == {"own": raised}


def test_the_command_fails_below_a_floor_and_lists_errors(tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    source = next(articles.SETS["labelled"].glob("wce-georgia*.json"))
    (folder / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "evaluation", "--folder", str(folder), "--errors"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "claims_attributed_strict" in run.stdout
    assert "wce-georgia-2008: " in run.stdout
