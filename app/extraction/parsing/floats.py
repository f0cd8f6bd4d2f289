"""Pipe `compact_floats`: does nothing to a document; when loaded, it widens the model's small numbers on disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # compiled, without types
from spacy.vocab import Vocab
from thinc.api import Model, NumpyOps

VECTORS_FILE = "vectors.npz"

Array = np.ndarray[Any, Any]


def cast_params(model: Model[Any, Any], dtype: Any) -> None:
    """Change the type of every floating-point parameter of a thinc model, in place."""
    for node in model.walk():
        for param in node.param_names:
            if node.has_param(param):
                value: Any = node.get_param(param)
                if value.dtype != dtype and np.issubdtype(value.dtype, np.floating):
                    node.set_param(param, value.astype(dtype))


def expand_vectors(vocab: Vocab, packed: Mapping[str, Array]) -> None:
    """Build the vocabulary's vectors: the row of a Brown cluster beside the word's own dense row (8-bit, scaled).

    `keys` are hashes of NORM forms; `cluster` and `dense` number the rows of the two small tables for each key. Words
    with the same pair share one row of the result.
    """
    keys, cluster, dense = packed["keys"], packed["cluster"].astype(np.int64), packed["dense"].astype(np.int64)
    width = int(packed["dense_rows"].shape[0]) + 1
    pairs, rows = np.unique(cluster * width + dense, return_inverse=True)
    dense_rows = packed["dense_rows"].astype(np.float32) * packed["dense_scale"].astype(np.float32)
    data = np.hstack([packed["cluster_rows"].astype(np.float32)[pairs // width], dense_rows[pairs % width]])
    vectors = Vectors(strings=vocab.strings, data=np.ascontiguousarray(data), name="brown", attr="NORM")
    for key, row in zip(keys.tolist(), rows.tolist(), strict=True):
        vectors.add(key, row=row)
    vocab.vectors = vectors


class CompactFloats:
    """Turns the compact numbers on disk into those that the other pipes compute with."""

    def __init__(self, nlp: Language) -> None:
        """Take the pipeline whose numbers are to be widened."""
        self._nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        """Return the document as it is."""
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 1) -> Iterable[Doc]:  # noqa: ARG002 - spaCy's signature
        """Return the documents as they are."""
        return stream

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:
        """Write nothing: training writes the packed files itself."""

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> CompactFloats:  # noqa: ARG002 - spaCy's signature
        """Widen the weights, build the vectors, and let numpy multiply."""
        ops = NumpyOps(use_blis=False)  # numpy's matrix products are nearly twice as fast as blis's on one core
        file = Path(path) / VECTORS_FILE
        if file.exists():
            with np.load(file) as packed:
                expand_vectors(self._nlp.vocab, dict(packed))
        for _, pipe in self._nlp.pipeline:
            model = getattr(pipe, "model", None)
            if isinstance(model, Model):
                cast_params(model, np.float32)
                for node in model.walk():
                    node.ops = ops
        return self


@Language.factory("compact_floats")
def make_compact_floats(nlp: Language, name: str) -> CompactFloats:  # noqa: ARG001 - spaCy's signature
    """Make the pipe."""
    return CompactFloats(nlp)
