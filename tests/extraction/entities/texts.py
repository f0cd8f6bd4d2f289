"""What the tests of names and places share: the entities of a text, and one of them by a word of it."""

from __future__ import annotations

from app.extraction import paragraphs
from app.extraction.entities.mentions import find
from app.extraction.entities.resolution import resolve
from app.extraction.reading import Entity


def read(text: str) -> tuple[Entity, ...]:
    """Return the entities of `text`."""
    page = paragraphs.split(text)
    return resolve(text, page, find(text, page))


def words(text: str, entity: Entity) -> list[str]:
    """Return the words of the entity's mentions."""
    return [span.of(text) for span in entity.mentions]


def called(text: str, mention: str) -> Entity:
    """Return the entity that `text` mentions by exactly these words."""
    found = [entity for entity in read(text) if mention in words(text, entity)]
    assert len(found) == 1, f"{mention!r} in {[words(text, entity) for entity in read(text)]}"
    return found[0]


def around(entity: Entity) -> list[str]:
    """Return the names of the places around a place, the next larger one first."""
    names = []
    while entity.within is not None:
        entity = entity.within
        names.append(entity.name)
    return names
