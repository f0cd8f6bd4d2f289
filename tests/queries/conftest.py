"""A made store, shared by the tests of what may be asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from app.storage.database import Database
from tests.conftest import New
from tests.queries import corpus
from tests.queries.corpus import Said

_DATES = (
    None,
    date(2023, 9, 19),
    None,
    datetime(2023, 9, 19, tzinfo=UTC),  # the same instant as the day
    date(1969, 12, 31),
    datetime(2023, 9, 19, 0, 0, 1, tzinfo=UTC),
)


@pytest.fixture(scope="session")
def many(new: New) -> Iterator[Database]:
    """Give a store of 30 articles, most with the date of another or none."""
    with new() as opened:
        for number in range(30):
            said = [
                Said("two people left", speaker=(corpus.MALI, corpus.FIJI)[number % 2], place=corpus.KHANKENDI,
                     figure="two people", value=2),
                Said("nobody knew", target=corpus.ARMENIA, place=corpus.KARABAKH),
            ]  # fmt: skip
            url = f"https://example.org/{number}"
            publisher = ("Cnews Live", "Wikinews")[number % 3 == 0]
            corpus.submit(opened, said, url=url, publisher=publisher, published_at=_DATES[number % len(_DATES)])
        yield opened
