"""Builds the untrained pipeline out of `network.cfg`, and writes the trained one with small numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly
from spacy.language import Language
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # compiled, without types
from thinc.api import Config

# The pipes of the pipeline register themselves.
from app.extraction.parsing import floats, guard, names  # noqa: F401
from app.extraction.parsing import lemmas as lemmatizer  # noqa: F401
from training import lemmas, tokens
from training.annotated import Paragraph
from training.vectors import Array

_HERE = Path(__file__).parent
_META = {
    "name": "conflict_news",
    "version": "0.2.0",
    "description": "English tagger, parser, lemmatizer and name tagger for news about conflicts, with UD labels",
    "license": "CC BY-SA 4.0",
    "sources": [
        {"name": "UD English EWT", "license": "CC BY-SA 4.0"},
        {"name": "UD English GUM (open genres)", "license": "CC BY 4.0; texts CC BY, CC BY-SA"},
        {"name": "wikigold", "license": "CC BY 4.0"},
        {"name": "Wikipedia, Portal:Current events (word vectors)", "license": "CC BY-SA 4.0"},
        {"name": "spacy-lookups-data (Brown clusters, lemma tables)", "license": "MIT"},
    ],
}


def build(vectors: Mapping[str, Array], sample: Sequence[Paragraph]) -> Language:
    """Return the untrained pipeline, its labels and lemmas those of the sample."""
    nlp = spacy.util.load_model_from_config(Config().from_disk(_HERE / "network.cfg"), auto_fill=True, validate=True)
    tokens.tune(nlp)
    floats.expand_vectors(nlp.vocab, vectors)
    pipe: Any = nlp.get_pipe("lemmatizer")
    pipe.initialize(list, nlp=nlp, lookups=lemmas.make(sample))
    examples = [tokens.make_example(nlp, paragraph) for paragraph in sample]
    with nlp.select_pipes(disable=["lemmatizer"]):
        nlp.initialize(lambda: examples)
    return nlp


def write(nlp: Language, vectors: Mapping[str, Array], out: Path) -> None:
    """Write the pipeline with 16-bit floats and compact vectors; the pipe `compact_floats` undoes both on loading.

    Of the strings only the labels are kept: the others are forms met in training, which the pipeline hashes anew.
    """
    nlp.meta.update(_META)
    full = nlp.vocab.vectors
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, attr="NORM")
    nlp.to_disk(out)
    nlp.vocab.vectors = full
    shutil.copyfile(_HERE / "model-license.txt", out / "LICENSE")
    for file in sorted(out.glob("*/model")):
        message = srsly.msgpack_loads(file.read_bytes())
        for parameters in message["params"]:
            for name, value in parameters.items():
                if isinstance(value, np.ndarray) and value.dtype == np.float32:
                    parameters[name] = value.astype(np.float16)
        file.write_bytes(srsly.msgpack_dumps(message))
    labels = {label for labels in nlp.pipe_labels.values() for label in labels}
    (out / "vocab" / "strings.json").write_text(json.dumps(sorted(labels)) + "\n", encoding="utf-8")
    folder = out / "compact_floats"
    folder.mkdir(exist_ok=True)
    np.savez(folder / floats.VECTORS_FILE, **vectors)  # type: ignore[arg-type]  # its stubs take a name for a flag
