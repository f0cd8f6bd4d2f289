"""Made stores and their live servers, all to be read only."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.storage.database import Database
from tests.conftest import New, Serve
from tests.export import stores


@pytest.fixture(scope="session")
def large(new: New) -> Iterator[Database]:
    """Give the large store."""
    with new() as opened:
        stores.fill_large(opened)
        yield opened


@pytest.fixture(scope="session")
def wide(new: New) -> Iterator[Database]:
    """Give the wide store."""
    with new() as opened:
        stores.fill_wide(opened)
        yield opened


@pytest.fixture(scope="session")
def hostile(new: New) -> Iterator[Database]:
    """Give the store of hostile texts."""
    with new() as opened:
        stores.fill_hostile(opened)
        yield opened


@pytest.fixture(scope="session")
def large_client(serve: Serve, large: Database) -> httpx.Client:
    """Give a client of a live server with the large store."""
    return serve(large)


@pytest.fixture(scope="session")
def hostile_client(serve: Serve, hostile: Database) -> httpx.Client:
    """Give a client of a live server with the hostile store."""
    return serve(hostile)
