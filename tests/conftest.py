"""What the tests share: real SQLite files made by the migrations, the seed articles, and a live server."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from app.ingestion import keys, sources, store
from app.settings import Settings
from app.storage import database, migrations
from app.storage.database import Database
from app.vocabulary import KeyRight

ROOT = Path(__file__).parents[1]
SEED_DATA = ROOT / "seed_data"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty database made by the migrations; copied, never opened again."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrations.upgrade(str(path))
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """Give the path of an empty database of the test's own."""
    return Path(shutil.copy(template, tmp_path / "test.db"))


@pytest.fixture
def empty(path: Path) -> Iterator[Database]:
    """Give an empty database of the test's own."""
    opened = database.connect(str(path))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def seeded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a database with all seed articles, shared by all tests: to be read only."""
    with opened_copy(template, tmp_path_factory.mktemp("seeded")) as opened:
        for found in sources.find([str(SEED_DATA)], max_text_bytes=1_000_000):
            assert isinstance(found, sources.Found), found
            store.store(opened, found.submission)
        yield opened


@pytest.fixture(scope="session")
def made(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give the made store, shared by all tests: to be read only."""
    from tests.queries import corpus

    with opened_copy(template, tmp_path_factory.mktemp("made")) as opened:
        corpus.fill(opened)
        yield opened


@contextmanager
def opened_copy(template: Path, folder: Path) -> Iterator[Database]:
    """Give a copy of the empty database in a folder."""
    opened = database.connect(str(shutil.copy(template, folder / "copy.db")))
    yield opened
    opened.close()


Serve = Callable[..., httpx.Client]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Give a function that serves a database and returns a client of the live server: `serve(database, **settings)`."""
    with ExitStack() as stack:
        yield lambda opened, **changed: stack.enter_context(_serving(opened, **changed))


@pytest.fixture(scope="session")
def client(serve: Serve, seeded: Database) -> httpx.Client:
    """Give a client of a live server with all seed articles: to be read only."""
    return serve(seeded)


@pytest.fixture(scope="session")
def reader(serve: Serve, made: Database) -> httpx.Client:
    """Give a client, without a key, of a live server with the made store: to be read only."""
    return serve(made)


@pytest.fixture
def writable(empty: Database) -> Iterator[httpx.Client]:
    """Give a client, with a key that may write, of a live server whose database is empty and the test's own."""
    with _serving(empty) as opened:
        opened.headers["Authorization"] = f"Bearer {keys.create(empty, 'tests', right=KeyRight.WRITE).key}"
        yield opened


@contextmanager
def _serving(opened: Database, **changed: object) -> Iterator[httpx.Client]:
    # Imported when needed, so that tests of the parts below run without it.
    from app import serving
    from app.api.protocol import Protocol
    from app.main import create_app

    settings = Settings(database=str(opened.path), _env_file=None, **{"log_requests": False, **changed})  # type: ignore[arg-type]
    with serving.listen("127.0.0.1", 0) as listening:
        configuration = uvicorn.Config(create_app(settings, opened), http=Protocol, log_config=None, access_log=False)
        server = uvicorn.Server(configuration)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline and thread.is_alive():
            time.sleep(0.005)
        assert server.started
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()
