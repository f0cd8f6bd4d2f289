"""Train the English pipeline from open treebanks: the first step of `make train`, or

    OPENBLAS_NUM_THREADS=1 python -m training.train

Nothing is fetched; seeds are pinned and no clock steers the training, so the same command on the same versions writes
the same model. `training.refine` and `training.measure` follow. Needs the extra `train`.
"""

from __future__ import annotations

import json
import logging
import platform
import time
from collections import Counter
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

import spacy
from thinc.api import NumpyOps, fix_random_seed, set_current_ops

from training import loop, material, pipeline, scoring, tokens, unseen, vectors

FACTS = "training.json"
"""The file of the model that tells how it was trained."""

log = logging.getLogger("training")


def main() -> None:
    """Read the command line and train."""
    parser = material.options(__doc__)
    parser.add_argument("--steps", type=int, default=loop.Plan.steps, help="fewer are for trying the code")
    args = parser.parse_args()
    material.check(parser, args.corpora)
    logging.basicConfig(format="%(message)s")
    log.setLevel(logging.INFO)
    train(args.corpora, unseen.read(args.unseen), args.model, replace(loop.Plan(), steps=args.steps))


def train(corpora: Path, hidden: unseen.Unseen, model: Path, plan: loop.Plan) -> None:
    """Train a pipeline on the corpora, without what `hidden` forbids, and write it to the folder `model`."""
    began = time.process_time()
    set_current_ops(NumpyOps(use_blis=False))  # numpy's OpenBLAS did 74 GMAC/s on one core, thinc's blis 40
    fix_random_seed(plan.seed)
    read = material.read(corpora, hidden)
    packages = ("spacy", "thinc", "numpy", "scipy", "spacy-lookups-data")
    versions = {"python": platform.python_version()} | {name: version(name) for name in packages}
    facts = {"plan": asdict(plan), "versions": versions} | read.facts
    log.info("%s", facts)
    blank = spacy.blank("en")
    tokens.tune(blank)
    table = vectors.make(blank, [*(paragraph.text for paragraph in read.paragraphs), *read.news], seed=plan.seed)
    nlp = pipeline.build(table, read.paragraphs)
    log.info("built after %.0f s", time.process_time() - began)

    def report(step: int, losses: Counter[str]) -> None:
        minutes = round((time.process_time() - began) / 60)
        if step == plan.steps:
            pipeline.write(nlp, table, model)
            (model / FACTS).write_text(json.dumps(facts | {"minutes": minutes}, indent=1) + "\n", encoding="utf-8")
        scores = {name: scoring.evaluate(nlp, rows).las_aligned for name, rows in read.dev.items()}
        log.info("step %d, %d min, losses %s, LAS %s", step, minutes, dict(losses), scores)

    loop.train(nlp, read.paragraphs, plan, report)


if __name__ == "__main__":
    main()
