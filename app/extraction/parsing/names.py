"""Pipe `name_tagger`: names (PERSON, ORG, LOC) as one tag a token, a tenth of the cost of a transition system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline.tagger import (  # type: ignore[import-not-found]  # compiled, without types
    DEFAULT_TAGGER_MODEL,
    Tagger,
)
from spacy.tokens import Doc, Span
from thinc.api import Model


def read_biluo(labels: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return (first, after, kind) of the names in tags that need not be well formed.

    A name goes on while its kind stays, up to a B, a U or past an L.
    """
    spans: list[tuple[int, int, str]] = []
    begin, kind = -1, ""
    index = -1
    for index, tag in enumerate(labels):
        part, _, label = tag.partition("-")
        if kind and (label != kind or part in "BU"):
            spans.append((begin, index, kind))
            kind = ""
        if label and not kind:
            begin, kind = index, label
        if kind and part in "LU":
            spans.append((begin, index + 1, kind))
            kind = ""
    if kind:
        spans.append((begin, index + 1, kind))
    return spans


class NameTagger(Tagger):  # type: ignore[misc]  # of a module without types
    """B, I, L, U and a kind, or O, for each token."""

    def set_annotations(self, docs: Sequence[Doc], batch_tag_ids: Sequence[np.ndarray[Any, Any]]) -> None:
        """Write the names of a batch."""
        labels = self.labels
        outside = labels.index("O")
        for doc, ids in zip(docs, batch_tag_ids, strict=True):
            spans = read_biluo([labels[i] for i in ids.tolist()]) if (ids != outside).any() else []
            entities = [Span(doc, start, end, label=label) for start, end, label in spans]
            doc.set_ents([e for e in entities if not e.text.isspace()], default="outside")


@Language.factory(
    "name_tagger",
    assigns=["doc.ents", "token.ent_type", "token.ent_iob"],
    default_config={"model": DEFAULT_TAGGER_MODEL},
)
def make_name_tagger(nlp: Language, name: str, model: Model[Any, Any]) -> NameTagger:
    """Make the pipe."""
    return NameTagger(nlp.vocab, model, name, scorer=None)
