"""What may be asked of entities. Their records are made here from columns, because their counts change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import Field, StringConstraints
from sqlalchemy import Column, ColumnElement, Connection, Row, Table, distinct, exists, func, or_, select

from app import identity
from app.errors import NotFound
from app.queries.filters import ArticleFilters, inside
from app.queries.listing import Listing, Order, Page
from app.queries.values import Box
from app.storage import tables
from app.storage.tables import articles, entities, mentions
from app.vocabulary import EntityKind, Role

Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{3}$", to_upper=True)]


class EntityListing(Listing, ArticleFilters):
    """A page of entities. The filters on the article select those that such an article mentions."""

    resource: ClassVar[str] = "entities"

    kind: Annotated[tuple[EntityKind, ...], Field(max_length=50, description="What it is; a state is often both.")] = ()
    role: Annotated[tuple[Role, ...], Field(max_length=50, description="What kind of actor it is.")] = ()
    iso3: Annotated[tuple[Iso3, ...], Field(max_length=50, description="ISO 3166 alpha-3 code of a state.")] = ()
    bbox: Annotated[
        Box | None,
        Field(description="`west,south,east,north` in degrees around its point; west > east crosses the antimeridian."),
    ] = None
    sort: Annotated[
        Literal["-articles", "-claims", "-figures", "name", "-stored_at"],
        Field(description="Order: most articles, claims or figures first, by name, or newest first."),
    ] = "-articles"

    def page(self, connection: Connection) -> Page:
        """Return the page."""
        order = {
            "-articles": Order(entities.c.articles, entities.c.id),
            "-claims": Order(entities.c.claims, entities.c.id),
            "-figures": Order(entities.c.figures, entities.c.id),
            "name": Order(entities.c.name_folded, entities.c.id, descending=False),
            "-stored_at": Order(entities.c.stored, entities.c.id),
        }
        rows = select(entities).where(*self._conditions())
        return self.take(connection, rows, order[self.sort], lambda row: orjson.dumps(record(row)))

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        yield from self.record_conditions(entities)
        mentioning = [
            *self.article_conditions(
                article=mentions.c.article, publisher=articles.c.publisher_folded, published=articles.c.published
            )
        ]
        if mentioning:
            named = select(mentions.c.entity).join(articles, articles.c.id == mentions.c.article).where(*mentioning)
            # One article mentions few entities: read those. Other filters are looked up for each entity.
            inner = named.where(mentions.c.entity == entities.c.id)
            yield entities.c.id.in_(named) if self.article else exists(inner.correlate(entities))
        if self.kind:
            columns = {EntityKind.ACTOR: entities.c.is_actor, EntityKind.PLACE: entities.c.is_place}
            yield or_(*(columns[kind].is_(True) for kind in self.kind))
        if self.role:
            yield entities.c.role.in_(self.role)
        if self.iso3:
            yield entities.c.iso3.in_(self.iso3)
        if self.bbox is not None:
            yield inside(self.bbox, entities.c.lat, entities.c.lon)


def record(row: Row[Any]) -> dict[str, Any]:
    """Return the entity record of a row of the table, its aliases as they stand there: JSON already."""
    kinds = [(EntityKind.ACTOR, row.is_actor), (EntityKind.PLACE, row.is_place)]
    return {
        "id": identity.public("ent", row.id),
        "name": row.name,
        "kinds": [kind for kind, is_so in kinds if is_so],
        "role": row.role,
        "iso3": row.iso3,
        "wikidata": row.wikidata,
        "geonames": row.geonames,
        "lat": row.lat,
        "lon": row.lon,
        "within": None if row.within is None else identity.public("ent", row.within),
        "aliases": orjson.Fragment(row.aliases),
        "counts": {"articles": row.articles, "claims": row.claims, "figures": row.figures},
    }


def one(connection: Connection, id_: str) -> bytes:
    """Return an entity with its claims counted by type, as JSON; `NotFound` when there is none of this id."""
    known = entities.c.id == identity.parse("ent", id_)
    row = connection.execute(select(entities).where(known)).first()
    if row is None:
        raise NotFound("There is no entity of this id.")
    parts = tables.claim_entities
    counted = (
        select(parts.c.claim_type, func.count(distinct(parts.c.claim)))
        .where(parts.c.part.in_(["actor", "place"]), parts.c.entity == row.id)
        .group_by(parts.c.claim_type)
        .order_by(parts.c.claim_type)
    )
    by_type: dict[str, int] = dict(connection.execute(counted).all())
    return orjson.dumps(record(row) | {"claims_by_type": by_type})


def of_article(connection: Connection, article: int, text: str) -> list[bytes]:
    """Return the entities that an article mentions, by their first mention, as JSON; the counts are the article's."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    spans = select(mentions.c.entity, mentions.c.start, mentions.c.end).where(mentions.c.article == article)
    for entity, start, end in connection.execute(spans.order_by(mentions.c.start, mentions.c.end, mentions.c.entity)):
        found[entity].append({"start": start, "end": end, "text": text[start:end]})
    claims = _counts(connection, tables.claims, tables.claim_entities.c.claim, article)
    figures = _counts(connection, tables.figures, tables.figure_entities.c.figure, article)
    named = entities.c.id.in_(select(mentions.c.entity).where(mentions.c.article == article))
    rows = {row.id: row for row in connection.execute(select(entities).where(named))}
    return [
        orjson.dumps(
            record(rows[entity])
            | {"counts": {"articles": 1, "claims": claims.get(entity, 0), "figures": figures.get(entity, 0)}}
            | {"mentions": its}
        )
        for entity, its in found.items()
    ]


def _counts(connection: Connection, records: Table, owner: Column[int], article: int) -> dict[int, int]:
    """Return how many of the article's records of a table each entity has a part in."""
    entity = owner.table.c.entity
    counted = (
        select(entity, func.count(distinct(owner)))
        .join(records, records.c.id == owner)
        .where(records.c.article == article)
        .group_by(entity)
    )
    return dict(connection.execute(counted).all())
