"""What the tests share: databases of both kinds made by the migrations, the seed articles, and a live server.

Every test that uses a database by `new`, `empty`, `seeded`, `made`, a client, or what is made of these, runs on SQLite
and on PostgreSQL, unless it is marked `sqlite`: about what only SQLite has. `template` and `path` are SQLite's files.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from functools import partial
from itertools import count
from pathlib import Path

import httpx
import pytest
import uvicorn

from app.ingestion import keys, sources, store
from app.settings import Settings
from app.storage import database, migrations
from app.storage.database import Database
from app.vocabulary import KeyRight
from tests import postgresql
from tests.postgresql import Server

ROOT = Path(__file__).parents[1]
SEED_DATA = ROOT / "seed_data"
DIALECTS = ("sqlite", "postgresql")
VERSIONLESS = {name: value for name, value in os.environ.items() if not name.startswith("CONFLICT_RECORDS_")}

Copied = Callable[[], AbstractContextManager[str]]
New = Callable[[], AbstractContextManager[Database]]
Serve = Callable[..., httpx.Client]


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the mark."""
    config.addinivalue_line("markers", "sqlite: about what only SQLite has; not run on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses a database on both."""
    if "dialect" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("sqlite")
        metafunc.parametrize("dialect", DIALECTS[:1] if only else DIALECTS, indirect=True, scope="session")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out."""
    if postgresql.programs() is None:
        terminalreporter.write_line(f"Nothing was tested on PostgreSQL: {postgresql.MISSING}", yellow=True)


@pytest.fixture(scope="session")
def dialect(request: pytest.FixtureRequest) -> str:
    """Give the kind of database that the test is run on."""
    return str(request.param)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give a PostgreSQL server that runs."""
    if postgresql.programs() is None:
        if "CI" in os.environ:
            pytest.fail(postgresql.MISSING)
        pytest.skip(postgresql.MISSING)
    with postgresql.running() as running:
        yield running


@pytest.fixture(scope="session")
def copied(server: Server) -> Copied:
    """Give a function that makes an empty database on the PostgreSQL server: `with copied() as url`."""
    server.execute("CREATE DATABASE template")
    migrations.upgrade(server.url("template"))
    names = count()
    return lambda: server.database(f"test_{next(names)}", template="template")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to run commands in: no `.env`, no database."""
    for name in set(os.environ) - set(VERSIONLESS):
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


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


@pytest.fixture(scope="session")
def new(dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> New:
    """Give a function that makes an empty database: `with new() as opened`."""
    if dialect == "postgresql":
        return partial(_opened, request.getfixturevalue("copied"))
    template = request.getfixturevalue("template")
    return partial(_opened, lambda: nullcontext(str(shutil.copy(template, tmp_path_factory.mktemp("new") / "new.db"))))


@contextmanager
def _opened(copied: Copied) -> Iterator[Database]:
    with copied() as url, closing(database.connect(url)) as one:
        yield one


@pytest.fixture
def empty(new: New) -> Iterator[Database]:
    """Give an empty database of the test's own."""
    with new() as opened:
        yield opened


@pytest.fixture(scope="session")
def seeded(new: New) -> Iterator[Database]:
    """Give a database with all seed articles, shared by all tests: to be read only."""
    with new() as opened:
        for found in sources.find([str(SEED_DATA)], max_text_bytes=1_000_000):
            assert isinstance(found, sources.Found), found
            store.store(opened, found.submission)
        yield opened


@pytest.fixture(scope="session")
def made(new: New) -> Iterator[Database]:
    """Give the made store, shared by all tests: to be read only."""
    from tests.queries import corpus

    with new() as opened:
        corpus.fill(opened)
        yield opened


def url_of(opened: Database) -> str:
    """Return the URL of a database, as a setting or an option takes it."""
    return opened.url.render_as_string(hide_password=False)


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

    settings = Settings(database=url_of(opened), _env_file=None, **{"log_requests": False, **changed})  # type: ignore[arg-type]
    with serving.listen("127.0.0.1", 0) as listening:
        configuration = uvicorn.Config(
            create_app(settings, opened), http=Protocol, log_config=None, access_log=False, proxy_headers=False
        )
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
