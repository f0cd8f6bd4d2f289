"""What may be asked of entities. Their records are made here from columns, because their counts change."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import orjson
from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from app import identity
from app.errors import NotFound
from app.queries import names
from app.queries.filters import ArticleFilters, Conditions, inside
from app.queries.listing import Listing, Order, Selection
from app.queries.ranges import Ranges
from app.queries.sql import Sql, joined, one_of
from app.queries.values import Box
from app.storage.codes import ANY, CLAIM_TYPES, Part
from app.storage.reading import Ask, listed, through
from app.vocabulary import EntityKind, Role

_SHOWN = "record, entities.articles, entities.claims, entities.figures"
_TYPES = {number: claim_type.value for claim_type, number in CLAIM_TYPES.items()}


class Point(NamedTuple):
    """Where a place is, in degrees (WGS 84), and the id of the next larger place around it."""

    id: int
    lat: float
    lon: float
    within: int | None


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

    def selection(self, ask: Ask) -> Selection:
        """Return what the filters select."""
        column, type_, falls = {
            "-articles": ("entities.articles", int, True),
            "-claims": ("entities.claims", int, True),
            "-figures": ("entities.figures", int, True),
            "name": ("entities.name_folded", str, False),
            "-stored_at": ("entities.stored", int, True),
        }[self.sort]
        order = Order((column, "entities.id"), (type_, int), descending=falls)
        key = "entities.number"
        ranges = Ranges("entities", key, "entities", key, on_records=tuple(self._conditions(ask)))
        return self.select(ask, ranges, order, columns=_SHOWN, record=_shown)

    def _conditions(self, ask: Ask) -> Conditions:
        if self.q is not None:
            found = ask.full_text.find("entities", self.q)
            text = f"entities.number IN (SELECT {found.key} FROM {found.lead} WHERE {found.condition})"
            yield Sql(text, found.values)
        if self.updated_since is not None:
            yield Sql("entities.stored >= ?", (self.updated_since,))
        if self.article or self.publisher or self.published_from is not None or self.published_until is not None:
            yield self._mentioned(ask)
        if self.kind:
            columns = {EntityKind.ACTOR: "entities.is_actor = 1", EntityKind.PLACE: "entities.is_place = 1"}
            yield Sql(f"({' OR '.join(columns[kind] for kind in self.kind)})")
        if self.role:
            yield one_of("entities.role", self.role)
        if self.iso3:
            yield one_of("entities.iso3", self.iso3)
        if self.bbox is not None:
            yield inside(self.bbox, "entities")

    def _mentioned(self, ask: Ask) -> Sql:
        """Return the condition that an article of those asked for mentions the entity."""
        conditions = [*self.published_conditions("mentions.article"), *self.moment_conditions("articles")]
        if self.article:
            conditions.append(one_of("mentions.article", names.articles(ask, self.article)))
        if self.publisher:
            conditions.append(one_of("+articles.publisher", names.publishers(ask, self.publisher)))
        source = "mentions JOIN articles ON articles.position = mentions.article"
        # One article mentions few entities: read those. Other filters are looked up for each entity.
        if self.article:
            found = joined(" AND ", conditions)
            return Sql(f"entities.number IN (SELECT entity FROM {source} WHERE {found.text})", found.values)
        found = joined(" AND ", [Sql("mentions.entity = entities.number"), *conditions])
        return Sql(f"EXISTS (SELECT 1 FROM {source} WHERE {found.text})", found.values)


def _shown(row: Sequence[Any]) -> bytes:
    """Return the record of an entity, whose counts change more often than the rest of it."""
    record, *counts = row[:4]
    return bytes(record[:-1] + b',"counts":{"articles":%d,"claims":%d,"figures":%d}}' % tuple(counts))


def one(connection: Connection, id_: str) -> bytes:
    """Return an entity with its claims counted by type, as JSON; `NotFound` when there is none of this id."""
    ask = through(connection)
    for *row, number in ask(f"SELECT {_SHOWN}, number FROM entities WHERE id = ?", (identity.parse("ent", id_),)):
        found = _by_type(ask, number)
        return _shown(row)[:-1] + b',"claims_by_type":' + orjson.dumps(found) + b"}"
    raise NotFound("There is no entity of this id.")


def _by_type(ask: Ask, entity: int) -> dict[str, int]:
    """Return how many claims of each type the entity has a part in."""
    # As an actor and as a place; not twice where it is both in one claim.
    keys = {(Part.ACTOR, entity, ANY): 1, (Part.ANY, ANY, entity): 1, (Part.ACTOR, entity, entity): -1}
    statement = "SELECT code, number FROM claim_counts WHERE part = ? AND entity = ? AND place = ? AND code > 0"
    by_type: Counter[str] = Counter()
    for (part, one_, place), sign in keys.items():
        for code, number in ask(statement, (int(part), one_, place)):
            by_type[_TYPES[code]] += sign * number
    return {claim_type: by_type[claim_type] for claim_type in sorted(by_type)}


def points(connection: Connection, ids: Iterable[int]) -> dict[int, Point]:
    """Return the points of the entities that have one, by id."""
    statement = (
        "SELECT id, lat, lon, within FROM entities WHERE id IN (SELECT value FROM json_each(?)) AND lat IS NOT NULL"
    )
    return {row[0]: Point(*row) for row in through(connection)(statement, (listed(ids),))}


def of_article(ask: Ask, article: int) -> list[bytes]:
    """Return the entities that an article mentions, by their first mention, as JSON; the counts are the article's."""
    statement = (
        "SELECT start, number, entities.record, mentions.record FROM mentions"
        " JOIN entities ON number = entity WHERE article = ?"
    )
    found = sorted(map(tuple, ask(statement, (article,))))  # no two have the same number
    return [b"%b,%b" % (record[:-1], its) for _, _, record, its in found]
