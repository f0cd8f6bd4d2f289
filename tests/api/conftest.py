"""A live server with the made store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.storage import database
from app.storage.database import Database
from tests.conftest import Serve
from tests.queries import corpus


@pytest.fixture(scope="session")
def made(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give the made store: to be read only."""
    opened = database.connect(str(shutil.copy(template, tmp_path_factory.mktemp("served") / "made.db")))
    corpus.fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def reader(serve: Serve, made: Database) -> httpx.Client:
    """Give a client, without a key, of a live server with the made store."""
    return serve(made)
