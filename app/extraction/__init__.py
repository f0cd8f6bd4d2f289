"""Text in, Reading out: the whole pipeline, top to bottom. No database, no network, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.extraction import attribution, claims, figures, mentions, paragraphs, quotations, resolution
from app.extraction.paragraphs import Paragraph
from app.extraction.reading import Entity, Reading


def read(text: str, published_at: date | None = None, *, title: str | None = None) -> Reading:
    """Return what `text` says; dates relative to the publication are resolved against `published_at`."""
    page = paragraphs.split(text, title=title)
    entities = resolution.resolve(text, page, mentions.find(text, page))
    return _statements(text, page, entities, published_at)


def _statements(
    text: str, page: Sequence[Paragraph], entities: tuple[Entity, ...], published_at: date | None
) -> Reading:
    quoted, unclosed = quotations.pair(text, page)
    attributions = attribution.attribute(text, page, quoted, entities)
    stated = claims.claims(text, page, attributions, quoted, entities, published_at)
    counted = figures.figures(text, page, stated, entities, published_at)
    return Reading(entities, stated, counted, tuple(unclosed))
