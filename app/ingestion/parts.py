"""Which part each entity has in a record, and the keys it is found and counted by: what the filters and facets see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.records import ClaimRecord, EntityRecord, EntityReference, FigureRecord
from app.storage.codes import ANY, Owner, Part
from app.vocabulary import EntityKind

Parts = set[tuple[str, str]]
"""(part, entity id) pairs. The parts are `speaker`, `target`, `actor` (either of the two) and `place`."""

Around = Mapping[str, EntityRecord]
"""The entities of an article by id: what a place lies in and whom an office or force acts for is told by `within`."""

Numbers = dict[str, list[int]]
"""The numbers of the entities by part, and by `point`: the places that are around no other place of the record."""

Prefix = tuple[int, int, int, int]
"""The part, entity, place and code that a range of keys begins with."""

# As plain numbers: a member of an enumeration is slower to look up than a row is to write.
_ACTOR, _SPEAKER, _TARGET = (part.value for part in (Part.ACTOR, Part.SPEAKER, Part.TARGET))
_OF_ANY, _OF_CODE, _OF_ACTOR, _OF_PLACE = (owner.value for owner in (Owner.ANY, Owner.CODE, Owner.ACTOR, Owner.PLACE))


def of_claim(claim: ClaimRecord, entities: Around) -> Parts:
    """Return the parts in a claim: those named in it, each larger place, and the state that an actor acts for."""
    return _parts(claim.speaker, claim.targets, claim.places, entities)


def of_figure(figure: FigureRecord, claims: Mapping[str, ClaimRecord], entities: Around) -> Parts:
    """Return the parts in a figure: those of its own speaker and place, and those of its claim."""
    own = _parts(figure.speaker, (), (figure.place,), entities)
    return own | of_claim(claims[figure.claim_id], entities) if figure.claim_id else own


def numbered(parts: Parts, numbers: Mapping[str, int], entities: Around) -> Numbers:
    """Return the numbers of the entities that have each part, in rising order."""
    found: Numbers = {"actor": [], "speaker": [], "target": [], "place": []}
    around = set()
    for part, entity in parts:
        found[part].append(numbers[entity])
        if part == "place" and (within := entities[entity].within):
            around.add(numbers[within])
    for entities_of_part in found.values():
        entities_of_part.sort()
    found["point"] = [place for place in found["place"] if place not in around]
    return found


def prefixes(numbers: Numbers, code: int) -> list[Prefix]:
    """Return what the keys of a record begin with; the first two concern nobody and no place."""
    actors, places = numbers["actor"], numbers["place"]
    found: list[Prefix] = [(ANY, ANY, ANY, ANY), (ANY, ANY, ANY, code)]
    for which in (ANY, code):
        found += [(ANY, ANY, place, which) for place in places]
        found += [(_ACTOR, actor, place, which) for actor in actors for place in (ANY, *places)]
        found += [(_SPEAKER, speaker, ANY, which) for speaker in numbers["speaker"]]
        found += [(_TARGET, target, ANY, which) for target in numbers["target"]]
    return found


def owners(numbers: Numbers, code: int) -> list[tuple[int, int]]:
    """Return whose tallies a record is counted in."""
    actors = [(_OF_ACTOR, actor) for actor in numbers["actor"]]
    return [(_OF_ANY, ANY), (_OF_CODE, code), *actors, *((_OF_PLACE, place) for place in numbers["place"])]


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
