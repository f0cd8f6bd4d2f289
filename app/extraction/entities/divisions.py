"""Provinces, governorates, oblasts, districts: the divisions of states, by name. Data: GeoNames (CC BY 4.0)."""

from __future__ import annotations

from functools import cache, lru_cache

from app.extraction.entities import tables
from app.extraction.entities.gazetteer import Place, around_division, matching, of_our_own
from app.extraction.lexicon import load

_SMALL = 60  # kilometres from its middle within which a division's towns lie when its middle may stand for all in it


def short(name: str) -> str:
    """Return the matching form of a division's name without the noun for what it is ("Helmand Province": "helmand")."""
    words = matching(name).replace("’", "").split()
    first, last = _nouns("division_first"), _nouns("divisions")
    while len(words) > 1 and words[0] in first:
        words = words[1:]
    while len(words) > 1 and words[-1] in last:
        words = words[:-1]
    return " ".join(words)


@cache
def _nouns(name: str) -> frozenset[str]:
    return frozenset(load("shapes")["places"][name])


@lru_cache(maxsize=1_000)
def named(name: str) -> tuple[Place, ...]:
    """Return the divisions called `name`, with or without the noun for what they are, the most populous first."""
    found = [_division(row) for row in tables.rows("divisions.tsv", short(name))]
    return tuple(sorted(found, key=lambda place: (-place.people, place.key)))


def _division(row: list[str]) -> Place:
    _, geonames, code, latitude, longitude, people, reach, name = row
    if geonames in of_our_own():
        return of_our_own()[geonames]
    around = around_division(".".join(code.split(".")[:2]))
    return Place(
        key=f"geonames:{geonames}",
        name=name,
        at=(float(latitude), float(longitude)),
        geonames=geonames,
        within=around.key if around is not None else None,
        country=around.country if around is not None else None,
        near=around.near if around is not None else (),
        people=int(people),
        region=code,
        is_division=True,
        is_small=int(reach) <= _SMALL,
    )
