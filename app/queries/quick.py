"""What takes a moment, answered at once by the one thread that must not wait; the rest is left to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from app.errors import TooSlow
from app.queries import articles, names
from app.queries.articles import ArticleParts
from app.queries.facets import Facets
from app.queries.listing import Listing, Page
from app.storage.database import Database
from app.storage.reader import Reader

T = TypeVar("T")

SECONDS = 0.01
"""Longest time the database may take for an answer here."""

_MOST_NAMES = 100_000  # that are kept: some megabytes


class Quick:
    """Answers what it can in a moment, and None where it cannot."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self.reader = Reader(database, seconds=SECONDS)
        self._names: dict[tuple[Any, ...], Sequence[Any]] = {}
        self._of = -1  # the version of the names

    def page(self, listing: Listing) -> Page | None:
        """Return the page of a listing, or None when another way has to be taken."""
        # The clock is not looked at inside the full text.
        return None if getattr(listing, "q", None) is not None else self._answered(lambda: listing.answer(self._ask))

    def counts(self, facets: Facets) -> bytes | None:
        """Return counts as JSON, or None when they take long."""
        return None if getattr(facets, "q", None) is not None else self._answered(lambda: facets.answer(self._ask))

    def article(self, id_: str, parts: ArticleParts) -> bytes | None:
        """Return an article as JSON, or None when that takes long; `NotFound` when there is none of this id."""
        return self._answered(lambda: articles.read(self._ask, id_, parts))

    def _answered(self, function: Callable[[], T]) -> T | None:
        try:
            with self.reader.state():
                version = self.reader.version()
                if version != self._of or len(self._names) > _MOST_NAMES:
                    self._names, self._of = {}, version
                return function()
        except TooSlow:
            return None

    def _ask(self, text: str, values: Sequence[Any]) -> Sequence[Any]:
        """Ask, or remember what a name means for as long as nothing is written."""
        if text is not names.FIND:
            return self.reader.ask(text, values)
        key = tuple(values)
        if key not in self._names:
            self._names[key] = self.reader.ask(text, values)
        return self._names[key]
