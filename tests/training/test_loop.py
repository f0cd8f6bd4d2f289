"""The plan of training: batches of about one size, and a rate that rises and falls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy

from tests.training.examples import paragraphs
from training import loop, tokens, vectors


def test_the_rate_rises_and_falls() -> None:
    plan = loop.Plan(steps=100, warmup=10, rate=0.1)
    rates = [loop.rate(step, plan) for step in range(100)]
    assert rates[0] == pytest.approx(0.01)
    assert rates[9] == rates[10] == pytest.approx(0.1)
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[99] == pytest.approx(0.002)


def test_epochs_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    tokens.tune(nlp)
    made = paragraphs(tmp_path) * 30

    def texts(seed: int) -> list[list[str]]:
        stream = loop.epochs(nlp, made, loop.Plan(batch=100, seed=seed))
        return [[example.text for example in next(stream)] for _ in range(40)]

    first = texts(1)
    assert first == texts(1)
    assert first != texts(2)
    assert sum("\n\n" in text for batch in first for text in batch) > 20
    sizes = [sum(len(nlp.make_doc(text)) for text in batch) for batch in first]
    assert all(size < 200 for size in sizes)
    assert sum(size >= 100 for size in sizes) > 30


def test_near_clusters_have_near_rows() -> None:
    values = [0, 0b0000_1010_1010, 0b1111_1010_1010, 0b1010_1010_0101]
    none, one, near, far = vectors.cluster_rows(values, np.random.default_rng(3))
    assert not none.any()
    assert one @ near > 2 * abs(one @ far)
