"""Which part each entity has in a record: what the filters `actor`, `speaker`, `target` and `place` find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.records import ClaimRecord, EntityRecord, EntityReference, FigureRecord
from app.vocabulary import EntityKind

Parts = set[tuple[str, str]]
"""(part, entity id) pairs. The parts are `speaker`, `target`, `actor` (either of the two) and `place`."""


Around = Mapping[str, EntityRecord]
"""The entities of an article by id: what a place lies in and whom an office or force acts for is told by `within`."""


def of_claim(claim: ClaimRecord, entities: Around) -> Parts:
    """Return the parts in a claim: those named in it, each larger place, and the state that an actor acts for."""
    return _parts(claim.speaker, claim.targets, claim.places, entities)


def of_figure(figure: FigureRecord, claims: Mapping[str, ClaimRecord], entities: Around) -> Parts:
    """Return the parts in a figure: those of its own speaker and place, and those of its claim."""
    own = _parts(figure.speaker, (), (figure.place,), entities)
    return own | of_claim(claims[figure.claim_id], entities) if figure.claim_id else own


def _parts(
    speaker: EntityReference | None,
    targets: Iterable[EntityReference],
    places: Iterable[EntityReference | None],
    entities: Around,
) -> Parts:
    found: Parts = set()
    for part, actors in (("speaker", [speaker] if speaker else []), ("target", targets)):
        for actor in actors:
            for one in _actors(actor.entity_id, entities):
                found |= {(part, one), ("actor", one)}
    for place in places:
        around = place.entity_id if place else None
        while around and ("place", around) not in found:  # a place within itself ends here too
            found.add(("place", around))
            around = entities[around].within
    return found


def _actors(actor: str | None, entities: Around) -> Iterator[str]:
    """Give the actor, and the state it acts for; a place that acts does so for itself alone."""
    if actor:
        yield actor
        entity = entities[actor]
        if entity.within and EntityKind.PLACE not in entity.kinds:
            yield entity.within
