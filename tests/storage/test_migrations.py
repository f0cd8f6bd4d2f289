"""The migrations give the tables, all of them or none."""

# ruff: noqa: S608 - names of tables

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
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
from sqlalchemy.schema import SchemaItem

from app.errors import DatabaseNotReady
from app.queries import articles
from app.queries.articles import ArticleListing, ArticleParts
from app.queries.claims import ClaimListing
from app.queries.entities import EntityListing
from app.queries.figures import FigureListing
from app.storage import audit, database, migrations, tables, words
from app.storage.database import Database
from tests.conftest import ROOT, New
from tests.postgresql import Server
from tests.queries import corpus
from tests.storage.test_database import key, keys

Copied = Callable[[], AbstractContextManager[str]]


@pytest.fixture
def new_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database that has no tables yet."""
    if dialect == "sqlite":
        yield str(tmp_path / "new.db")
    else:
        with request.getfixturevalue("server").database("new") as url:
            yield url


def test_migrations_compare_equal_to_the_tables(empty: Database, dialect: str) -> None:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not words.is_full_text(name or "")

    def is_made(item: SchemaItem, _name: object, _kind: object, reflected: object, _other: object) -> bool:
        return bool(reflected) or tables.is_made(item, dialect)

    with empty.read() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": ours,
            "include_object": is_made,
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.METADATA) == []


@pytest.mark.sqlite
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


def test_migrations_make_the_very_same_tables_and_indexes_of_postgresql(server: Server, copied: Copied) -> None:
    """Constraints, collations and partial indexes, which alembic does not compare, included."""
    made = []
    with server.database("fresh") as url:
        opened = database.at(url)
        with opened.write(counted=False) as connection:
            tables.METADATA.create_all(connection)
        made.append(_catalogue(opened))
        opened.close()
    with copied() as url:
        opened = database.connect(url)
        made.append(_catalogue(opened))
        opened.close()
    wanted, found = made
    assert {name for name, _ in found} - {name for name, _ in wanted} == {
        "alembic_version", "all_words", "articles_words", "claims_words", "figures_words", "entities_words"
    }  # fmt: skip
    assert {row for row in found if not words.is_full_text(row[0]) and row[0] != "alembic_version"} == wanted
    assert len(wanted) > 150


def _catalogue(opened: Database) -> set[tuple[str, str]]:
    """Return each column, constraint and index of a database of PostgreSQL's, after its table."""
    columns = (
        "SELECT c.relname, a.attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' '"
        " || coalesce(collname, '') FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
        " LEFT JOIN pg_collation o ON o.oid = attcollation WHERE attnum > 0 AND relkind = 'r'"
        " AND relnamespace = current_schema()::regnamespace"
    )
    constraints = (
        "SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = current_schema()::regnamespace"
    )
    indexes = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    with opened.read() as connection:
        return {tuple(row) for asked in (columns, constraints, indexes) for row in connection.exec_driver_sql(asked)}


def _plain(sql: str) -> list[str]:
    """Return the parts of a CREATE statement without their order, which may differ."""
    return sorted(re.split(r" ?, ?(?![^(]*\))", " ".join(sql.partition("(")[2].rpartition(")")[0].split())))


def test_the_schema_version_is_the_newest_revision() -> None:
    script = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    assert script.get_heads() == [tables.SCHEMA] == [migrations.expected()]


def test_upgrading_again_changes_nothing(empty: Database) -> None:
    with empty.write() as connection:
        connection.execute(insert(tables.api_keys), key(1))
    url = empty.url.render_as_string()
    assert migrations.upgrade(url) == tables.SCHEMA == migrations.current(url)
    assert keys(empty) == ["key_1"]


def test_what_is_missing_has_no_version_and_is_not_made(tmp_path: Path) -> None:
    assert migrations.current(str(tmp_path / "missing.db")) is None
    assert not (tmp_path / "missing.db").exists()


def test_a_newer_schema_is_left_alone(empty: Database) -> None:
    with empty.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseNotReady, match="newer version"):
        migrations.upgrade(empty.url.render_as_string())


def test_a_migration_that_fails_leaves_nothing(new_url: str) -> None:
    def fail() -> None:
        with migrations.transaction(new_url) as (_, connection):
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0002')")
            raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        fail()
    assert migrations.current(new_url) is None
    assert migrations.upgrade(new_url) is None


def test_a_migration_that_orphans_rows_is_undone(path: Path) -> None:
    with (
        pytest.raises(DatabaseNotReady, match="the upgrade was undone: names"),
        migrations.transaction(str(path)) as (_, connection),
    ):
        connection.execute(insert(tables.names), {"folded": "x", "entity": 1})
    opened = database.connect(str(path))
    with opened.read() as connection:
        assert connection.execute(select(tables.names)).all() == []
    opened.close()


def test_two_processes_may_upgrade_at_once(new_url: str) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        before = list(pool.map(migrations.upgrade, [new_url, new_url]))
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


def _to(url: Path | str, revision: str) -> None:
    with migrations.transaction(str(url)) as (_, connection):
        configuration = Config(toml_file=ROOT / "pyproject.toml")
        configuration.attributes["connection"] = connection
        (command.upgrade if revision == "0002" else command.downgrade)(configuration, revision)


def test_a_filled_database_goes_down_to_nothing_and_up_again(new: New) -> None:
    with new() as opened:
        corpus.fill(opened)
        url = opened.url.render_as_string()
        _to(url, "base")
        with opened.read() as connection:
            assert opened.tables_in(connection) == ["alembic_version"]
        assert migrations.current(url) is None
        assert migrations.upgrade(url) is None
        corpus.fill(opened)
        assert list(audit.faults(opened)) == []


def test_in_postgresql_records_are_not_lost_by_the_way_to_a_revision_before_them(copied: Copied) -> None:
    with copied() as url:
        opened = database.connect(url)
        corpus.fill(opened)
        with pytest.raises(DatabaseNotReady, match="there is no revision before 0002"):
            _to(url, "0001")
        assert list(audit.faults(opened)) == []
        opened.close()


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
