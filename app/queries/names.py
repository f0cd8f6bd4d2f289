"""From a name to the entities it means: by id, name, alias, ISO alpha-3 code or Wikidata id, never by substring."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from app import identity
from app.queries.sql import LIMIT, Sql
from app.storage.reading import Ask, Listed, listed

Meant = list[int] | Sql
"""Numbers of entities, or the statement that gives them."""

_MANY = 100
"""Above so many entities of one name a statement reads their numbers itself."""

_NAMED = (
    "SELECT entity FROM names WHERE folded IN (SELECT value FROM json_each(?))"
    " UNION SELECT number FROM entities WHERE id IN (SELECT value FROM json_each(?))"
)
FIND = f"{_NAMED}{LIMIT}"
"""What a name means: asked again and again, with the same answer while nothing is written."""


def meant(ask: Ask, values: Sequence[str]) -> Meant:
    """Return the numbers of the entities that `values` mean; an unknown name means none."""
    asked = _asked(tuple(values))
    found = ask(FIND, (*asked, _MANY + 1))
    return [number for (number,) in found] if len(found) <= _MANY else Sql(_NAMED, asked)


@lru_cache(maxsize=10_000)
def _asked(values: tuple[str, ...]) -> tuple[Listed, Listed]:
    """Return how names are looked up: as they are folded, and as ids."""
    ids = [number for value in values if (number := identity.parse("ent", value)) is not None]
    return listed(identity.indexed(value) for value in values), listed(ids)


def publishers(ask: Ask, values: Sequence[str]) -> list[int]:
    """Return the numbers of the publishers of these names."""
    statement = "SELECT number FROM publishers WHERE folded IN (SELECT value FROM json_each(?)) ORDER BY number"
    return [number for (number,) in ask(statement, (listed({identity.indexed(value) for value in values}),))]


def articles(ask: Ask, values: Sequence[str]) -> list[int]:
    """Return the positions of the articles of these ids."""
    ids = [number for value in values if (number := identity.parse("art", value)) is not None]
    statement = "SELECT position FROM articles WHERE id IN (SELECT value FROM json_each(?)) ORDER BY position"
    return [position for (position,) in ask(statement, (listed(ids),))]
