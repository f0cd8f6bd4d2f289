"""Which part each entity has in a record: what the filters `actor`, `speaker`, `target` and `place` find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.records import ClaimRecord, EntityReference, FigureRecord

Parts = set[tuple[str, str]]
"""(part, entity id) pairs. The parts are `speaker`, `target`, `actor` (either of the two) and `place`."""


def of_claim(claim: ClaimRecord, within: Mapping[str, str | None]) -> Parts:
    """Return the parts in a claim; `within` gives the next larger place around a place, by id."""
    return _parts(claim.speaker, claim.targets, claim.places, within)


def of_figure(figure: FigureRecord, claims: Mapping[str, ClaimRecord], within: Mapping[str, str | None]) -> Parts:
    """Return the parts in a figure: those of its own speaker and place, and those of its claim."""
    own = _parts(figure.speaker, (), (figure.place,), within)
    return own | of_claim(claims[figure.claim_id], within) if figure.claim_id else own


def _parts(
    speaker: EntityReference | None,
    targets: Iterable[EntityReference],
    places: Iterable[EntityReference | None],
    within: Mapping[str, str | None],
) -> Parts:
    found: Parts = set()
    if speaker and speaker.entity_id:
        found |= {("speaker", speaker.entity_id), ("actor", speaker.entity_id)}
    for target in targets:
        if target.entity_id:
            found |= {("target", target.entity_id), ("actor", target.entity_id)}
    for place in places:
        around = place.entity_id if place else None
        while around and ("place", around) not in found:  # a place within itself ends here too
            found.add(("place", around))
            around = within.get(around)
    return found
