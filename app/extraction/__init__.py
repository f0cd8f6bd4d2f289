"""Text in, Reading out: the whole pipeline, top to bottom. No database, no network, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.extraction.entities.mentions import find
from app.extraction.entities.resolution import resolve
from app.extraction.grammar.words import Reader
from app.extraction.numbers.figures import figures as figures_of
from app.extraction.numbers.figures import problems as too_large
from app.extraction.paragraphs import Paragraph, split
from app.extraction.quotations import pair
from app.extraction.reading import Problem, Reading
from app.extraction.statements.attribution import attribute
from app.extraction.statements.claims import claims as claims_of
from app.vocabulary import ProblemCode


def read(text: str, published_at: date | None = None, *, title: str | None = None) -> Reading:
    """Return what `text` says; dates relative to the publication are resolved against `published_at`."""
    page = split(text, title=title)
    entities = resolve(text, page, find(text, page))
    quoted, unclosed = pair(text, page)
    reader = Reader(quoted, entities)
    claims = claims_of(text, page, attribute(page, reader), reader, published_at)
    figures = figures_of(text, page, claims, entities, published_at)
    return Reading(entities, claims, figures, (*_unread(page), *unclosed, *too_large(page)))


def _unread(page: Sequence[Paragraph]) -> Iterator[Problem]:
    for paragraph in page:
        if paragraph.furniture:
            yield Problem(
                ProblemCode.FURNITURE, "repeated, or no part of the article: nothing is read here", paragraph.span
            )
