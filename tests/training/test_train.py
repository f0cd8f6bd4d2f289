"""The whole command on a made corpus: three steps end, the pipeline loads, and the card tells what was measured."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.training.examples import write_treebank

WORDS = (ROOT / "app/extraction/lexicon/ordinary.txt").read_text(encoding="utf-8").split("\n")[100:300]
HIDDEN = "Two hundred people fled the village when its last bridge was shelled on Friday."


def write_rows(file: Path, rows: Iterable[Mapping[str, object]]) -> None:
    with lzma.open(file, "wt", encoding="utf-8") as handle:
        handle.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    for name in ("treebanks", "names", "current-events", "unseen"):
        (folder / name).mkdir()
    write_treebank(folder / "treebanks" / "made-train.conllu.xz", times=12)
    write_treebank(folder / "treebanks" / "made-dev.conllu.xz")
    names = [
        {"source": source, "id": source, "text": "Iran said so .", "entities": [{"start": 0, "end": 4, "label": "LOC"}]}
        for source in ("gum", "wikigold", "wnut17", "uner-ewt")
    ]
    write_rows(folder / "names" / "sentences.jsonl.xz", names)
    write_rows(folder / "names" / "re3d.jsonl.xz", names[:1])
    news = [" ".join(WORDS[start:] + WORDS[:start]) for start in range(0, 200, 50)]
    write_rows(folder / "current-events" / "history.jsonl.xz", [{"text": text} for text in [*news, HIDDEN]])
    (folder / "unseen" / "hidden.json").write_text(json.dumps({"text": f"{HIDDEN}\nNobody knows."}), encoding="utf-8")
    return folder


def run(module: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"training.{module}", *map(str, options)]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def model(corpora: Path) -> Path:
    out = corpora / "model"
    for step, steps in (("train", "2"), ("refine", "1")):
        done = run(step, "--corpora", corpora, "--unseen", corpora / "unseen", "--steps", steps, "--model", out)
        assert done.returncode == 0, done.stderr
    return out


def test_training_notes_what_it_saw(model: Path) -> None:
    facts = json.loads((model / "training.json").read_text(encoding="utf-8"))
    assert facts["plan"]["steps"] == 2
    assert facts["unseen"] == ["hidden"]
    assert (facts["records"], facts["records_left_out"]) == (4, 1)
    assert (facts["paragraphs"], facts["paragraphs_left_out"]) == (24, 0)
    assert facts["sentences_with_names"] == 1
    assert facts["refining"]["steps"] == 1


def test_numbers_are_small_on_disk(model: Path) -> None:
    with np.load(model / "compact_floats" / "vectors.npz") as packed:
        keys, dense, rows = packed["keys"], packed["dense"], packed["dense_rows"]
        assert (np.diff(keys.astype(object)) > 0).all()
        assert rows.dtype == np.int8
        assert rows.shape == (len(np.unique(dense)), 96)
        assert not rows[0].any()
        assert len(rows) > 150
    assert len(json.loads((model / "vocab" / "strings.json").read_text(encoding="utf-8"))) < 60


def test_the_card_tells_what_was_measured(corpora: Path, model: Path) -> None:
    done = run("measure", "--model", model, "--corpora", corpora, "--articles", corpora / "unseen")
    assert done.returncode == 0, done.stderr
    scores = json.loads((model / "scores.json").read_text(encoding="utf-8"))
    assert scores["treebanks"]["made-dev"]["words"] == 26
    assert scores["treebanks"]["made-dev"]["tokens"] == 100
    card = (model / "README.md").read_text(encoding="utf-8")
    assert f"| made-dev | 26 | 100.0 | {scores['treebanks']['made-dev']['sentences']:.1f} |" in card
    assert "The articles are:\nhidden." in card


def test_a_missing_corpus_is_told(tmp_path: Path) -> None:
    done = run("train", "--corpora", tmp_path)
    assert done.returncode == 2
    assert "lacks treebanks, names, current-events" in done.stderr
