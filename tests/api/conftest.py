"""What tests of routes share: a service that nothing is stored in."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.ingestion import keys
from app.storage.database import Database
from app.vocabulary import KeyRight
from tests.conftest import New, Serve


@pytest.fixture(scope="module")
def untouched(new: New) -> Iterator[Database]:
    """Give a database that stays empty, for tests of what is refused."""
    with new() as opened:
        yield opened


@pytest.fixture(scope="module")
def refusing(serve: Serve, untouched: Database) -> httpx.Client:
    """Give a client, with a key that may write, of its live server."""
    client = serve(untouched)
    client.headers["Authorization"] = f"Bearer {keys.create(untouched, 'tests', right=KeyRight.WRITE).key}"
    return client
