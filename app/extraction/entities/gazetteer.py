"""What is known of the world: states, regions, seas and towns, by name. Which one a text means is decided elsewhere.

Town data is GeoNames' (CC BY 4.0), made by `training/gazetteer.py`; states and regions are tables of our own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from app.extraction.entities import tables
from app.extraction.lexicon import load
from app.identity import fold
from app.vocabulary import Role


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place of the tables. `within` is the key of the next larger one (None where that is unknown or in dispute)."""

    key: str  # `wikidata:…`, `geonames:…` or `name:…`, as for entities
    name: str
    at: tuple[float, float] | None = None
    state: str | None = None  # ISO 3166-1 alpha-3, of states only
    wikidata: str | None = None
    geonames: str | None = None
    aliases: tuple[str, ...] = ()
    within: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-3 of the state around it, of undisputed places only
    role: Role | None = None  # set when it has authorities of its own that act and speak
    people: int = 0  # thousands, of towns only
    is_town: bool = False
    is_other_name: bool = False  # found by a name that is not its first
    region: str | None = None  # country and division as GeoNames has them ("US.NJ"): a town's, or a division's own code
    is_division: bool = False  # of the table of divisions
    is_small: bool = False  # its middle may stand for a place in it that no table has: a town, a district, a strip
    is_capital: bool = False
    near: tuple[str, ...] = ()  # states (alpha-3) it points to without lying in them for certain


def matching(name: str) -> str:
    """Return the form by which place names match: folded, without apostrophes, hyphens as spaces."""
    return " ".join(fold(name).replace("'", "").replace("-", " ").split())


@cache
def states() -> dict[str, Place]:
    """Return the states by ISO 3166-1 alpha-3 code."""
    return {
        iso3: Place(
            key=f"wikidata:{row['wikidata']}",
            name=row["name"],
            at=(row["at"][0], row["at"][1]),
            state=iso3,
            wikidata=row["wikidata"],
            aliases=tuple(alias for alias in row.get("aliases", ()) if len(alias) > 1),
            country=iso3,
            role=Role.STATE,
        )
        for iso3, row in load("states").items()
    }


@cache
def regions() -> dict[str, Place]:
    """Return regions, seas, disputed areas and towns of our own table by their name."""
    table = load("regions")
    return {name: _region(name, row, _country(row.get("within"), table)) for name, row in table.items()}


def _region(name: str, row: dict[str, object], country: str | None) -> Place:
    at, within = row.get("at"), row.get("within")
    wikidata, geonames = row.get("wikidata"), row.get("geonames")
    return Place(
        key=_key(name, wikidata, geonames),
        name=name,
        at=(float(at[0]), float(at[1])) if isinstance(at, list) else None,
        wikidata=str(wikidata) if wikidata else None,
        geonames=str(geonames) if geonames else None,
        aliases=tuple(_strings(row.get("aliases"))),
        within=_within(str(within)) if within else None,
        country=country,
        role=Role(str(row.get("role", Role.PRE))) if row.get("acts") else None,
        is_town=bool(row.get("town")),
        is_small=bool(row.get("town") or row.get("small")),
        near=tuple(_strings(row.get("near"))),
    )


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _key(name: str, wikidata: object, geonames: object) -> str:
    if wikidata:
        return f"wikidata:{wikidata}"
    return f"geonames:{geonames}" if geonames else f"name:{fold(name)}"


def _within(name: str) -> str:
    if name in load("states"):
        return f"wikidata:{load('states')[name]['wikidata']}"
    row = load("regions")[name]
    return _key(name, row.get("wikidata"), row.get("geonames"))


def _country(within: str | None, table: dict[str, dict[str, str]]) -> str | None:
    """Return the state at the end of the chain; None for places in no state or in dispute."""
    while within is not None and within in table:
        within = table[within].get("within")
    return within


@cache
def by_key() -> dict[str, Place]:
    """Return states and regions by their key."""
    return {place.key: place for place in [*states().values(), *regions().values()]}


@cache
def namesakes() -> dict[str, tuple[Place, ...]]:
    """Return the regions that share a name with another place ("Georgia", "Punjab"), by that name."""
    found: dict[str, list[Place]] = {}
    for name, row in load("regions").items():
        if "homonym" in row:
            found.setdefault(row["homonym"], []).append(regions()[name])
    return {name: tuple(places) for name, places in found.items()}


@cache
def shared_names() -> dict[str, str]:
    """Return the names that places share with others, by the places' keys."""
    found = {place.key: name for name, places in namesakes().items() for place in places}
    return found | {place.key: place.name for place in states().values() if place.name in namesakes()}


@cache
def _by_first_level() -> dict[str, str]:
    """Return keys of regions by the GeoNames first-level code whose towns lie in them ("PS.GZ")."""
    rows = load("regions").items()
    return {code: _within(name) for name, row in rows for code in row.get("admin", ())}


@cache
def with_towns() -> frozenset[str]:
    """Return keys of the regions whose towns the tables know to lie in them."""
    return frozenset(_by_first_level().values())


@cache
def of_our_own() -> dict[str, Place]:
    """Return the towns and divisions of our own table by their GeoNames id."""
    return {place.geonames: place for place in regions().values() if place.geonames}


@cache
def _alpha3() -> dict[str, str]:
    return load("countries")["alpha3"]  # type: ignore[no-any-return]


@cache
def _capitals() -> dict[tuple[str, str], None]:
    return {(matching(row["capital"]), iso3): None for iso3, row in load("states").items() if "capital" in row}


@lru_cache(maxsize=1_000)
def towns(name: str) -> tuple[Place, ...]:
    """Return the towns of the GeoNames table that are called `name`, the most populous first."""
    folded = matching(name)
    found = []
    for line in tables.rows("places.tsv", folded):
        if line[1].startswith("="):
            wanted = line[2] if len(line) > 2 else None
            found += [
                _town(row, other=True)
                for row in tables.rows("places.tsv", line[1][1:])
                if not row[1].startswith("=") and wanted in {None, row[1]}
            ]
        else:
            found.append(_town(line, other=False))
    return tuple(sorted(found, key=lambda place: (-place.people, place.key)))


def around_division(code: str) -> Place | None:
    """Return the region of our table that a first-level division ("PS.GZ") lies in, else its state."""
    alpha2 = code[:2]
    region = _by_first_level().get(code) or _by_first_level().get(alpha2)
    return by_key()[region] if region is not None else states().get(_alpha3().get(alpha2, ""))


def _town(row: list[str], *, other: bool) -> Place:
    folded, geonames, alpha2, division, latitude, longitude, people, name, wikidata = row
    own = of_our_own().get(geonames)
    if own is not None:
        return replace(own, people=int(people), region=f"{alpha2}.{division}")
    iso3 = _alpha3().get(alpha2)
    around = around_division(f"{alpha2}.{division}")
    return Place(
        key=f"wikidata:{wikidata}" if wikidata else f"geonames:{geonames}",
        name=name,
        at=(float(latitude), float(longitude)),
        wikidata=wikidata or None,
        geonames=geonames,
        within=around.key if around is not None else None,
        country=around.country if around is not None else None,
        near=around.near if around is not None else (),
        people=int(people),
        is_town=True,
        is_small=True,
        is_other_name=other,
        region=f"{alpha2}.{division}",
        is_capital=(folded, iso3 or "") in _capitals(),
    )
