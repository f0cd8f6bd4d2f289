"""Made stores and their live servers, all to be read only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.storage import database
from app.storage.database import Database
from tests.conftest import Serve, opened_copy
from tests.export import stores


@pytest.fixture(scope="session")
def large(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give the large store."""
    with opened_copy(template, tmp_path_factory.mktemp("large")) as opened:
        stores.fill_large(opened)
        yield opened


@pytest.fixture(scope="session")
def wide(large: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give the wide store."""
    path = tmp_path_factory.mktemp("wide") / "wide.db"
    stores.widen(large, path)
    opened = database.connect(str(path))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def hostile(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give the store of hostile texts."""
    with opened_copy(template, tmp_path_factory.mktemp("hostile")) as opened:
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
