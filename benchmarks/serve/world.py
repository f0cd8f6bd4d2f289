"""The made world the made articles are about: states, their bodies, armed groups, places in places, and conflicts.

Everything is drawn from a seed. A conflict has its own actors, places and claim types, so that an actor appears with
its places; some conflicts are in the news far more often than others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from app.vocabulary import ClaimType, EntityKind, Role
from benchmarks.serve.words import made

STATES = 60
REGIONS = 8  # of each state
TOWNS = 10  # of each region
GROUPS = 150
BODIES_OF_ALL = 60
PUBLISHERS = 250
CONFLICTS = 500

_OFFICES = [
    ("Defence Ministry", Role.GOV), ("Foreign Ministry", Role.GOV), ("Interior Ministry", Role.GOV),
    ("Presidency", Role.GOV), ("Armed Forces", Role.MIL), ("Air Force", Role.MIL), ("Border Guard", Role.COP),
    ("Parliament", Role.LEG), ("Supreme Court", Role.JUD), ("Security Service", Role.SPY),
]  # fmt: skip
_GROUPS = [("Front", Role.REB), ("Brigade", Role.REB), ("Council", Role.PRE), ("Movement", Role.OPP)]
_COMMON = [("Relief Agency", Role.NGO), ("Observer Mission", Role.IGO), ("Union", Role.IGO), ("Institute", Role.EDU)]
_PLACE = frozenset({EntityKind.PLACE})
_ACTOR = frozenset({EntityKind.ACTOR})


@dataclass(frozen=True, slots=True, eq=False)
class Being:
    """An actor, a place or both, in every article the same."""

    name: str
    kinds: frozenset[EntityKind]
    role: Role | None = None
    within: Being | None = None
    point: tuple[float, float] | None = None
    aliases: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what its id is derived from."""
        return f"name:{self.name.casefold()}"


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """Things drawn with falling frequency: the first the most often."""

    things: list[Being]
    cumulated: list[float]

    def draw(self, random: Random, number: int = 1) -> list[Being]:
        """Return this many, the same one perhaps several times."""
        return random.choices(self.things, cum_weights=self.cumulated, k=number)


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """What one part of the news is about."""

    actors: Weighted
    places: Weighted
    types: list[ClaimType]  # the most frequent first
    begin: float  # between 0 and 1 of the whole time
    length: float


@dataclass(frozen=True, slots=True)
class World:
    """Everything articles can name."""

    conflicts: list[Conflict]
    cumulated: list[float]
    publishers: list[str]
    beings: list[Being] = field(repr=False)

    def conflict(self, random: Random) -> Conflict:
        """Return a conflict, the best known the most often."""
        return random.choices(self.conflicts, cum_weights=self.cumulated)[0]


def falling(number: int, exponent: float = 1.0) -> list[float]:
    """Return cumulated weights of Zipf's law: the n-th weighs 1 / n to the power of `exponent`."""
    return list(accumulate(1 / (rank + 1) ** exponent for rank in range(number)))


def world(seed: int) -> World:
    """Make the world of a seed."""
    random = Random(seed)
    names = _Names(random)
    states = [_state(names, random) for _ in range(STATES)]
    beings = list(states)
    bodies, towns = {}, {}
    for state in states:
        bodies[state] = [
            Being(f"{state.name} {office}", _ACTOR, role, within=state, aliases=(f"{state.name[:4]} {office}",))
            for office, role in _OFFICES
        ]
        towns[state] = list(_places(state, names, random))
        beings += [*bodies[state], *(place for region in towns[state] for place in region)]
    groups = [Being(f"{names.next()} {kind}", _ACTOR, role) for kind, role in _spread(_GROUPS, GROUPS)]
    common = [Being(f"{names.next()} {kind}", _ACTOR, role) for kind, role in _spread(_COMMON, BODIES_OF_ALL)]
    conflicts = []
    for _ in range(CONFLICTS):
        sides = random.choices(states, cum_weights=falling(STATES, 0.8), k=2)
        actors = [*sides]
        for side in sides:
            actors += random.sample(bodies[side], 4)
        actors += random.choices(groups, cum_weights=falling(GROUPS), k=3)
        actors += random.choices(common, cum_weights=falling(BODIES_OF_ALL), k=2)
        random.shuffle(actors)
        places = [random.choice(towns[sides[0]]), random.choice(towns[sides[-1]])]
        conflicts.append(_conflict(random, list(dict.fromkeys(actors)), [p for region in places for p in region]))
    publishers = [f"{names.next()} {random.choice(('News', 'Times', 'Herald', 'Agency'))}" for _ in range(PUBLISHERS)]
    return World(conflicts, falling(CONFLICTS), publishers, [*beings, *groups, *common])


class _Names:
    """Names that nobody else has."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def next(self) -> str:
        while (name := made(self._random, 3).capitalize()) in self._taken:
            pass
        self._taken.add(name)
        return name


def _state(names: _Names, random: Random) -> Being:
    point = (round(random.uniform(-55, 65), 4), round(random.uniform(-170, 170), 4))
    name = names.next()
    return Being(name, _PLACE | _ACTOR, Role.STATE, point=point, aliases=(f"Republic of {name}",))


def _places(state: Being, names: _Names, random: Random) -> list[list[Being]]:
    """Return the regions of a state, each with its towns: the region stands behind the largest towns."""
    regions = []
    for _ in range(REGIONS):
        region = Being(f"{names.next()} Province", _PLACE, within=state, point=_near(state, random, 3))
        towns = [
            Being(names.next(), _PLACE, within=region, point=_near(region, random, 0.5), aliases=(names.next(),))
            for _ in range(TOWNS)
        ]
        regions.append([*towns[:2], region, *towns[2:]])
    return regions


def _near(around: Being, random: Random, degrees: float) -> tuple[float, float]:
    north, east = around.point or (0.0, 0.0)
    return round(north + random.uniform(-degrees, degrees), 4), round(east + random.uniform(-degrees, degrees), 4)


def _spread(kinds: list[tuple[str, Role]], number: int) -> list[tuple[str, Role]]:
    return [kinds[i % len(kinds)] for i in range(number)]


def _conflict(random: Random, actors: list[Being], places: list[Being]) -> Conflict:
    random.shuffle(places)
    types = random.sample(list(ClaimType), len(ClaimType))
    types.sort(key=lambda kind: kind is not ClaimType.EVENT_REPORT and random.random() > 0.25)
    return Conflict(
        Weighted(actors, falling(len(actors), 0.9)),
        Weighted(places, falling(len(places), 0.9)),
        types,
        begin=random.random() * 0.8,
        length=random.choice((0.05, 0.2, 1.0)),
    )
