"""Which filters find an entity in a record: named, around a named place, behind an office."""

from __future__ import annotations

import pytest

from app.extraction.reading import Claim, Entity, Reading, Reference
from app.ingestion import parts
from app.ingestion.rendering import render
from app.ingestion.submission import Submission
from app.text import Span
from app.vocabulary import ClaimType, EntityKind, PlaceBasis, Role, Voice

TEXT = "Azerbaijan's defense ministry said that Yerevan's army shelled Shusha."


def found(kinds: set[EntityKind]) -> set[tuple[str, str]]:
    """Return the parts in a claim of the ministry about the army, in a town of a region; `kinds` are the ministry's."""
    state = Entity("wikidata:Q227", "Azerbaijan", frozenset({EntityKind.PLACE}), ())
    ministry = Entity("name:m", "ministry", frozenset(kinds), (Span(0, 29),), Role.GOV, within=state)
    army = Entity("name:a", "army", frozenset({EntityKind.ACTOR}), (Span(40, 54),), Role.MIL)
    region = Entity("name:r", "region", frozenset({EntityKind.PLACE}), ())
    town = Entity("name:t", "town", frozenset({EntityKind.PLACE}), (Span(63, 69),), within=region)
    claim = Claim(
        Span(40, 69),
        Span(0, 70),
        ClaimType.ACCUSATION,
        Voice.ATTRIBUTED,
        speaker=Reference(Span(0, 29), ministry),
        targets=(Reference(Span(40, 54), army),),
        places=(Reference(Span(63, 69), town, PlaceBasis.STATED),),
    )
    rendered = render(Submission(text=TEXT), Reading((ministry, army, town), (claim,), (), ()))
    assert rendered.article.claims is not None
    names = {entity.id: entity.name for entity in rendered.entities}
    return {(part, names[id_]) for part, id_ in parts.of_claim(rendered.article.claims[0], rendered.by_id)}


def test_the_state_has_the_part_of_its_ministry() -> None:
    ministry = {("speaker", "ministry"), ("actor", "ministry"), ("speaker", "Azerbaijan"), ("actor", "Azerbaijan")}
    assert found({EntityKind.ACTOR}) == ministry | {
        ("target", "army"),
        ("actor", "army"),
        ("place", "town"),
        ("place", "region"),
    }


@pytest.mark.parametrize("kinds", [{EntityKind.PLACE}, {EntityKind.ACTOR, EntityKind.PLACE}])
def test_a_place_that_acts_does_so_for_itself_alone(kinds: set[EntityKind]) -> None:
    assert "Azerbaijan" not in {name for _, name in found(kinds)}
