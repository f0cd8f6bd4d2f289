"""What is asked: the mix of requests, with arguments drawn from what the database has, the well-known the most often.

The `limit` of lists varies around 50, so that few requests of a run are the same: a cache of finished answers does not
answer instead of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pysqlite3

from app import identity
from benchmarks.serve.articles import Writer
from benchmarks.serve.world import Conflict, falling

SHARES = {"page": 39, "deep": 11, "article": 22, "figures": 11, "facets": 11, "again": 6}
"""Of a hundred requests: pages newest first, pages far down a list, one article with all its records, figures by
measure and actor within a range of values, counts by facets, and pages the client has already (If-None-Match)."""

DEPTH = 2000
"""Records before a page far down."""

ARTICLES = 20_000  # that one of which is asked for
DEEP = 60  # lists that are gone down
_MEASURES = ["killed", "injured", "displaced", "casualties", "munitions", "equipment"]
# Facets, and the filters they are asked for with: 0 none, 1 an actor, 2 a place, 4 a type.
_BY = {
    "claim_type": (0, 1, 2), "actor": (0, 2, 4), "place": (0, 1, 4), "day": (0, 1, 2, 4), "publisher": (0, 1, 2, 4),
    "claim_type,actor": (0, 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as each contestant has to be asked for it in its own way."""

    kind: str
    filters: tuple[tuple[str, str], ...] = ()
    limit: int = 50
    id: str = ""  # of an article
    by: str = ""  # the facets


class Asks:
    """Draws requests for a database; the same seed gives the same ones."""

    def __init__(self, database: Path, seed: int = 7) -> None:
        """Take a database of made articles."""
        self._random = Random(seed)
        self._world = Writer().world
        self._articles = _articles(database, self._random)
        self._popular = falling(len(self._articles), 0.6)
        self._deep = [self._page(deep=True) for _ in range(DEEP)]
        self._draw: dict[str, Callable[[], Ask]] = {
            "page": self._page,
            "deep": lambda: self._limited(self._random.choice(self._deep)),
            "article": self._article,
            "figures": self._figures,
            "facets": self.facets,
            "again": lambda: self._page(kind="again"),
            "total": lambda: self._page(kind="total"),
            "search": self._search,
        }

    def mix(self, number: int) -> list[Ask]:
        """Return so many requests in the shares of the mix."""
        kinds = self._random.choices(list(SHARES), weights=list(SHARES.values()), k=number)
        return [self._draw[kind]() for kind in kinds]

    def only(self, kind: str, number: int) -> list[Ask]:
        """Return so many requests of one kind; beside those of the mix there are `total` and `search`."""
        return [self._draw[kind]() for _ in range(number)]

    def full_pages(self, number: int) -> list[Ask]:
        """Return requests for pages of claims by each subset of actor, place and type, each about as often."""
        return [self._page(subset=which % 8) for which in range(number)]

    def facets(self) -> Ask:
        """Return a request for counts under at most one filter."""
        conflict = self._conflict()
        by = self._random.choice(list(_BY))
        return Ask("facets", self._some(conflict, self._random.choice(_BY[by])), by=by)

    def _page(self, *, kind: str = "page", subset: int | None = None, deep: bool = False) -> Ask:
        which = self._random.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7)) if subset is None else subset
        if deep:
            kind, which = "deep", self._random.choice((0, 1, 2, 4))
        return self._limited(Ask(kind, self._some(self._conflict(), which)))

    def _limited(self, ask: Ask) -> Ask:
        return Ask(ask.kind, ask.filters, self._random.randint(30, 70))

    def _article(self) -> Ask:
        return Ask("article", id=self._random.choices(self._articles, cum_weights=self._popular)[0])

    def _figures(self) -> Ask:
        least = self._random.randint(1, 30)
        value = (("value_min", str(least)), ("value_max", str(least * self._random.randint(2, 20))))
        filters = (("measure", self._random.choice(_MEASURES)), *self._some(self._conflict(), 1), *value)
        return self._limited(Ask("figures", filters))

    def _search(self) -> Ask:
        words = self._random.sample(["hospital", "convoy", "ceasefire", "drones", "border", "election", "winter"], 2)
        q = (("q", " ".join(words[: self._random.randint(1, 2)])),)
        return self._limited(Ask("search", (*self._some(self._conflict(), 1), *q)))

    def _conflict(self) -> Conflict:
        return self._world.conflict(self._random)

    def _some(self, conflict: Conflict, subset: int) -> tuple[tuple[str, str], ...]:
        """Return filters for the bits of `subset`: 1 an actor, 2 a place, 4 a type."""
        found = []
        if subset & 1:
            found.append(("actor", conflict.actors.draw(self._random)[0].name))
        if subset & 2:
            place = conflict.places.draw(self._random)[0]
            around = place.within or place
            found.append(("place", self._random.choice((place, place, around, around.within or around)).name))
        if subset & 4:
            found.append(("claim_type", self._random.choice(conflict.types[:5])))
        return tuple(found)


def _articles(database: Path, random: Random) -> list[str]:
    """Return the ids of articles from all over the database."""
    connection = pysqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        (least, most) = connection.execute("SELECT min(id), max(id) FROM articles").fetchone()
        found = {
            row[0]
            for _ in range(ARTICLES)
            for row in connection.execute(
                "SELECT id FROM articles WHERE id >= ? ORDER BY id LIMIT 1", (random.randint(least, most),)
            )
        }
    finally:
        connection.close()
    return [identity.public("art", number) for number in sorted(found, key=lambda _: random.random())]
