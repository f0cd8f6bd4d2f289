"""From spaCy's documents to trees over our own words. Reads a document as arrays, once: attributes cost more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.attrs import (  # type: ignore[import-not-found]  # compiled, without types
    DEP,
    HEAD,
    IDX,
    IS_SPACE,
    MORPH,
    POS,
    SENT_START,
)
from spacy.symbols import NAMES  # type: ignore[import-not-found]  # compiled, without types
from spacy.tokens import Doc
from spacy.vocab import Vocab

from app.extraction.paragraphs import Token
from app.extraction.parsing import schemes
from app.extraction.parsing.alignment import Parsed, align
from app.extraction.parsing.schemes import Scheme
from app.extraction.parsing.tree import FINITE, INFINITIVE, ING, PARTICIPLE, Tree

_COLUMNS = [HEAD, DEP, POS, MORPH, IDX, IS_SPACE]


class Converter:
    """Makes trees of the documents of one pipeline; keeps the names of its labels and features."""

    def __init__(self, vocab: Vocab, scheme: Scheme) -> None:
        """Take the vocabulary whose documents come, and how they are labelled."""
        self.scheme = scheme
        self._strings = vocab.strings
        self._labels: dict[int, str] = {}
        self._forms: dict[int, str] = {0: ""}

    def one_sentence(self, doc: Doc) -> Doc:
        """Return a document that a parser takes for one sentence."""
        starts: Any = np.full((len(doc), 1), -1, dtype=np.int64)
        starts[:1] = 1
        return doc.from_array([SENT_START], starts.astype(np.uint64))

    def tree(self, doc: Doc, words: Sequence[Token]) -> Tree:
        """Return the tree over `words`, the words of the text that `doc` was made of."""
        array: Any = doc.to_array(_COLUMNS)
        kept: list[int] = np.flatnonzero(array[:, 5] == 0).tolist()
        number = {i: n for n, i in enumerate(kept)}  # of a token among those that are no white space
        offsets: list[int] = array[:, 0].astype(np.int64).tolist()
        deps, pos, morphs, starts = (array[:, column].tolist() for column in (1, 2, 3, 4))
        heads = [number.get(i + offsets[i], -1) if offsets[i] else -1 for i in kept]
        relations = [self._label(deps[i]) for i in kept]
        classes = [NAMES[pos[i]] or "X" for i in kept]
        if self.scheme is Scheme.CLEARNLP:
            low = [doc[i].text.lower() for i in kept]
            heads, relations = schemes.from_clearnlp(heads, relations, classes, low)
        begin = words[0].start
        forms = [self._form(morphs[i]) for i in kept]
        return align(Parsed([begin + starts[i] for i in kept], heads, relations, classes, forms), words)

    def _label(self, dep: int) -> str:
        found = self._labels.get(dep)
        if found is None:
            found = self._labels[dep] = "root" if (label := self._strings[dep]) == "ROOT" else label
        return found

    def _form(self, morph: int) -> str:
        found = self._forms.get(morph)
        if found is None:
            found = self._forms[morph] = verb_form(self._strings[morph])
        return found


def verb_form(features: str) -> str:
    """Return which form of a verb `features` ("Tense=Past|VerbForm=Fin") are of, nothing where they are of none."""
    if "VerbForm=Fin" in features:
        return FINITE
    if "VerbForm=Inf" in features:
        return INFINITIVE
    if "VerbForm=Ger" in features or "VerbForm=Part" in features:
        return PARTICIPLE if "Tense=Past" in features else ING
    return ""
