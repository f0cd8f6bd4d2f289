"""Measure a trained pipeline and write its card: the last step of `make train`, or

    OPENBLAS_NUM_THREADS=1 python -m training.measure

Loads the model from disk as the service does. Writes `scores.json` and the card `README.md` into the model's folder.
"""

from __future__ import annotations

import argparse
import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops

# The pipes of the model register themselves.
from app.extraction.parsing import floats, guard, lemmas  # noqa: F401
from app.extraction.parsing import names as tagger  # noqa: F401
from training import card, names, scoring, speed, treebanks
from training.material import CORPORA, MODEL, UNSEEN
from training.train import FACTS

SCORES = "scores.json"
GENRES = ("news", "newsgroup", "weblog")
"""Parts of the treebanks that are scored by themselves: the nearest to news."""

log = logging.getLogger("training")


def main() -> None:
    """Read the command line, measure, and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--articles", type=Path, default=UNSEEN[0], help="folder of articles to time the pipeline on")
    args = parser.parse_args()
    logging.basicConfig(format="%(message)s")
    log.setLevel(logging.INFO)
    for folder in (args.corpora / "treebanks", args.articles, args.model):
        if not folder.is_dir():
            parser.error(f"there is no folder {folder}")
    set_current_ops(NumpyOps(use_blis=False))
    texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(args.articles.glob("*.json"))]
    articles = [[line for line in text.split("\n") if line.strip()] for text in texts]
    nlp = spacy.load(args.model)
    measured: dict[str, Any] = {
        "process": speed.measure_process(args.model, articles) | {"bytes": speed.size(args.model)},
        "speed": speed.measure(nlp, articles),
        "treebanks": score_treebanks(nlp, args.corpora / "treebanks"),
        "names": score_names(nlp, args.corpora / "names"),
    }
    facts = json.loads((args.model / FACTS).read_text(encoding="utf-8"))
    (args.model / SCORES).write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    (args.model / "README.md").write_text(card.write(facts, measured), encoding="utf-8")
    log.info("%s", json.dumps(measured, indent=1))


def score_treebanks(nlp: Language, folder: Path) -> dict[str, dict[str, float]]:
    """Return the scores on each file that is not for training, and on its parts nearest to news."""
    result: dict[str, dict[str, float]] = {}
    for path in sorted(folder.glob("*.conllu.xz")):
        name = path.name.removesuffix(".conllu.xz")
        if name.endswith("-train"):
            continue
        paragraphs = treebanks.read(path)
        parts = {f"{name}, {genre}": [p for p in paragraphs if p.genre == genre] for genre in GENRES}
        parts = {name: paragraphs} | {title: part for title, part in parts.items() if part}
        result |= {title: asdict(scoring.evaluate(nlp, part)) for title, part in parts.items()}
    return result


def score_names(nlp: Language, folder: Path) -> dict[str, dict[str, float]]:
    """Return the scores on the sources of names that training does not use."""
    sentences = names.read(folder / "sentences.jsonl.xz")
    tweets = [names.detokenize(text, spans) for text, spans in sentences["wnut17"].values()]
    return {
        "Universal NER, EWT dev (web)": scoring.evaluate_names(nlp, list(sentences["uner-ewt"].values())),
        "re3d (Syria, Iraq; documents)": scoring.evaluate_names(nlp, names.read_documents(folder / "re3d.jsonl.xz")),
        "WNUT17 (tweets)": scoring.evaluate_names(nlp, tweets),
    }


if __name__ == "__main__":
    main()
