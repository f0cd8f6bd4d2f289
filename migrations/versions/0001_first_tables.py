"""The first tables: articles, entities, claims, figures, their full-text indexes, API keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage import fts5

revision = "0001"
down_revision = None


_TABLES = (
    "figure_entities", "claim_entities", "mentions", "names", "figures", "claims", "entities", "articles", "api_keys",
)  # fmt: skip


def upgrade() -> None:
    """Create every table; in PostgreSQL, where no store is as old as this, the next revision does."""
    if op.get_bind().dialect.name == "postgresql":
        return
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("right", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_keys_sha256")),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("publisher_folded", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("problems", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("text_sha256", name=op.f("uq_articles_text_sha256")),
    )
    op.create_index(op.f("ix_articles_published_id"), "articles", ["published", "id"], unique=False)
    op.create_index(
        op.f("ix_articles_publisher_folded_published_id"),
        "articles",
        ["publisher_folded", "published", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_articles_stored_id"), "articles", ["stored", "id"], unique=False)
    op.create_table(
        "entities",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("is_actor", sa.Boolean(), nullable=False),
        sa.Column("is_place", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=True),
        sa.Column("iso3", sa.String(length=3), nullable=True),
        sa.Column("wikidata", sa.String(length=16), nullable=True),
        sa.Column("geonames", sa.String(length=16), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("within", sa.BigInteger(), nullable=True),
        sa.Column("aliases", sa.LargeBinary(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.BigInteger(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_entities_coordinates")),
        sa.CheckConstraint("is_actor OR is_place", name=op.f("ck_entities_kinds")),
        sa.ForeignKeyConstraint(
            ["within"], ["entities.id"], name=op.f("fk_entities_within"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entities")),
    )
    op.create_index(op.f("ix_entities_articles_id"), "entities", ["articles", "id"], unique=False)
    op.create_index(op.f("ix_entities_name_folded_id"), "entities", ["name_folded", "id"], unique=False)
    op.create_index(op.f("ix_entities_within"), "entities", ["within"], unique=False)
    op.create_table(
        "claims",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("article", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("claim_type", sa.String(length=32), nullable=False),
        sa.Column("voice", sa.String(length=16), nullable=False),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.Column("event_from", sa.String(length=10), nullable=True),
        sa.Column("event_until", sa.String(length=10), nullable=True),
        sa.Column("publisher_folded", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_claims_span")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_claims_article"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_article_start_id"), "claims", ["article", "start", "id"], unique=False)
    op.create_index(
        op.f("ix_claims_claim_type_published_id"), "claims", ["claim_type", "published", "id"], unique=False
    )
    op.create_index(op.f("ix_claims_published_id"), "claims", ["published", "id"], unique=False)
    op.create_index(
        op.f("ix_claims_publisher_folded_published_id"), "claims", ["publisher_folded", "published", "id"], unique=False
    )
    op.create_index(op.f("ix_claims_stored_id"), "claims", ["stored", "id"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("article", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_mentions_span")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_mentions_article"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entity"], ["entities.id"], name=op.f("fk_mentions_entity")),
        sa.PrimaryKeyConstraint("article", "start", "end", "entity", name=op.f("pk_mentions")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_mentions_entity_article"), "mentions", ["entity", "article"], unique=False)
    op.create_table(
        "names",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("entity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entity"], ["entities.id"], name=op.f("fk_names_entity"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("folded", "entity", name=op.f("pk_names")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_names_entity"), "names", ["entity"], unique=False)
    op.create_table(
        "claim_entities",
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("entity", sa.BigInteger(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.Column("claim_type", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_claim_entities_claim"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entity"], ["entities.id"], name=op.f("fk_claim_entities_entity")),
        sa.PrimaryKeyConstraint("part", "entity", "published", "claim", name=op.f("pk_claim_entities")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_claim_entities_claim"), "claim_entities", ["claim"], unique=False)
    op.create_index(
        op.f("ix_claim_entities_part_entity_claim_type_published_claim"),
        "claim_entities",
        ["part", "entity", "claim_type", "published", "claim"],
        unique=False,
    )
    op.create_table(
        "figures",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("article", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("qualifier", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("group", sa.String(length=16), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("event_from", sa.String(length=10), nullable=True),
        sa.Column("event_until", sa.String(length=10), nullable=True),
        sa.Column("publisher_folded", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_figures_span")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_figures_article"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_figures_claim"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
    )
    op.create_index(op.f("ix_figures_article_start_id"), "figures", ["article", "start", "id"], unique=False)
    op.create_index(op.f("ix_figures_claim"), "figures", ["claim"], unique=False)
    op.create_index(op.f("ix_figures_measure_published_id"), "figures", ["measure", "published", "id"], unique=False)
    op.create_index(op.f("ix_figures_published_id"), "figures", ["published", "id"], unique=False)
    op.create_index(
        op.f("ix_figures_publisher_folded_published_id"),
        "figures",
        ["publisher_folded", "published", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_figures_stored_id"), "figures", ["stored", "id"], unique=False)
    op.create_table(
        "figure_entities",
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("entity", sa.BigInteger(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("figure", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["entity"], ["entities.id"], name=op.f("fk_figure_entities_entity")),
        sa.ForeignKeyConstraint(["figure"], ["figures.id"], name=op.f("fk_figure_entities_figure"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("part", "entity", "published", "figure", name=op.f("pk_figure_entities")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_figure_entities_figure"), "figure_entities", ["figure"], unique=False)
    op.create_index(
        op.f("ix_figure_entities_part_entity_measure_published_figure"),
        "figure_entities",
        ["part", "entity", "measure", "published", "figure"],
        unique=False,
    )
    fts5.create(op.get_bind(), "articles", ["title", "text"])
    fts5.create(op.get_bind(), "claims", ["content", "sentence", "speaker"])
    fts5.create(op.get_bind(), "figures", ["sentence"])
    fts5.create(op.get_bind(), "entities", ["name", "aliases"])


def downgrade() -> None:
    """Drop every table, with what is in it."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for name in ("articles", "claims", "figures", "entities"):
        op.drop_table(f"{name}_words")
    for name in _TABLES:
        op.drop_table(name)
