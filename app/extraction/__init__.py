"""Text in, Reading out: the whole pipeline, top to bottom. No database, no network, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.extraction.attribution import attribute
from app.extraction.claims import claims as claims_of
from app.extraction.figures import figures as figures_of
from app.extraction.figures import problems as too_large
from app.extraction.mentions import find
from app.extraction.paragraphs import Paragraph, split
from app.extraction.quotations import pair
from app.extraction.reading import Entity, Reading
from app.extraction.resolution import resolve


def read(text: str, published_at: date | None = None, *, title: str | None = None) -> Reading:
    """Return what `text` says; dates relative to the publication are resolved against `published_at`."""
    page = split(text, title=title)
    entities = resolve(text, page, find(text, page))
    return _statements(text, page, entities, published_at)


def _statements(
    text: str, page: Sequence[Paragraph], entities: tuple[Entity, ...], published_at: date | None
) -> Reading:
    quoted, unclosed = pair(text, page)
    attributions = attribute(text, page, quoted, entities)
    stated = claims_of(text, page, attributions, quoted, entities, published_at)
    counted = figures_of(text, page, stated, entities, published_at)
    return Reading(entities, stated, counted, (*unclosed, *too_large(page)))
