"""The numbers that every writing transaction keeps up: how many records each range of keys holds, and each tally.

Of equally frequent values, which are the last ones within the limit is not told.
"""
# ruff: noqa: S608 - what the statements are put together from are names of tables

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.queries.kinds import Key, Kind
from app.queries.sql import LIMIT, one_of
from app.storage.codes import Facet, Owner, Part
from app.storage.reading import Ask

Counted = list[tuple[int, int]]
"""Values, as numbers, and how many records have each."""

_VOCABULARY = 1000  # more values than any has: they come all, as they are sorted by name afterwards

_OF_KEY = "WHERE part = ? AND entity = ? AND place = ? AND code"


def sizes(ask: Ask, kind: Kind, keys: Iterable[Key]) -> dict[Key, int]:
    """Return how many records each range of keys holds; one without records is left out."""
    found = {}
    for key in keys:
        for (number,) in ask(f"SELECT number FROM {kind.counts} {_OF_KEY} = ?", key):
            found[key] = int(number)
    return found


def tally(ask: Ask, kind: Kind, owner: tuple[Owner, int], facet: Facet, values: Sequence[int]) -> dict[int, int]:
    """Return how many of the owner's records have each of these values of a facet; one without is left out."""
    one = one_of("value", values)
    statement = f"SELECT value, number FROM {kind.tallies} WHERE owner = ? AND whose = ? AND facet = ? AND {one.text}"
    return {value: int(number) for value, number in ask(statement, (*map(int, owner), int(facet), *one.values))}


def by_code(ask: Ask, kind: Kind, key: Key) -> Counted:
    """Return the codes of the records of a key."""
    part, entity, place, code = key
    condition = "= ?" if code else "> ?"
    return _pairs(ask(f"SELECT code, number FROM {kind.counts} {_OF_KEY} {condition}", (part, entity, place, code)))


def by_entity(ask: Ask, kind: Kind, part: Part, *, place: int, code: int, limit: int) -> Counted:
    """Return the entities that have a part in most records of a place (0 for any) and code (0 for any)."""
    statement = (
        f"SELECT entity, number FROM {kind.counts} WHERE part = ? AND place = ? AND code = ?"
        f" ORDER BY number DESC, entity DESC{LIMIT}"
    )
    return _pairs(ask(statement, (int(part), place, code, limit)))


def by_place(ask: Ask, kind: Kind, part: int, *, entity: int, code: int, limit: int) -> Counted:
    """Return the places of most records of an actor (0 for any) and code (0 for any)."""
    statement = (
        f"SELECT place, number FROM {kind.counts} WHERE part = ? AND entity = ? AND code = ? AND +place > 0"
        f" ORDER BY number DESC, place DESC{LIMIT}"
    )
    return _pairs(ask(statement, (int(part), entity, code, limit)))


def by_tally(ask: Ask, kind: Kind, owner: tuple[Owner, int], facet: Facet, limit: int) -> Counted:
    """Return the values of a facet that most of the owner's records have, or the latest days."""
    order = "value DESC" if facet is Facet.DAY else "number DESC, value DESC"
    statement = (
        f"SELECT value, number FROM {kind.tallies} WHERE owner = ? AND whose = ? AND facet = ? ORDER BY {order}{LIMIT}"
    )
    every = limit if facet in {Facet.DAY, Facet.PUBLISHER} else _VOCABULARY
    return _pairs(ask(statement, (*map(int, owner), int(facet), every)))


def _pairs(rows: Iterable[Sequence[int]]) -> Counted:
    return [(value, number) for value, number in rows]
