"""API keys: shown once, checked by hash, of one right, revoked for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Forbidden, InvalidInput, NotFound, Unauthorized
from app.ingestion import keys
from app.storage import tables
from app.storage.database import Database
from app.vocabulary import KeyRight

READ, WRITE = KeyRight.READ, KeyRight.WRITE


def test_a_key_is_random_and_stored_as_its_hash_only(empty: Database, dialect: str) -> None:
    made = [keys.create(empty, "a service", right=WRITE) for _ in range(3)]
    assert len({new.key for new in made} | {new.id for new in made}) == 6
    assert all(new.key.startswith("cr_") and len(new.key) == 46 for new in made)
    with empty.read() as connection:
        rows = connection.execute(select(tables.api_keys)).all()
    assert {row.sha256 for row in rows} == {hashlib.sha256(new.key.encode()).hexdigest() for new in made}
    empty.close()  # so that everything is in the file itself
    if dialect == "sqlite":
        assert all(new.key.encode() not in Path(empty.name).read_bytes() for new in made)


@pytest.mark.parametrize(("has", "asked", "may"), [(READ, READ, True), (READ, WRITE, False), (WRITE, READ, True)])
def test_writing_includes_reading(empty: Database, has: KeyRight, asked: KeyRight, may: bool) -> None:
    made = keys.create(empty, "a service", right=has)
    if may:
        assert keys.check(empty, made.key, right=asked) == made.id
    else:
        with pytest.raises(Forbidden, match="may read, but not write"):
            keys.check(empty, made.key, right=asked)


@pytest.mark.parametrize(
    "presented", ["", "cr_", "x", "cr_" + "A" * 43, "\ud800", "é\0", "x" * 1_000_000, "' OR 1=1 --"]
)
def test_what_is_no_key_is_unknown(empty: Database, presented: str) -> None:
    keys.create(empty, "a service", right=WRITE)
    with pytest.raises(Unauthorized, match="unknown"):
        keys.check(empty, presented, right=READ)


def test_a_revoked_key_is_none(empty: Database) -> None:
    made, other = (keys.create(empty, name, right=WRITE) for name in ("one", "two"))
    keys.revoke(empty, made.id)
    first = keys.listed(empty)[0].revoked
    keys.revoke(empty, made.id)
    assert first is not None
    assert [(key.id, key.name, key.right, key.revoked) for key in keys.listed(empty)] == [
        (made.id, "one", WRITE, first),
        (other.id, "two", WRITE, None),
    ]
    with pytest.raises(Unauthorized, match="revoked"):
        keys.check(empty, made.key, right=READ)
    assert keys.check(empty, other.key, right=WRITE) == other.id


def test_an_unknown_key_cannot_be_revoked(empty: Database) -> None:
    with pytest.raises(NotFound, match="key_none"):
        keys.revoke(empty, "key_none")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb", "\x1b[31m"])
def test_names_that_are_none(empty: Database, name: str) -> None:
    with pytest.raises(InvalidInput, match="printable"):
        keys.create(empty, name, right=READ)
