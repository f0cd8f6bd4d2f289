"""The names the tables know, found by the longest match: states, regions, peoples, bodies and persons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

from app.extraction.entities import gazetteer
from app.extraction.entities.gazetteer import Place
from app.extraction.grammar.wording import words_of
from app.extraction.lexicon import load
from app.identity import fold
from app.vocabulary import Role

T = TypeVar("T")


class Sort(Enum):
    """What a known name is."""

    PLACE = auto()  # a state, region, sea, or town of our own table
    ADJECTIVE = auto()  # "Azerbaijani", "Kurdish": names nobody by itself
    PEOPLE = auto()  # "Armenians", "Kurds"
    ACTOR = auto()  # an organisation, armed group or body of a state
    PERSON = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the tables know under a name."""

    sort: Sort
    name: str
    key: str
    place: Place | None = None  # of PLACE, and of ADJECTIVE and PEOPLE that belong to a state or region
    role: Role | None = None
    iso3: str | None = None
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()
    body: str | None = None  # what it is to its state ("USA/defence ministry")
    adjective: bool = False  # a name that is used as an adjective too ("US", "New Zealand")


class Phrases(Generic[T]):
    """Phrases by their words, found by the longest match. Building takes the phrases as text."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Index `entries`; of two equal phrases the first counts."""
        self._by_first: dict[str, dict[tuple[str, ...], T]] = {}
        self._lengths: dict[str, list[int]] = {}
        for phrase, value in entries:
            words = words_of(phrase)
            self._by_first.setdefault(words[0], {}).setdefault(words, value)
        for first, tails in self._by_first.items():
            self._lengths[first] = sorted({len(words) for words in tails}, reverse=True)

    def at(self, words: Sequence[str], i: int) -> tuple[int, T] | None:
        """Return how many words the longest phrase at word `i` has, and its value; None when there is none."""
        tails = self._by_first.get(words[i])
        if tails is None:
            return None
        for length in self._lengths[words[i]]:
            value = tails.get(tuple(words[i : i + length]))
            if value is not None and i + length <= len(words):
                return length, value
        return None

    def along(self, words: Sequence[str]) -> list[tuple[int, T] | None]:
        """Return for each word the longest phrase that begins there."""
        firsts = self._by_first
        return [self.at(words, i) if word in firsts else None for i, word in enumerate(words)]


@cache
def names() -> Phrases[Known]:
    """Return every known name, as written (capitals count), and as it is often written otherwise."""
    entries = list(_entries())
    return Phrases([*entries, *_other_spellings(entries)])


def _other_spellings(entries: Iterable[tuple[str, Known]]) -> Iterable[tuple[str, Known]]:
    """Yield names with a dash for a hyphen, and long ones with their ordinary words in lower case."""
    for name, known in entries:
        if known.sort is Sort.ACTOR and "-" in name:
            yield name.replace("-", "–"), known
        if known.sort is Sort.ACTOR and "al-Qaeda" in name:
            for spelt in ("Al-Qaeda", "al Qaeda", "Al Qaeda", "al-Qaida", "Al-Qaida", "al Qaida", "Al Qaida"):
                yield name.replace("al-Qaeda", spelt), known
        first, *rest = name.split()
        if known.sort is Sort.ACTOR and len(rest) > 1 and name.replace(" ", "").isalpha():
            yield " ".join([first, *(word.lower() if word.lower() in ordinary() else word for word in rest)]), known
            yield " ".join([first, *(word.lower() for word in rest)]), known  # "Syrian democratic forces"


@cache
def by_body() -> dict[str, Known]:
    """Return known actors by what they are to their state ("USA/defence ministry")."""
    return {known.body: known for known in _actors() if known.body}


@cache
def by_surname() -> dict[str, Known | None]:
    """Return known persons by the folded last word of their name; None where several share it."""
    found: dict[str, Known | None] = {}
    for known in _persons():
        surname = fold(known.name).split()[-1]
        found[surname] = None if surname in found else known
    return found


def place(found: Place) -> Known:
    """Return what is known of a place of the tables."""
    return Known(
        Sort.PLACE,
        found.name,
        found.key,
        found,
        found.role,
        found.state or found.country,
        found.wikidata,
        found.aliases,
    )


def _entries() -> Iterable[tuple[str, Known]]:
    for known in [*_actors(), *_persons()]:
        yield from ((name, known) for name in (known.name, *known.aliases))
    yield from _states()
    yield from _regions()
    for name, same in gazetteer.namesakes().items():
        yield name, place(same[0])
    peoples = load("groups")["peoples"]
    for people in peoples["plural"]:
        yield people, Known(Sort.PEOPLE, people, f"name:{fold(people)}", role=Role.CVL)
    for adjective in peoples["adjectives"]:
        yield adjective, Known(Sort.ADJECTIVE, adjective, f"name:{fold(adjective)}")


def _states() -> Iterable[tuple[str, Known]]:
    for iso3, state in gazetteer.states().items():
        row = load("states")[iso3]
        known = place(state)
        for name in [state.name, *state.aliases, *row.get("weak", ())]:
            yield name, (known if name not in row["adjectives"] else _as_adjective(known))
        yield from _derived(state, row)


def _regions() -> Iterable[tuple[str, Known]]:
    for name, region in gazetteer.regions().items():
        row = load("regions")[name]
        if "homonym" not in row:
            yield from ((alias, place(region)) for alias in (name, *region.aliases))
        yield from _derived(region, row)


def _derived(origin: Place, row: dict[str, list[str]]) -> Iterable[tuple[str, Known]]:
    """Yield the adjectives and the people of a state or region."""
    for adjective in row.get("adjectives", ()):
        yield adjective, Known(Sort.ADJECTIVE, origin.name, origin.key, origin, origin.role, origin.state)
    for people in row.get("people", ()):
        yield people, Known(Sort.PEOPLE, people, f"name:{fold(people)}", origin, Role.CVL, origin.state)


def _as_adjective(known: Known) -> Known:
    return Known(
        known.sort,
        known.name,
        known.key,
        known.place,
        known.role,
        known.iso3,
        known.wikidata,
        known.aliases,
        adjective=True,
    )


@cache
def _actors() -> tuple[Known, ...]:
    found = []
    for role, table in load("actors").items():
        for name, row in table.items():
            if row.get("skip"):
                continue
            wikidata = row.get("wikidata")
            known = Known(
                sort=Sort.ACTOR,
                name=name,
                key=f"wikidata:{wikidata}" if wikidata else f"name:{fold(name)}",
                role=Role(row.get("role", role)),
                iso3=row.get("iso3"),
                wikidata=wikidata,
                aliases=tuple(row.get("aliases", ())),
                body=row.get("body"),
            )
            found.append(known)
    return tuple(found)


@cache
def _persons() -> tuple[Known, ...]:
    return tuple(
        Known(
            sort=Sort.PERSON,
            name=name,
            key=f"wikidata:{row['wikidata']}" if "wikidata" in row else f"name:{fold(name)}",
            role=Role(row["role"]) if "role" in row else None,
            iso3=row.get("iso3"),
            wikidata=row.get("wikidata"),
            aliases=tuple(row.get("aliases", ())),
        )
        for name, row in load("people").items()
    )


@cache
def weak() -> frozenset[str]:
    """Return the names that count only where the actor's full name stands in the same text."""
    rows = [row for table in load("actors").values() for row in table.values()] + list(load("states").values())
    return frozenset(name for row in rows for name in row.get("weak", ()))


@cache
def generic() -> frozenset[str]:
    """Return the names that mean the well-known actor only where the text speaks of its state ("Congress")."""
    return frozenset(
        name for table in load("actors").values() for row in table.values() for name in row.get("generic", ())
    )


@cache
def ordinary() -> frozenset[str]:
    """Return common English words, in lower case."""
    return _lines("ordinary.txt")


@cache
def given_names() -> frozenset[str]:
    """Return people's first names, folded."""
    return _lines("given.txt")


def _lines(name: str) -> frozenset[str]:
    return frozenset(files("app.extraction.lexicon").joinpath(name).read_text(encoding="utf-8").split("\n")[:-1])
