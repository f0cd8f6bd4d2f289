"""Sentences of the news that the pipeline parses itself, to learn from: reported clauses whose "that" is then left out.

"The ministry said that 27 people were killed" is parsed well, for "that" tells what follows; without it a parser that
reads from left to right often takes "27 people" for the object of "said". The tree is the same with and without "that".
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Span

from training.annotated import Paragraph, Word
from training.variants import without_that

LONGEST = 60  # words of a sentence: trees of longer ones are seldom right
_LIKELY = re.compile(r"\b[a-z]{3,} that\b")


def reported(nlp: Language, texts: Sequence[str], *, limit: int, seed: int) -> list[Paragraph]:
    """Return up to `limit` sentences with a reported clause and without its "that", drawn from the texts.

    Nothing is known of their names.
    """
    likely = [text for text in texts if _LIKELY.search(text)]
    rng = random.Random(seed)  # noqa: S311 - the same draws each time are wanted
    rng.shuffle(likely)
    found: list[Paragraph] = []
    for paragraph in _sentences(nlp, likely):
        shorter = without_that(paragraph, rng, share=1)
        if shorter is not paragraph:
            found.append(shorter)
            if len(found) == limit:
                break
    return found


def _sentences(nlp: Language, texts: Iterable[str]) -> Iterator[Paragraph]:
    """Yield the sentences of the texts as the pipeline parses them, short ones with a subject in each "that" clause."""
    for doc in nlp.pipe(texts, disable=["names"]):
        for sentence in doc.sents:
            clauses = [token.head for token in sentence if token.dep_ == "mark" and token.lower_ == "that"]
            subjects = all(any(child.dep_.startswith("nsubj") for child in clause.children) for clause in clauses)
            if clauses and subjects and len(sentence) <= LONGEST:
                yield _paragraph(sentence)


def _paragraph(sentence: Span) -> Paragraph:
    tokens = [token for token in sentence if not token.is_space]
    place = {token.i: index for index, token in enumerate(tokens)}
    offset = tokens[0].idx
    words = tuple(
        Word(
            token.idx - offset,
            token.idx - offset + len(token),
            token.text,
            token.lemma_,
            token.pos_,
            str(token.morph),
            place.get(token.head.i, index),
            token.dep_,
        )
        for index, token in enumerate(tokens)
    )
    return Paragraph(sentence.doc.text[offset : offset + words[-1].end], words, (0,))
