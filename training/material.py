"""What training reads: the corpora, without what shares ten words in a row with an article to be kept unseen."""

from __future__ import annotations

import argparse
import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training import names, treebanks, unseen
from training.annotated import Paragraph, split_long

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
UNSEEN = (ROOT.parent / "shared" / "eval" / "dev", ROOT / "evaluation" / "labelled")
MODEL = ROOT / "app" / "extraction" / "model"
FOLDERS = ("treebanks", "names", "current-events")


@dataclass(frozen=True)
class Material:
    """Paragraphs with trees (and with names alone), texts of news, treebanks to watch, and what there is to tell."""

    paragraphs: list[Paragraph]
    news: list[str]
    dev: dict[str, list[Paragraph]]
    facts: dict[str, Any]


def options(description: str | None) -> argparse.ArgumentParser:
    """Return the options that the commands have in common."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="folder of treebanks, names and news")
    parser.add_argument("--unseen", type=Path, nargs="*", default=UNSEEN, help="folders of articles to leave out")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the model")
    return parser


def check(parser: argparse.ArgumentParser, corpora: Path) -> None:
    """Leave the command with a message when a corpus is missing."""
    if missing := [name for name in FOLDERS if not (corpora / name).is_dir()]:
        parser.error(f"{corpora} lacks {', '.join(missing)}: name the folder of corpora with --corpora")


def read(corpora: Path, hidden: unseen.Unseen) -> Material:
    """Read the corpora."""
    sentences = names.read(corpora / "names" / "sentences.jsonl.xz")
    gum_names = {key: names.widen(text, spans) for key, (text, spans) in sentences["gum"].items()}
    parsed = [
        piece
        for file in sorted((corpora / "treebanks").glob("*-train.conllu.xz"))
        for paragraph in treebanks.read(file, gum_names, newline=True)
        for piece in split_long(paragraph)
    ]
    allowed = [paragraph for paragraph in parsed if hidden.allows(paragraph.text)]
    named = [names.detokenize(text, spans) for text, spans in sentences["wikigold"].values()]
    named = [(text, spans) for text, spans in named if text.strip() and text != "-DOCSTART-"]
    with lzma.open(corpora / "current-events" / "history.jsonl.xz", "rt", encoding="utf-8") as handle:
        records = [json.loads(line)["text"] for line in handle]
    news = [text for text in records if hidden.allows(text)]
    return Material(
        paragraphs=[*allowed, *(Paragraph(text, names=tuple(spans)) for text, spans in named)],
        news=news,
        dev={file.name: treebanks.read(file) for file in sorted((corpora / "treebanks").glob("*-dev.conllu.xz"))},
        facts={
            "unseen": hidden.names,
            "paragraphs": len(allowed),
            "paragraphs_left_out": len(parsed) - len(allowed),
            "sentences_with_names": len(named),
            "records": len(news),
            "records_left_out": len(records) - len(news),
        },
    )
