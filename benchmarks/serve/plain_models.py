"""The project's tables as models of SQLAlchemy's ORM, for `plain_orm`."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import LargeBinary, TypeDecorator


class Json(TypeDecorator[Any]):
    """JSON in a column of bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Any) -> Any:
        """Return what the JSON says."""
        return None if value is None else json.loads(value)


class Base(DeclarativeBase):
    """What all models share."""


class Article(Base):
    """An article."""

    __tablename__ = "articles"
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger)
    record: Mapped[Any] = mapped_column(Json)
    problems: Mapped[Any] = mapped_column(Json)
    text: Mapped[str] = mapped_column(Text)
    claims: Mapped[list[Claim]] = relationship(order_by="Claim.start, Claim.position")
    figures: Mapped[list[Figure]] = relationship(order_by="Figure.start, Figure.position")
    mentions: Mapped[list[Mention]] = relationship(order_by="Mention.start")


class Claim(Base):
    """A claim."""

    __tablename__ = "claims"
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article: Mapped[int] = mapped_column(ForeignKey("articles.position"))
    start: Mapped[int]
    claim_type: Mapped[str]
    record: Mapped[Any] = mapped_column(Json)


class Figure(Base):
    """A figure."""

    __tablename__ = "figures"
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article: Mapped[int] = mapped_column(ForeignKey("articles.position"))
    start: Mapped[int]
    measure: Mapped[str]
    value: Mapped[float | None]
    record: Mapped[Any] = mapped_column(Json)


class Entity(Base):
    """An entity."""

    __tablename__ = "entities"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    record: Mapped[Any] = mapped_column(Json)


class Name(Base):
    """A name of an entity."""

    __tablename__ = "names"
    folded: Mapped[str] = mapped_column(primary_key=True)
    entity: Mapped[int] = mapped_column(ForeignKey("entities.number"), primary_key=True)


class Mention(Base):
    """An entity of an article."""

    __tablename__ = "mentions"
    article: Mapped[int] = mapped_column(ForeignKey("articles.position"), primary_key=True)
    entity_number: Mapped[int] = mapped_column("entity", ForeignKey("entities.number"), primary_key=True)
    start: Mapped[int]
    record: Mapped[bytes]  # the end of a JSON object
    entity: Mapped[Entity] = relationship()


class _Prefix:
    part: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[int] = mapped_column(primary_key=True)


class ClaimKey(_Prefix, Base):
    """What a claim is found by."""

    __tablename__ = "claim_keys"
    position: Mapped[int] = mapped_column(ForeignKey("claims.position"), primary_key=True)


class FigureKey(_Prefix, Base):
    """What a figure is found by."""

    __tablename__ = "figure_keys"
    position: Mapped[int] = mapped_column(ForeignKey("figures.position"), primary_key=True)


class ClaimCount(_Prefix, Base):
    """How many claims."""

    __tablename__ = "claim_counts"
    number: Mapped[int]


class ClaimTally(Base):
    """How many claims, by another value."""

    __tablename__ = "claim_tallies"
    owner: Mapped[int] = mapped_column(primary_key=True)
    whose: Mapped[int] = mapped_column(primary_key=True)
    facet: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
