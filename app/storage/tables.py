"""All tables and their constraints. Dialect differences and the full-text tables are in `database`.

Ids are 63-bit integers derived from content (`app.identity` turns them into the public strings), so that they are the
same on every machine, sort like the public ids and need no second index. `published` is in microseconds since 1970
UTC; an article without a publication date has `UNDATED`, which sorts last when the newest come first.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects import sqlite

SCHEMA = "0001"
"""The schema version these tables belong to: the newest revision in `migrations/versions`."""

UNDATED = -(2**62)
"""The value of `published` when an article has no publication date."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: date | datetime | str | None) -> int:
    """Return microseconds since 1970 UTC as the tables keep them; None is `UNDATED`.

    A day counts from its midnight, a month ("2016-05") from its first day.
    """
    if moment is None:
        return UNDATED
    if isinstance(moment, str):
        moment = date.fromisoformat(f"{moment}-01")
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Only the exact word INTEGER makes an SQLite primary key the key of the table's own tree, with no index beside it.
_ID = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")

articles = Table(
    "articles",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("text_sha256", String(64), nullable=False, unique=True),
    Column("publisher_folded", Text, nullable=False),  # "" when unknown
    Column("published", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),  # microseconds since 1970 UTC
    Column("record", LargeBinary, nullable=False),  # the article as JSON, without text and records
    Column("problems", LargeBinary, nullable=False),  # JSON list
    Column("text", Text, nullable=False),  # last, so that lists do not read through it
    Index(None, "published", "id"),
    Index(None, "publisher_folded", "published", "id"),
    Index(None, "stored", "id"),
)

entities = Table(
    "entities",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=False),
    # What the id is derived from: the key its reading gave it, after the hash of the text if it is local to that text.
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("is_actor", Boolean, nullable=False),
    Column("is_place", Boolean, nullable=False),
    Column("role", String(8)),
    Column("iso3", String(3)),
    Column("wikidata", String(16)),
    Column("geonames", String(16)),
    Column("lat", Float),
    Column("lon", Float),
    # The next larger place around a place, or the state that an office, body or force acts for; checked at the
    # commit, so that rows go in sorted by id.
    Column("within", BigInteger, ForeignKey("entities.id", deferrable=True, initially="DEFERRED")),
    Column("aliases", LargeBinary, nullable=False),  # JSON list
    Column("stored", BigInteger, nullable=False),  # when its facts last changed; the counters do not touch it
    # Articles that mention it; claims and figures it has a part in (larger places included): the rows of `mentions`,
    # `claim_entities` and `figure_entities`, each record once. Kept up to date by each article's transaction.
    Column("articles", BigInteger, nullable=False),
    Column("claims", BigInteger, nullable=False),
    Column("figures", BigInteger, nullable=False),
    CheckConstraint("is_actor OR is_place", name="kinds"),
    CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="coordinates"),
    Index(None, "name_folded", "id"),
    Index(None, "articles", "id"),
    Index(None, "within"),
)

names = Table(
    "names",
    METADATA,
    # Everything an entity is found by: name, aliases, ISO3, QID, each folded by `app.identity.fold`.
    Column("folded", Text, primary_key=True),
    Column("entity", BigInteger, ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "entity"),
    sqlite_with_rowid=False,
)

mentions = Table(
    "mentions",
    METADATA,
    Column("article", BigInteger, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("end", BigInteger, primary_key=True),
    Column("entity", BigInteger, ForeignKey("entities.id"), primary_key=True),
    CheckConstraint('start >= 0 AND "end" > start', name="span"),
    Index(None, "entity", "article"),
    sqlite_with_rowid=False,
)

claims = Table(
    "claims",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("article", BigInteger, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("claim_type", String(32), nullable=False),
    Column("voice", String(16), nullable=False),
    Column("negated", Boolean, nullable=False),
    Column("quoted", Boolean, nullable=False),
    Column("event_from", String(10)),  # ISO dates, both inclusive; null when unknown
    Column("event_until", String(10)),
    Column("publisher_folded", Text, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),  # the claim as JSON, as every route shows it
    CheckConstraint('start >= 0 AND "end" > start', name="span"),
    Index(None, "article", "start", "id"),
    Index(None, "published", "id"),
    Index(None, "claim_type", "published", "id"),
    Index(None, "publisher_folded", "published", "id"),
    Index(None, "stored", "id"),
)

claim_entities = Table(
    "claim_entities",
    METADATA,
    # One row for each part an entity has in a claim: `speaker`, `target`, `actor` (either of the two; the state behind
    # an office or force has the part too) and `place` (every named place and each larger place around it). `published`
    # and `claim_type` repeat the claim's, so that one range of an index is a page of one entity's claims, newest first,
    # with or without a claim type.
    Column("part", String(8), primary_key=True),
    Column("entity", BigInteger, ForeignKey("entities.id"), primary_key=True),
    Column("published", BigInteger, primary_key=True),
    Column("claim", BigInteger, ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
    Column("claim_type", String(32), nullable=False),
    Index(None, "part", "entity", "claim_type", "published", "claim"),
    Index(None, "claim"),
    sqlite_with_rowid=False,
)

figures = Table(
    "figures",
    METADATA,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("article", BigInteger, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("claim", BigInteger, ForeignKey("claims.id", ondelete="CASCADE")),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("measure", String(32), nullable=False),
    Column("qualifier", String(16), nullable=False),
    Column("unit", String(16), nullable=False),
    Column("group", String(16)),
    Column("value", Float),
    Column("low", Float),
    Column("high", Float),
    Column("event_from", String(10)),
    Column("event_until", String(10)),
    Column("publisher_folded", Text, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),
    CheckConstraint('start >= 0 AND "end" > start', name="span"),
    Index(None, "article", "start", "id"),
    Index(None, "claim"),
    Index(None, "published", "id"),
    Index(None, "measure", "published", "id"),
    Index(None, "publisher_folded", "published", "id"),
    Index(None, "stored", "id"),
)

figure_entities = Table(
    "figure_entities",
    METADATA,
    # As `claim_entities`: the parts of the figure's claim, its own speaker and its own place.
    Column("part", String(8), primary_key=True),
    Column("entity", BigInteger, ForeignKey("entities.id"), primary_key=True),
    Column("published", BigInteger, primary_key=True),
    Column("figure", BigInteger, ForeignKey("figures.id", ondelete="CASCADE"), primary_key=True),
    Column("measure", String(32), nullable=False),
    Index(None, "part", "entity", "measure", "published", "figure"),
    Index(None, "figure"),
    sqlite_with_rowid=False,
)

api_keys = Table(
    "api_keys",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("right", String(8), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),  # of the key; the key itself is not stored
    Column("created", BigInteger, nullable=False),
    Column("revoked", BigInteger),
)
