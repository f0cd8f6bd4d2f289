"""The migrations give the tables, all of them or none."""

# ruff: noqa: S608 - names of tables

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import orjson
import pysqlite3
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, select

from app.errors import DatabaseNotReady
from app.queries import articles
from app.queries.articles import ArticleListing, ArticleParts
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.figures import FigureListing
from app.storage import audit, database, migrations, tables, words
from app.storage.database import Database
from tests.conftest import ROOT
from tests.queries import corpus


def test_migrations_compare_equal_to_the_tables(empty: Database) -> None:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not words.is_full_text(name or "")

    with empty.read() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.METADATA) == []


def test_migrations_make_the_very_same_tables_and_indexes(empty: Database) -> None:
    """Constraints and WITHOUT ROWID, which alembic does not compare, included."""
    fresh = create_engine("sqlite://", module=pysqlite3)
    tables.METADATA.create_all(fresh)
    statement = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    with fresh.connect() as expected, empty.read() as actual:
        wanted = {name: _plain(sql) for name, sql in expected.exec_driver_sql(statement)}
        made = {name: _plain(sql) for name, sql in actual.exec_driver_sql(statement)}
    fresh.dispose()
    made = {name: sql for name, sql in made.items() if not words.is_full_text(name) and name != "alembic_version"}
    assert made == wanted


def _plain(sql: str) -> list[str]:
    """Return the parts of a CREATE statement without their order, which may differ."""
    return sorted(re.split(r" ?, ?(?![^(]*\))", " ".join(sql.partition("(")[2].rpartition(")")[0].split())))


def test_the_schema_version_is_the_newest_revision() -> None:
    script = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    assert script.get_heads() == [tables.SCHEMA] == [migrations.expected()]


def test_upgrading_again_changes_nothing(path: Path) -> None:
    opened = database.connect(str(path))
    with opened.write() as connection:
        row = {"id": "key_1", "name": "n", "right": "read", "sha256": "1", "created": 0}
        connection.execute(insert(tables.api_keys), row)
    assert migrations.upgrade(str(path)) == tables.SCHEMA == migrations.current(str(path))
    with opened.read() as connection:
        assert connection.execute(select(tables.api_keys.c.id)).scalars().all() == ["key_1"]
    opened.close()


def test_what_is_missing_has_no_version_and_is_not_made(tmp_path: Path) -> None:
    assert migrations.current(str(tmp_path / "missing.db")) is None
    assert not (tmp_path / "missing.db").exists()


def test_a_newer_schema_is_left_alone(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    with pytest.raises(DatabaseNotReady, match="newer version"):
        migrations.upgrade(str(path))


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new.db"

    def fail() -> None:
        with migrations.transaction(str(path)) as connection:
            words.create(connection, "articles", ["title"])
            raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        fail()
    assert migrations.current(str(path)) is None


def test_a_migration_that_orphans_rows_is_undone(path: Path) -> None:
    with (
        pytest.raises(DatabaseNotReady, match="the upgrade was undone: names"),
        migrations.transaction(str(path)) as connection,
    ):
        connection.execute(insert(tables.names), {"folded": "x", "entity": 1})
    opened = database.connect(str(path))
    with opened.read() as connection:
        assert connection.execute(select(tables.names)).all() == []
    opened.close()


def test_two_processes_may_upgrade_at_once(tmp_path: Path) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    url = str(tmp_path / "new.db")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        before = list(pool.map(migrations.upgrade, [url, url]))
    assert before in ([None, tables.SCHEMA], [tables.SCHEMA, None])


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, a full-text index by what it finds."""
    raw = pysqlite3.connect(str(path))
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_words%' ESCAPE '\\'"
    names = [name for (name,) in raw.execute(listed)]
    found = {name: sorted(raw.execute(f"SELECT * FROM {name}"), key=repr) for name in names if name != "commits"}
    for name in ("articles", "claims", "figures", "entities"):
        for word in ("azerbaijan", "27", '"had been counted"', "a1", "stepanakert"):
            found[f"{name} {word}"] = sorted(
                raw.execute(f"SELECT rowid FROM {name}_words WHERE {name}_words MATCH ?", (word,))
            )
    raw.close()
    return found


def _to(path: Path, revision: str) -> None:
    with migrations.transaction(str(path)) as connection:
        configuration = Config(toml_file=ROOT / "pyproject.toml")
        configuration.attributes["connection"] = connection
        (command.upgrade if revision > "0001" else command.downgrade)(configuration, revision)


def test_rows_survive_the_way_to_the_first_schema_and_back(path: Path) -> None:
    """Entities get their numbers in the order of their ids on the way back, so the first way gives the comparison."""
    opened = database.connect(str(path))
    corpus.fill(opened)
    assert list(audit.faults(opened)) == []
    opened.close()
    found = []
    for _ in range(2):
        _to(path, "0001")
        found.append(_rows(path))
        with pytest.raises(DatabaseNotReady, match="schema version 0001"):
            database.connect(str(path))
        assert migrations.upgrade(str(path)) == "0001"
        found.append(_rows(path))
        opened = database.connect(str(path))
        assert list(audit.faults(opened)) == []
        opened.close()
    assert found[0] == found[2]
    assert found[1] == found[3]
    assert len(found[0]["claim_entities"]) > 20
    assert len(found[0]['articles "had been counted"']) == 1


def test_an_upgraded_database_answers_as_it_did(path: Path) -> None:
    opened = database.connect(str(path))
    corpus.fill(opened)
    opened.close()
    before = _answers(path)
    _to(path, "0001")
    _to(path, "0002")
    assert _answers(path) == before


def _answers(path: Path) -> list[object]:
    opened = database.connect(str(path))
    with opened.read() as connection:
        listings = [
            ClaimListing(), ClaimListing(actor=("Azerbaijan",)), ClaimListing(place=("Azerbaijan",)),
            ClaimListing(q="fighting"), ClaimListing(bbox="46,39,47,40"),
            FigureListing(), FigureListing(actor=("Fiji",)), ArticleListing(publisher=("Wikinews",)),
            EntityListing(), EntityListing(sort="name", publisher=("wikinews",)),
        ]  # fmt: skip
        pages = [listing.page(connection).items for listing in listings]
        articles_ = [orjson.loads(item)["id"] for item in ArticleListing().page(connection).items]
        found: list[object] = [*pages, *(articles.one(connection, id_, ArticleParts()) for id_ in articles_)]
    opened.close()
    return found
