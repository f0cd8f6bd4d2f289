"""By relevance both kinds of database answer in one order: PostgreSQL computes what FTS5 does."""

# ruff: noqa: S608 - the statements are put together from names of ours

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.figures import FigureListing
from app.queries.listing import Listing
from app.storage import database
from app.storage.database import Database
from app.storage.reading import through
from tests.queries.test_parity import fill

_WORDS = [
    "soldiers",
    "the",
    "soldiers bridge",
    '"were seen"',
    'harbour "12 talks"',
    '"of armenia in" convoy',
    "MINISTRY said",
    "armenia armenia",
    "Élan example",
    "absent",
    '"seen, of"',
    "a-b",
    "*",
]


@pytest.fixture(scope="module")
def both(
    template: Path, copied: Callable[[], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Database]]:
    """Give the same records on SQLite and on PostgreSQL."""
    path = shutil.copy(template, tmp_path_factory.mktemp("both") / "both.db")
    with copied() as url:
        both = database.connect(str(path)), database.connect(url)
        for opened in both:
            fill(opened, number=60)
        yield both
        for opened in both:
            opened.close()


@pytest.mark.parametrize("words", _WORDS)
@pytest.mark.parametrize("listing", [ArticleListing, ClaimListing, FigureListing])
def test_the_order_is_the_same(both: tuple[Database, Database], listing: type[Listing], words: str) -> None:
    found = []
    for opened in both:
        asked = listing.model_validate({"q": words, "sort": "relevance", "limit": 60, "include": ["total"]})
        with opened.read() as connection:
            page = asked.page(connection)
            items, total = [*page.items], page.total
            while page.next:
                page = asked.model_copy(update={"cursor": page.next}).page(connection)
                items += page.items
        assert len(items) == total
        found.append(items)
    # The time of storing is part of an article.
    first, second = ([item.partition(b'"stored_at"')[0] for item in items] for items in found)
    assert first == second


@pytest.mark.parametrize("words", _WORDS)
@pytest.mark.parametrize("name", ["articles", "claims", "figures"])
def test_the_scores_are_the_same_to_the_last_bit(both: tuple[Database, Database], name: str, words: str) -> None:
    found = []
    for opened in both:
        with opened.read() as connection:
            ask = through(connection)
            piece = ask.full_text.find(name, words)
            held = f"SELECT {piece.key}, {piece.score} FROM {piece.lead} WHERE {piece.condition} ORDER BY {piece.key}"
            found.append([tuple(row) for row in ask(held, piece.values)])
    assert found[0] == found[1]
