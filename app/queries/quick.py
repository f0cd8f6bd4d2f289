"""What takes a moment, answered at once by the one thread that must not wait; the rest is left to the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from types import TracebackType
from typing import Any

from app.queries import articles, names
from app.queries.articles import ArticleParts
from app.queries.facets import Facets
from app.queries.listing import Listing, Page, Selection
from app.storage.database import Database
from app.storage.fts5 import Fts5
from app.storage.reader import Reader
from app.storage.words import FullText

SECONDS = 0.01
"""Longest time the database may take for an answer on the event loop."""

_MOST_NAMES = 20_000  # that are remembered: some megabytes
_LONGEST = 300  # characters of them
_MOST_SELECTIONS = 10_000  # the same
_UNKNOWN: Any = object()


class Quick:
    """Answers what it can in a moment, and None where it cannot: `with quick as version:` around what is asked.

    `TooSlow` is raised when the database takes too long in all. What names mean, and what filters select, is remembered
    for as long as nothing is written.
    """

    full_text: FullText = Fts5()

    def __init__(
        self,
        database: Database,
        *,
        seconds: float = SECONDS,
        after: Callable[[Callable[[], None]], object] | None = None,
    ) -> None:
        """Read from `database`; no answer may take longer than `seconds`. `after` is that of `Reader`."""
        self.reader = Reader(database, seconds=seconds, after=after)
        self._names: dict[tuple[Any, ...], Sequence[Any]] = {}
        self._selections: dict[Hashable, Selection | None] = {}
        self._of = -1  # the version of what is remembered

    def __enter__(self) -> int:
        """Take the state of the database as it is now, and return its version."""
        version = self.reader.__enter__()
        if version != self._of or len(self._names) > _MOST_NAMES:
            self._names, self._selections, self._of = {}, {}, version
        return version

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.reader.__exit__(kind, error, trace)

    def page(
        self, filters: Hashable, listing: Callable[[], Listing | None], *, limit: int, cursor: str | None
    ) -> Page | None:
        """Return a page of a listing, or None when another way has to be taken.

        `listing` is asked for when `filters`, all but limit and cursor, are not remembered.
        """
        found: Selection | None = self._selections.get(filters, _UNKNOWN)
        if found is _UNKNOWN:
            found = self._selections[filters] = self._selected(listing())
            if len(self._selections) > _MOST_SELECTIONS:
                del self._selections[next(iter(self._selections))]  # the one that has been there the longest
        return found and found.page(self, limit=limit, cursor=cursor)

    def _selected(self, listing: Listing | None) -> Selection | None:
        # The clock is not looked at inside the full text.
        if listing is None or getattr(listing, "q", None) is not None:
            return None
        return listing.selection(self)

    def counts(self, facets: Facets) -> bytes | None:
        """Return counts as JSON, or None when they are of what words find."""
        return None if getattr(facets, "q", None) is not None else facets.answer(self)

    def article(self, id_: str, parts: ArticleParts) -> bytes:
        """Return an article as JSON; `NotFound` when there is none of this id."""
        return articles.read(self, id_, parts)

    def __call__(self, text: str, values: Sequence[Any], /) -> Sequence[Any]:
        """Ask, or remember what a name means for as long as nothing is written."""
        if text is not names.FIND or len(values[0]) > _LONGEST:
            return self.reader.ask(text, values)
        key = tuple(values)
        if key not in self._names:
            self._names[key] = self.reader.ask(text, values)
        return self._names[key]
