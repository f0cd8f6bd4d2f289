"""API keys: shown once, stored as their SHA-256, revoked for good."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update

from app.errors import Forbidden, InvalidInput, NotFound, Unauthorized
from app.storage.database import Database
from app.storage.tables import api_keys
from app.vocabulary import KeyRight

_PREFIX = "cr_"
_BYTES = 32  # 256 bits cannot be guessed, so that a plain, fast hash keeps them
_LONGEST = 200  # what is longer is no key of ours, and is not hashed
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Key:
    """A stored key, without the key itself."""

    id: str
    name: str
    right: KeyRight
    created: datetime
    revoked: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the only time it is seen."""

    id: str
    key: str


def create(database: Database, name: str, *, right: KeyRight) -> NewKey:
    """Make a key; `name` says whose it is."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise InvalidInput("the name of a key has 1 to 100 printable characters")
    made = NewKey(f"key_{secrets.token_hex(6)}", _PREFIX + secrets.token_urlsafe(_BYTES))
    row = {"id": made.id, "name": name, "right": right, "sha256": _hashed(made.key), "created": _now(), "revoked": None}
    with database.write() as connection:
        connection.execute(insert(api_keys), row)
    return made


def listed(database: Database) -> list[Key]:
    """Return all keys, the oldest first, revoked ones too."""
    columns = [column for column in api_keys.c if column.name != "sha256"]
    with database.read() as connection:
        rows = connection.execute(select(*columns).order_by(api_keys.c.created, api_keys.c.id)).all()
    return [Key(row.id, row.name, KeyRight(row.right), _moment(row.created), _revoked(row.revoked)) for row in rows]


def revoke(database: Database, id_: str) -> None:
    """End a key; ending it again changes nothing."""
    with database.write() as connection:
        found = connection.execute(select(api_keys.c.revoked).where(api_keys.c.id == id_)).first()
        if found is None:
            raise NotFound(f"there is no key {id_}")
        if found.revoked is None:
            connection.execute(update(api_keys).where(api_keys.c.id == id_).values(revoked=_now()))


def check(database: Database, presented: str, *, right: KeyRight) -> str:
    """Return the id of the presented key if it has the right; writing includes reading.

    Raises Unauthorized when it is unknown or revoked, Forbidden when it may not do this.
    """
    hashed = _hashed(presented[:_LONGEST])
    with database.read() as connection:
        columns = (api_keys.c.id, api_keys.c.right, api_keys.c.sha256, api_keys.c.revoked)
        found = connection.execute(select(*columns).where(api_keys.c.sha256 == hashed)).first()
    # The look-up goes by the key's hash, so that its timing tells nothing about any key; the comparison is constant.
    if found is None or not hmac.compare_digest(found.sha256, hashed):
        raise Unauthorized("the key is unknown")
    if found.revoked is not None:
        raise Unauthorized("the key is revoked")
    if right is KeyRight.WRITE and found.right != KeyRight.WRITE:
        raise Forbidden("the key may read, but not write")
    return str(found.id)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> int:
    return time.time_ns() // 1000


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _revoked(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _moment(microseconds)
