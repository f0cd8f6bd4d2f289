"""The parses of one text: those of its sentences, without what is no part of the article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.extraction.paragraphs import Paragraph
from app.extraction.parsing.pipeline import Pipeline
from app.extraction.parsing.tree import Tree
from app.text import Span


def parse(text: str, page: Sequence[Paragraph], pipeline: Pipeline) -> Mapping[Span, Tree]:
    """Return the trees of the sentences of `page` by their spans; headings, furniture and noise have none."""
    sentences = [
        sentence
        for paragraph in page
        if not (paragraph.furniture or paragraph.heading)
        for sentence in paragraph.sentences
    ]
    trees = pipeline.parse(text, [sentence.tokens for sentence in sentences])
    return {s.span: tree for s, tree in zip(sentences, trees, strict=True) if tree is not None}
