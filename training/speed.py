"""How fast a pipeline reads, how long it takes to load and how much memory it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from spacy.language import Language

_ROUNDS = 7  # the best of them counts

_PROBE = """
import json, re, sys, time
began = time.process_time()
import spacy
from app.extraction.parsing import floats, guard, lemmas, names
imported = time.process_time()
nlp = spacy.load(sys.argv[1])
loaded = time.process_time()
for line in sys.stdin:
    list(nlp.pipe(json.loads(line)))
status = open("/proc/self/status").read()
resident, peak = (int(re.search(key + r":\\s+(\\d+)", status)[1]) // 1024 for key in ("VmRSS", "VmHWM"))
seconds = {"import_seconds": round(imported - began, 2), "load_seconds": round(loaded - imported, 2)}
print(json.dumps(seconds | {"resident_mb": resident, "peak_mb": peak}))
"""


def measure(nlp: Language, articles: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return words a second and µs a word of each stage, in processor time, the best of some rounds.

    Words are those that white space parts; the paragraphs of one article at a time go through `nlp.pipe`.
    """
    words = sum(len(line.split()) for lines in articles for line in lines)
    whole = min(_seconds(lambda: [list(nlp.pipe(lines)) for lines in articles]) for _ in range(_ROUNDS))
    stages: dict[str, float] = {}
    for _ in range(_ROUNDS):
        docs = [[nlp.make_doc(line) for line in lines] for lines in articles]
        took = {"tokenizer": _seconds(lambda: [[nlp.make_doc(line) for line in lines] for lines in articles])}
        for name, pipe in nlp.pipeline:
            began = time.process_time()
            docs = [list(pipe.pipe(iter(d))) if hasattr(pipe, "pipe") else [pipe(doc) for doc in d] for d in docs]
            took[name] = time.process_time() - began
        stages = {name: min(seconds, stages.get(name, seconds)) for name, seconds in took.items()}
    each = {
        f"us_{name}": round(1e6 * seconds / words, 1) for name, seconds in stages.items() if name != "compact_floats"
    }
    return {"words": words, "articles": len(articles), "words_per_second": round(words / whole)} | each


def measure_process(model: Path, articles: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return what a process of its own takes to import and load (processor time), and its memory (MB) after reading."""
    done = subprocess.run(  # noqa: S603 - this interpreter, on code of this file
        [sys.executable, "-c", _PROBE, str(model.resolve())],
        input="\n".join(json.dumps(lines) for lines in articles),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
    )
    return dict(json.loads(done.stdout))


def size(model: Path) -> int:
    """Return the bytes of a model's files."""
    return sum(path.stat().st_size for path in model.rglob("*") if path.is_file())


def _seconds(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began
