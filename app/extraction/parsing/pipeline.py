"""The pipeline that parses: our own, or any spaCy pipeline with a parser for English; loaded once in a process."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UnusablePipeline
from app.extraction.paragraphs import Token
from app.extraction.parsing import schemes
from app.extraction.parsing.tree import Tree

if TYPE_CHECKING:
    from spacy.language import Language

    from app.extraction.parsing.conversion import Converter

_OWN = Path(__file__).parents[1] / "model"
# Pipes whose answers no rule asks for.
_UNUSED = ("sentence_guard", "names", "ner", "lemmatizer", "entity_linker", "textcat", "textcat_multilabel", "span_cat")
_LONGEST = 2_000  # characters of a sentence; longer ones are lists, tables and noise, and cost more than their length
_BATCH = 128  # sentences parsed at once
_REMEMBERED = 100_000  # words whose forms the pipeline keeps: the common ones of the first texts it reads
_FORGET_AFTER = 50_000  # words


class Pipeline:
    """Parses sentences. Safe to use from several threads, which take turns."""

    def __init__(self, name: str, nlp: Language, converter: Converter) -> None:
        """Take what `load` made."""
        self.name = name
        self._nlp = nlp
        self._converter = converter
        self._turn = threading.Lock()
        self._memory = ExitStack()
        self._left = _REMEMBERED  # words to parse until the pipeline forgets those it had not known

    @property
    def description(self) -> str:
        """Return what to show a person: the pipeline's own name and version, and how it labels."""
        meta = self._nlp.meta
        return f"{meta['lang']}_{meta['name']} {meta['version']} ({self.name}; {self.scheme})"

    @property
    def scheme(self) -> schemes.Scheme:
        """Return how the pipeline labels dependencies."""
        return self._converter.scheme

    def parse(self, text: str, sentences: Sequence[Sequence[Token]]) -> list[Tree | None]:
        """Return the trees of sentences of one text, given as their words in order; None for what is not parsed.

        A sentence is parsed by itself, in the order given, so that the result depends on this text alone.
        """
        trees: list[Tree | None] = [None] * len(sentences)
        wanted = [n for n, words in enumerate(sentences) if words and words[-1].end - words[0].start <= _LONGEST]
        texts = [text[sentences[n][0].start : sentences[n][-1].end] for n in wanted]
        with self._turn:
            self._forget()
            self._left -= sum(len(sentences[n]) for n in wanted)
            docs = self._nlp.pipe(
                (self._converter.one_sentence(self._nlp.make_doc(text)) for text in texts), batch_size=_BATCH
            )
            for n, doc in zip(wanted, docs, strict=True):
                trees[n] = self._converter.tree(doc, sentences[n])
        return trees

    def _forget(self) -> None:
        """Let the pipeline forget now and then what it notes of words it has not met, so that memory stays as it is."""
        if self._left <= 0:
            self._memory.close()
            self._memory.enter_context(self._nlp.memory_zone())
            self._left = _FORGET_AFTER


def load(name: str | None = None) -> Pipeline:
    """Return the pipeline `name`: a spaCy package or the path of one; None or nothing is the project's own.

    Raises UnusablePipeline when it cannot be loaded, or has no parser whose labels are known.
    """
    return _load(name or "")


@cache
def _load(name: str) -> Pipeline:
    # Matrices this small gain nothing by threads, which would take the other cores from those who serve.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import spacy  # noqa: PLC0415 - takes half a second, which commands that read no text need not wait

    # The pipes of our own model register themselves.
    from app.extraction.parsing import conversion, floats, guard, lemmas, names  # noqa: F401, PLC0415

    told = name or "the pipeline of the package"
    try:
        nlp = spacy.load(name or _OWN, exclude=_UNUSED)
    except Exception as error:  # of many kinds: whatever the pipeline's own code raises
        reason = str(error).partition("\n")[0].partition(". ")[0]
        raise UnusablePipeline(f"{told} cannot be loaded: {reason}") from error
    if "parser" not in nlp.pipe_names:
        raise UnusablePipeline(f"{told} has no parser")
    labels = nlp.get_pipe("parser").labels  # type: ignore[attr-defined]  # of any parser
    scheme = schemes.recognise(labels)
    if scheme is None:
        raise UnusablePipeline(f"{told} labels dependencies neither as Universal Dependencies nor as ClearNLP does")
    return Pipeline(name or "own", nlp, conversion.Converter(nlp.vocab, scheme))
