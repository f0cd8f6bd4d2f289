"""All tables and their constraints. The tables of the full text are made by the migrations alone.

Ids are 63-bit integers derived from content (`app.identity` turns them into the public strings), the same on every
machine. Rows are kept under numbers of this database alone: an entity's `number` is small, and the `position` of an
article, claim or figure sorts like the lists (`positions`), so that the last rows of a table, of an index or of a range
of keys are the newest. `published` is in microseconds since 1970 UTC, `UNDATED` when unknown.

In PostgreSQL texts are in the order of their code points, as they are in SQLite, and truths are 0 and 1.
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
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from app.storage.positions import UNDATED

SCHEMA = "0002"
"""The schema version these tables belong to: the newest revision in `migrations/versions`."""

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
_TRUTH = Boolean().with_variant(SmallInteger(), "postgresql")
_TEXT = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# SQLite writes each number in as few bytes as it needs; in PostgreSQL the many rows of keys and counts say how many.
_FEW = BigInteger().with_variant(SmallInteger(), "postgresql")
_NUMBER = BigInteger().with_variant(Integer(), "postgresql")
_ONLY = "only in"


def _string(length: int) -> TypeEngine[str]:
    return String(length).with_variant(postgresql.VARCHAR(length, collation="C"), "postgresql")


def _newest(column: str) -> tuple[Index, Index]:
    """Return the index of a column that gives the newest first: one of SQLite ends in the row's key of itself."""
    return (
        Index(None, column, info={_ONLY: "sqlite"}).ddl_if("sqlite"),
        Index(None, column, "position", info={_ONLY: "postgresql"}).ddl_if("postgresql"),
    )


def is_made(item: SchemaItem, dialect: str) -> bool:
    """Tell whether a database of this dialect has a table, column, index or constraint of these."""
    return bool(item.info.get(_ONLY, dialect) == dialect)


articles = Table(
    "articles",
    METADATA,
    Column("position", _ID, primary_key=True, autoincrement=False),
    Column("id", BigInteger, nullable=False, unique=True),
    Column("text_sha256", _string(64), nullable=False),
    Column("publisher", BigInteger, nullable=False),  # the number of one of `publishers`, 0 when unknown
    Column("published", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),  # microseconds since 1970 UTC
    Column("record", LargeBinary, nullable=False),  # the article as JSON, without text and records
    Column("problems", LargeBinary, nullable=False),  # JSON list
    Column("text", _TEXT, nullable=False),  # last, so that lists do not read through it
    *_newest("publisher"),
    *_newest("stored"),
)

publishers = Table(
    "publishers",
    METADATA,
    Column("number", _ID, primary_key=True, autoincrement=False),
    Column("folded", _TEXT, nullable=False, unique=True),
    Column("name", _TEXT, nullable=False),  # as its first article gave it
)

entities = Table(
    "entities",
    METADATA,
    Column("number", _ID, primary_key=True, autoincrement=False),
    Column("id", BigInteger, nullable=False, unique=True),
    # What the id is derived from: the key its reading gave it, after the hash of the text if it is local to that text.
    Column("key", _TEXT, nullable=False),
    Column("name", _TEXT, nullable=False),
    Column("name_folded", _TEXT, nullable=False),
    Column("is_actor", _TRUTH, nullable=False),
    Column("is_place", _TRUTH, nullable=False),
    Column("role", _string(8)),
    Column("iso3", _string(3)),
    Column("wikidata", _string(16)),
    Column("geonames", _string(16)),
    Column("lat", Float),
    Column("lon", Float),
    # The id of the next larger place around a place, or of the state that an office, body or force acts for; checked
    # at the commit, so that rows go in in any order.
    Column("within", BigInteger, ForeignKey("entities.id", deferrable=True, initially="DEFERRED")),
    Column("aliases", LargeBinary, nullable=False),  # JSON list
    Column("stored", BigInteger, nullable=False),  # when its facts last changed; the counters do not touch it
    # Articles that mention it; claims and figures it has a part in (larger places included), each record once. Kept up
    # to date by each article's transaction.
    Column("articles", BigInteger, nullable=False),
    Column("claims", BigInteger, nullable=False),
    Column("figures", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),  # the entity as JSON, without its counts
    CheckConstraint("is_actor OR is_place", name="kinds").ddl_if("sqlite"),
    CheckConstraint("is_actor + is_place > 0", name="kinds").ddl_if("postgresql"),
    CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="coordinates"),
    Index(None, "name_folded", "id"),
    Index(None, "articles", "id"),
    Index(None, "claims", "id"),
    Index(None, "figures", "id"),
    Index(None, "stored", "id"),
    Index(None, "within"),
    Index(None, "lat", "lon", sqlite_where=text("lat IS NOT NULL"), postgresql_where=text("lat IS NOT NULL")),
)

names = Table(
    "names",
    METADATA,
    # Everything an entity is found by: name, aliases, ISO3, QID, each folded by `app.identity.fold`.
    Column("folded", _TEXT, primary_key=True),
    Column("entity", BigInteger, ForeignKey("entities.number", ondelete="CASCADE"), primary_key=True),
    Index(None, "entity"),
    sqlite_with_rowid=False,
)

mentions = Table(
    "mentions",
    METADATA,
    # One row for each entity an article mentions.
    Column("article", BigInteger, ForeignKey("articles.position", ondelete="CASCADE"), primary_key=True),
    Column("entity", BigInteger, ForeignKey("entities.number"), primary_key=True),
    Column("start", BigInteger, nullable=False),  # of the first mention
    # What the entity's record ends in inside the article: `"counts":{…},"mentions":[…]}`
    Column("record", LargeBinary, nullable=False),
    Index(None, "entity", "article"),
    sqlite_with_rowid=False,
)

claims = Table(
    "claims",
    METADATA,
    Column("position", _ID, primary_key=True, autoincrement=False),
    Column("id", BigInteger, nullable=False, unique=True),
    Column("article", BigInteger, ForeignKey("articles.position", ondelete="CASCADE"), nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("claim_type", _string(32), nullable=False),
    Column("voice", _string(16), nullable=False),
    Column("negated", _TRUTH, nullable=False),
    Column("quoted", _TRUTH, nullable=False),
    Column("event_from", _string(10)),  # ISO dates, both inclusive; null when unknown
    Column("event_until", _string(10)),
    Column("publisher", BigInteger, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    # The numbers of the entities, by part, as JSON: {"actor":[…],"speaker":[…],"target":[…],"place":[…],"point":[…]}.
    # `place` holds every named place and each larger one around it, `point` those that are around no other of them.
    Column("parts", _TEXT, nullable=False),
    Column("record", LargeBinary, nullable=False),  # the claim as JSON, as every route shows it
    CheckConstraint('start >= 0 AND "end" > start', name="span"),
    Index(None, "article"),
    *_newest("claim_type"),
    *_newest("publisher"),
    *_newest("stored"),
)

figures = Table(
    "figures",
    METADATA,
    Column("position", _ID, primary_key=True, autoincrement=False),
    Column("id", BigInteger, nullable=False, unique=True),
    Column("article", BigInteger, ForeignKey("articles.position", ondelete="CASCADE"), nullable=False),
    Column("claim", BigInteger, ForeignKey("claims.position", ondelete="CASCADE")),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("measure", _string(32), nullable=False),
    Column("qualifier", _string(16), nullable=False),
    Column("unit", _string(16), nullable=False),
    Column("group", _string(16)),
    Column("value", Float),
    Column("low", Float),
    Column("high", Float),
    Column("event_from", _string(10)),
    Column("event_until", _string(10)),
    Column("publisher", BigInteger, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    Column("parts", _TEXT, nullable=False),  # as in `claims`: those of the figure's claim, its own speaker and place
    Column("record", LargeBinary, nullable=False),
    CheckConstraint('start >= 0 AND "end" > start', name="span"),
    Index(None, "article"),
    Index(None, "claim"),
    *_newest("measure"),
    *_newest("publisher"),
    *_newest("stored"),
)


def _keys(name: str) -> Table:
    """Return the table of the keys by which the lists find their records.

    A range of it is the page of one subset of filters: `part` and `entity` (`codes.Part`; 0 and 0 for any), `place` (0
    for any), `code` (of the claim type or measure; 0 for any), newest last. Speakers and targets are not combined with
    places: the rows of `ACTOR` with the place hold them all.
    """
    return Table(name, METADATA, *_prefix(), Column("position", BigInteger, primary_key=True), sqlite_with_rowid=False)


def _counts(name: str) -> Table:
    """Return the table of the number of rows that each range of the keys has, for totals and facets."""
    return Table(
        name,
        METADATA,
        *_prefix(),
        Column("number", BigInteger, nullable=False),
        # The most frequent places of an actor, and actors of a place, without and with a code.
        Index(None, "part", "entity", "code", "number", "place"),
        Index(None, "part", "place", "code", "number", "entity"),
        sqlite_with_rowid=False,
    )


def _tallies(name: str) -> Table:
    """Return the table of the number of records by day, publisher and so on: `codes.Owner`, whose, `codes.Facet`."""
    return Table(
        name,
        METADATA,
        Column("owner", _FEW, primary_key=True),
        Column("whose", _NUMBER, primary_key=True),  # number of the entity, or the code; 0 of everybody
        Column("facet", _FEW, primary_key=True),
        Column("value", _NUMBER, primary_key=True),  # 0 for none
        Column("number", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _prefix() -> list[Column[int]]:
    types = {"part": _FEW, "entity": _NUMBER, "place": _NUMBER, "code": _FEW}
    return [Column(column, type_, primary_key=True) for column, type_ in types.items()]


claim_keys = _keys("claim_keys")
claim_counts = _counts("claim_counts")
claim_tallies = _tallies("claim_tallies")
figure_keys = _keys("figure_keys")
figure_counts = _counts("figure_counts")
figure_tallies = _tallies("figure_tallies")

commits = Table(
    "commits",
    METADATA,
    # One row, raised by every transaction that writes: as long as it stays, every answer does.
    Column("one", _ID, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
)

api_keys = Table(
    "api_keys",
    METADATA,
    Column("id", _string(16), primary_key=True),
    Column("name", _TEXT, nullable=False),
    Column("right", _string(8), nullable=False),
    Column("sha256", _string(64), nullable=False, unique=True),  # of the key; the key itself is not stored
    Column("created", BigInteger, nullable=False),
    Column("revoked", BigInteger),
)
