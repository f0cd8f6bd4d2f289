"""A server of PostgreSQL's: what is wrong with it is said in one line, and it is used again when it is back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import insert, make_url
from sqlalchemy.exc import DBAPIError

from app.errors import DatabaseNotReady, NotInstalled, TooSlow
from app.storage import audit, bulk, database, migrations, tables
from app.storage.database import Database
from app.storage.postgresql import PostgreSQL
from app.storage.reading import listed, through
from tests.postgresql import Server, running
from tests.queries import corpus
from tests.storage.test_database import key, keys

Copied = Callable[[], AbstractContextManager[str]]


@pytest.fixture
def opened(copied: Copied) -> Iterator[Database]:
    """Give an empty database of the test's own."""
    with copied() as url:
        one = database.connect(url)
        yield one
        one.close()


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """Give a server that may be killed."""
    with running() as server:
        yield server


def said(error: pytest.ExceptionInfo[DatabaseNotReady]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert "secret" not in text
    assert error.value.__cause__ is not None
    return text


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"database": "absent"}, 'database "absent" does not exist'),
        ({"username": "nobody", "password": "secret"}, 'role "nobody" does not exist'),
        ({"query": {"host": "/nowhere"}}, "No such file or directory"),
        ({"host": "127.0.0.1", "port": 1, "query": {"password": "secret"}}, "Connection refused"),
        ({"query": {"host": "absent.invalid"}}, "absent.invalid"),
    ],
)
def test_what_cannot_be_connected_to_is_told(server: Server, changed: dict[str, object], reason: str) -> None:
    url = PostgreSQL(make_url(server.url("postgres"))).url.set(**changed)  # type: ignore[arg-type]
    for function in (database.connect, migrations.current, migrations.upgrade):
        with pytest.raises(DatabaseNotReady) as caught:
            function(url.render_as_string(hide_password=False))
        assert reason in said(caught)


@pytest.mark.parametrize("url", ["postgresql://me:secret@h/d", "postgresql+psycopg://me@/d?host=/s&password=secret"])
def test_a_password_is_in_no_name(url: str) -> None:
    opened = database.at(url)
    assert opened.name in {"postgresql+psycopg://me@h/d", "postgresql+psycopg://me@/d?host=%2Fs"}
    assert "secret" in opened.url.render_as_string(hide_password=False)


def test_a_wrong_password_is_told(own: Server) -> None:
    own.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    rules = own.folder / "data" / "pg_hba.conf"
    trusting = rules.read_text()
    rules.write_text(f"local all guarded scram-sha-256\n{trusting}")
    own.execute("SELECT pg_reload_conf()")
    url = make_url(own.url("postgres")).set(username="guarded", password="secret")  # noqa: S106 - of a test
    try:
        with pytest.raises(DatabaseNotReady) as caught:
            database.connect(url.render_as_string(hide_password=False))
        assert "password authentication failed" in said(caught)
    finally:
        rules.write_text(trusting)
        own.execute("SELECT pg_reload_conf()")


def test_a_user_without_rights_is_told(server: Server, copied: Copied) -> None:
    server.execute("CREATE ROLE visitor LOGIN")
    try:
        with copied() as url:
            visiting = make_url(url).set(username="visitor").render_as_string()
            with pytest.raises(DatabaseNotReady, match="permission denied"):
                database.connect(visiting)
        with server.database("bare") as url:
            visiting = make_url(url).set(username="visitor").render_as_string()
            with pytest.raises(DatabaseNotReady, match="permission denied"):
                migrations.upgrade(visiting)
    finally:
        server.execute("DROP ROLE visitor")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_text_is_refused_before_anything_is_made(
    server: Server, encoding: str
) -> None:
    server.execute(f"CREATE DATABASE {{}} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'", "narrow")
    try:
        for function in (database.connect, migrations.upgrade):
            with pytest.raises(DatabaseNotReady, match=f"its encoding is {encoding}"):
                function(server.url("narrow"))
        assert server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database="narrow") == []
    finally:
        server.execute("DROP DATABASE {}", "narrow")


def test_what_is_no_database_of_ours_is_refused(server: Server) -> None:
    with server.database("foreign") as url:
        with pytest.raises(DatabaseNotReady, match="has no tables yet; `conflict-records db upgrade`"):
            database.connect(url)
        server.execute("CREATE TABLE theirs (x int)", database="foreign")
        for function in (database.connect, migrations.upgrade):
            with pytest.raises(DatabaseNotReady, match="belongs to another program"):
                function(url)
        assert server.execute("SELECT relname FROM pg_stat_user_tables", database="foreign") == [("theirs",)]


def test_a_server_killed_while_a_write_is_made_leaves_all_or_nothing(own: Server) -> None:
    with own.database("killed") as url:
        migrations.upgrade(url)
        opened = database.connect(url)
        with opened.write() as connection:
            connection.execute(insert(tables.api_keys), key(1))

        def write(number: int) -> None:
            with opened.write() as connection:
                connection.execute(insert(tables.api_keys), key(2))
                own.kill()
                if number:  # by COPY, beside SQLAlchemy
                    bulk.insert(connection, tables.publishers, [(i, str(i), "x") for i in range(1000)])
                else:
                    connection.execute(insert(tables.api_keys), key(3))

        for number in range(2):
            with pytest.raises(DatabaseNotReady) as caught:
                write(number)
            said(caught)
            with pytest.raises(DatabaseNotReady) as caught:
                keys(opened)
            said(caught)
            own.start()
            assert keys(opened) == ["key_1"]  # over the same pool
        with opened.write() as connection:
            connection.execute(insert(tables.api_keys), key(4))
        own.kill()
        own.start()
        assert keys(opened) == ["key_1", "key_4"]
        opened.close()


def test_a_connection_that_the_server_ends_is_told_and_replaced(opened: Database, server: Server) -> None:
    def end() -> None:
        with opened.read() as connection:
            (pid,) = connection.exec_driver_sql("SELECT pg_backend_pid()").one()
            server.execute(f"SELECT pg_terminate_backend({pid})")
            connection.exec_driver_sql("SELECT pg_sleep(1)")

    with pytest.raises(DatabaseNotReady, match=r"the server stops|closed the connection"):
        end()
    assert keys(opened) == []


def test_a_database_that_may_only_be_read_is_told(server: Server, copied: Copied) -> None:
    with copied() as url:
        name = make_url(url).database
        server.execute("ALTER DATABASE {} SET default_transaction_read_only = on", name or "")
        opened = database.connect(url)
        assert keys(opened) == []
        with pytest.raises(DatabaseNotReady, match="it cannot be written"), opened.write() as connection:
            connection.execute(insert(tables.api_keys), key(1))
        opened.close()


def test_a_schema_of_its_own_may_be_named(server: Server) -> None:
    with server.database("shared") as url:
        own_schema = f"{url}&options=-csearch_path%3Dnews"
        with pytest.raises(DatabaseNotReady, match="no such schema"):
            migrations.upgrade(own_schema)
        server.execute("CREATE SCHEMA news", database="shared")
        server.execute("CREATE TABLE theirs (x int)", database="shared")
        assert migrations.upgrade(own_schema) is None
        opened = database.connect(own_schema)
        corpus.fill(opened)
        assert list(audit.faults(opened)) == []
        opened.close()


def test_limits_of_the_server_do_not_end_a_write(server: Server, copied: Copied) -> None:
    with copied() as url:
        server.execute("ALTER DATABASE {} SET statement_timeout = '50ms'", make_url(url).database or "")
        opened = database.connect(url)
        with opened.write() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(0.2)")
        with opened.read() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(0.2)")
        with pytest.raises(TooSlow), opened.read(deadline=0.1) as connection:
            connection.exec_driver_sql("SELECT pg_sleep(0.2)")
        opened.close()


def test_what_is_learned_is_known_to_the_planner(opened: Database) -> None:
    corpus.fill(opened)
    opened.learn()
    with opened.read() as connection:
        estimated = "SELECT reltuples FROM pg_class WHERE oid = 'claims'::regclass"
        assert connection.exec_driver_sql(estimated).scalar_one() == audit.counts(connection)["claims"] > 0


def test_a_writer_that_sleeps_is_ended_by_the_server(opened: Database) -> None:
    """So that one on a machine that is gone does not hold up the others for ever."""
    with opened.write() as connection:
        shown = connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one()
    assert shown == "10min"
    with opened.read() as connection:
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one() == "0"


def test_statements_and_values_mean_what_they_do_in_sqlite(opened: Database) -> None:
    with opened.write() as connection:
        bulk.insert(connection, tables.publishers, [(1, "a\\b", 'x"y'), (2, "50%", "?"), (3, "c", "d")])
        bulk.add(connection, tables.claim_counts, {(1, 2, 0, 0): 5, (1, 3, 0, 0): 7})
        bulk.add(connection, tables.claim_counts, {(1, 2, 0, 0): 1, (0, 0, 0, 0): 2**40})
    with opened.read() as connection:
        ask = through(connection)
        within = "SELECT number FROM publishers WHERE folded IN (SELECT value FROM json_each(?)) ORDER BY number"
        assert ask(within, (listed(["a\\b", "50%", 'q"', "a\0", "x" * 10_000]),)) == [(1,), (2,)]
        assert ask(within, (listed([]),)) == []
        numbers = "SELECT folded FROM publishers WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number"
        assert ask(numbers, (listed([3, 1, -(2**63), 2**63 - 1]),)) == [("a\\b",), ("c",)]
        assert ask("SELECT number FROM publishers WHERE folded LIKE '5%' AND name <> ?", ("x",)) == [(2,)]
        assert ask("SELECT sum(number) FROM claim_counts WHERE +part = ?", (1,)) == [(13,)]
        assert ask("SELECT value FROM json_each(?, '$.actor') ORDER BY 1", ('{"actor":[3,1],"place":[2]}',)) == [
            (1,),
            (3,),
        ]
        assert ask("SELECT value FROM json_each(?, '$.point')", ('{"actor":[3,1]}',)) == []
        joined = "SELECT c.entity FROM publishers CROSS JOIN claim_counts AS c ON c.entity = publishers.number"
        assert [tuple(row) for row in ask(joined + " ORDER BY c.number DESC", ())] == [(3,), (2,)]
        types = "SELECT sum(number), count(*), 2.5::float8, 'x'::bytea FROM claim_counts"
        assert [type(value) for value in ask(types, ())[0]] == [int, int, float, bytes]


def test_what_no_column_holds_is_the_statements_fault(opened: Database) -> None:
    for value in (2**63, "a\0b"):
        with pytest.raises((DBAPIError, OverflowError)), opened.read() as connection:
            through(connection)("SELECT 1 FROM publishers WHERE number = ? OR folded = ?", (value, value))
    assert keys(opened) == []


def test_what_the_server_may_lose_is_warned_of(opened: Database) -> None:
    assert "the server may lose what it has reported as stored: fsync is off" in opened.warnings()
    assert opened.facts()["encoding"] == "UTF8"
    assert opened.facts()["server"].startswith("PostgreSQL ")


def test_the_extra_is_named_when_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(NotInstalled, match=r"pip install 'conflict-records\[postgres\]'"):
        database.connect("postgresql://h/d")
