"""Text in, Reading out: the whole pipeline, top to bottom. No database, no network, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from app.extraction.entities.mentions import find
from app.extraction.entities.resolution import resolve
from app.extraction.grammar.words import Reader
from app.extraction.language import english
from app.extraction.markup import without
from app.extraction.numbers.figures import figures as figures_of
from app.extraction.numbers.figures import problems as too_large
from app.extraction.paragraphs import Paragraph, split
from app.extraction.parsing import pipeline as parsing
from app.extraction.parsing.parse import parse
from app.extraction.parsing.tree import Tree
from app.extraction.quotations import pair
from app.extraction.reading import Problem, Reading
from app.extraction.statements.attribution import attribute
from app.extraction.statements.claims import claims as claims_of
from app.text import Span
from app.vocabulary import ProblemCode


def read(
    text: str, published_at: date | None = None, *, title: str | None = None, pipeline: str | None = None
) -> Reading:
    """Return what `text` says; dates relative to the publication are resolved against `published_at`.

    `pipeline` names the spaCy pipeline that parses, a package or a path; None is the project's own. Raises
    UnusablePipeline when there is none such.
    """
    text, markup = without(text)
    page, foreign = english(text, split(text, title=title))
    trees = parse(text, page, parsing.load(pipeline))
    entities = resolve(text, page, find(text, page))
    quoted, unclosed = pair(text, page)
    reader = Reader(quoted, entities, trees)
    claims = claims_of(text, page, attribute(page, reader), reader, published_at)
    figures = figures_of(text, page, claims, entities, published_at, trees=trees)
    return Reading(entities, claims, figures, (*markup, *foreign, *_unread(page, trees), *unclosed, *too_large(page)))


def _unread(page: Sequence[Paragraph], trees: Mapping[Span, Tree]) -> Iterator[Problem]:
    for is_furniture, run in groupby(page, key=lambda paragraph: paragraph.furniture):
        paragraphs = list(run)
        if is_furniture:
            span = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
            yield Problem(ProblemCode.FURNITURE, "repeated, or no part of the article: nothing is read here", span)
            continue
        for sentence in (s for paragraph in paragraphs if not paragraph.heading for s in paragraph.sentences):
            if sentence.span not in trees:
                yield Problem(
                    ProblemCode.NO_SENTENCE, "too long for a sentence: read by its words alone", sentence.span
                )
