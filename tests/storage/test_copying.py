"""A store copied to another database: all of it and the same, or nothing."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from app.ingestion import keys
from app.queries.articles import ArticleListing
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.figures import FigureListing
from app.storage import audit, copying, database, words
from app.storage.copying import CannotCopy
from app.storage.database import Database
from app.vocabulary import KeyRight
from tests.conftest import DIALECTS, New, url_of
from tests.export import stores
from tests.queries import corpus
from tests.test_cli import COMMAND, ENVIRONMENT, run

_LISTS: list[type[Any]] = [ArticleListing, ClaimListing, FigureListing, EntityListing]


@pytest.fixture(params=DIALECTS)
def target(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Give an empty database to copy to."""
    if request.param == "postgresql":
        with request.getfixturevalue("copied")() as url:
            opened = database.connect(url)
            yield opened
            opened.close()
    else:
        opened = database.connect(str(request.getfixturevalue("path")))
        yield opened
        opened.close()


@pytest.fixture
def source(empty: Database) -> Database:
    """Give the made store with a key, the test's own."""
    corpus.fill(empty)
    keys.create(empty, "a reader", right=KeyRight.READ)
    return empty


@pytest.fixture(scope="module")
def large(new: New) -> Iterator[Database]:
    """Give the large store: to be read only."""
    with new() as opened:
        stores.fill_large(opened)
        yield opened


def copy(source: Database, target: Database) -> int:
    """Copy all and return the number of steps."""
    return sum(copying.copy(source, target))


def rows(opened: Database) -> dict[str, list[Any]]:
    """Return all rows of all tables, in the order of their keys."""
    found = {}
    with opened.read() as connection:
        for table in copying.TABLES:
            key = ", ".join(column.name for column in table.primary_key)
            statement = f"SELECT * FROM {table.name} ORDER BY {key}"  # noqa: S608 - names of ours
            found[table.name] = list(map(tuple, connection.exec_driver_sql(statement)))
    return found


def pages(opened: Database) -> list[Any]:
    """Return all pages of lists, with their cursors and totals."""
    found = []
    listings = [one(limit=2, include=("total",), q=q) for one in _LISTS for q in (None, "soldiers", "armenia")]
    with opened.read() as connection:
        for listing in listings:
            page = listing.page(connection)
            found.append(page)
            while page.next:
                page = listing.model_copy(update={"cursor": page.next}).page(connection)
                found.append(page)
    return found


def indexed(opened: Database) -> list[Any]:
    """Return what the full text holds of each row."""
    found = []
    with opened.read() as connection:
        for name in (words.index_of(table.name) for table in audit.INDEXED):
            statement = f"SELECT * FROM {name} ORDER BY key"  # noqa: S608 - names of ours
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(
                    f"CREATE VIRTUAL TABLE temp.v_{name} USING fts5vocab(main, {name}, instance)"
                )
                statement = f"SELECT doc, col, offset, term FROM v_{name} ORDER BY 1, 2, 3"  # noqa: S608
            found.append(connection.exec_driver_sql(statement).all())
    return found


def test_a_copy_is_the_same(source: Database, target: Database) -> None:
    made = keys.create(source, "a writer", right=KeyRight.WRITE)
    assert copy(source, target) == copying.steps(copying.counted(source))
    assert rows(target) == rows(source)
    assert copying.counted(target) == {name: len(its) for name, its in rows(source).items()}
    assert min(copying.counted(target).values()) > 0
    assert list(audit.faults(target)) == []
    if type(source) is type(target):
        assert indexed(target) == indexed(source)
    found = pages(target)
    assert found == pages(source)
    assert sum(len(page.items) for page in found) == 40
    assert keys.check(target, made.key, right=KeyRight.WRITE) == made.id


def test_a_copy_goes_on_like_its_source(source: Database, target: Database) -> None:
    """Neither numbers nor words of entities are mixed up: what is stored after is stored alike in both."""
    copy(source, target)
    said = [
        corpus.Said("four people left", speaker=corpus.KHANKENDI, target=corpus.MALI, figure="four people", value=4)
    ]
    for opened in (source, target):
        corpus.submit(opened, said, url="https://example.org/new", publisher="Wikinews", published_at=None)
        assert list(audit.faults(opened)) == []
    there, here = rows(target), rows(source)
    for name in ("names", "claim_keys", "claim_counts", "figure_tallies", "publishers"):
        assert there[name] == here[name]


def test_only_an_empty_database_is_copied_to(source: Database, target: Database) -> None:
    keys.create(target, "somebody", right=KeyRight.READ)
    before = rows(target)
    with pytest.raises(CannotCopy, match="is not empty") as told:
        copy(source, target)
    assert target.name in str(told.value)
    assert rows(target) == before
    with pytest.raises(CannotCopy, match="is not empty"):
        copy(source, source)


@pytest.mark.parametrize("after", [0.1, 0.5, 0.999])
def test_a_copy_that_is_interrupted_leaves_nothing(source: Database, target: Database, after: float) -> None:
    left = after * copying.steps(copying.counted(source))
    with closing(copying.copy(source, target)) as pieces:
        while left > 0:
            left -= next(pieces)
    assert not any(rows(target).values())
    copy(source, target)
    assert rows(target) == rows(source)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        ("UPDATE publishers SET name = name || 'x' WHERE number = 2", "publishers: the row of 2 is another"),
        ("DELETE FROM publishers WHERE number = 2", "publishers: the row of 2 is missing or spare"),
    ],
)
def test_a_row_that_is_not_the_same_is_told(source: Database, path: Path, trigger: str, told: str) -> None:
    target = database.connect(str(path))
    with target.write() as connection:
        connection.exec_driver_sql(f"CREATE TRIGGER bad AFTER INSERT ON figures BEGIN {trigger}; END")
    with pytest.raises(CannotCopy, match=told):
        copy(source, target)
    assert not any(rows(target).values())
    target.close()


def test_others_may_write_meanwhile(source: Database, target: Database) -> None:
    before = rows(source)
    for number, _ in enumerate(copying.copy(source, target)):
        if number < 5:
            url = f"https://example.org/new/{number}"
            corpus.submit(source, [corpus.Said("one left")], url=url, publisher=None, published_at=None)
    assert rows(target) == before
    assert len(rows(source)["articles"]) == len(before["articles"]) + 5


def test_the_command_says_what_it_did(folder: Path, made: Database, target: Database) -> None:
    told = run(folder, "db", "copy", url_of(made), url_of(target)).stdout
    numbers = [f"{len(rows(made)[name])} {name}" for name in ("articles", "entities", "claims", "figures")]
    assert told == f"{', '.join(numbers)} in {target.name}, the same as in {made.name}\n"
    refused = run(folder, "db", "copy", url_of(made), url_of(target), code=1).stderr
    assert refused == (
        f"conflict-records: {target.name}: is not empty, and only a new or empty database is copied to\n"
    )


def test_a_missing_file_is_made(folder: Path, made: Database) -> None:
    told = json.loads(run(folder, "db", "copy", url_of(made), "new/copy.db", "--json").stdout)
    opened = database.connect("new/copy.db")
    assert told["rows"] == {name: len(its) for name, its in rows(opened).items()}
    assert rows(opened) == rows(made)
    opened.close()


@pytest.mark.sqlite
def test_databases_that_are_not_ready_are_3(folder: Path, made: Database) -> None:
    assert "there is no such database" in run(folder, "db", "copy", "missing.db", "to.db", code=3).stderr
    assert not Path("to.db").exists()
    Path("other.db").write_text("no database, but a text that is long enough to be taken for one")
    assert "other.db: the file is no SQLite" in run(folder, "db", "copy", made.name, "other.db", code=3).stderr
    nowhere = "postgresql+psycopg://me:secret@/x?host=/nowhere"
    told = run(folder, "db", "copy", made.name, nowhere, code=3).stderr
    assert "/nowhere" in told
    assert "secret" not in told
    assert told.count("\n") == 1


class Bar:
    """What a command shows on a terminal."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=folder, env=ENVIRONMENT | {"TERM": "xterm"}, stdout=subprocess.PIPE, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        self.shown = b""

    def wait(self, shown: bytes) -> None:
        """Wait until this is shown."""
        while not re.search(shown, self.shown):
            self.shown += os.read(self._ours, 1000)

    def end(self) -> tuple[int, bytes]:
        """Return the exit code and the standard output."""
        stdout, _ = self.process.communicate(timeout=30)
        with suppress(OSError):  # nobody is at the other end
            while more := os.read(self._ours, 1000):
                self.shown += more
        os.close(self._ours)
        return self.process.returncode, stdout


def test_progress_is_shown_on_a_terminal(folder: Path, made: Database, target: Database) -> None:
    bar = Bar(folder, "db", "copy", url_of(made), url_of(target))
    code, stdout = bar.end()
    assert (code, b"the same as in" in stdout) == (0, True)
    assert b"100%" in bar.shown


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_ended_early_it_leaves_nothing(
    folder: Path, large: Database, target: Database, number: signal.Signals, code: int
) -> None:
    bar = Bar(folder, "db", "copy", url_of(large), url_of(target))
    bar.wait(rb"[1-9][0-9]?%")
    bar.process.send_signal(number)
    assert bar.end() == (code, b"")
    assert b"Traceback" not in bar.shown
    assert not any(rows(target).values())
