"""The same routes as one writes them with FastAPI, SQLAlchemy's ORM and `response_model`, on the same file.

Nothing is done badly on purpose: it has the same indexes and rollup tables, sessions as a dependency, eager loading,
keyset cursors, and uvicorn as the others have it. What it lacks is what most services lack: it builds objects,
validates and serialises each record of each answer. `python -m uvicorn benchmarks.serve.plain_orm:app`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Annotated, Any

import pysqlite3
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from pydantic import BaseModel
from sqlalchemy import Select, create_engine, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.pool import QueuePool

from app.identity import fold, parse, public
from app.records import ArticleDetail, ClaimPage, FigurePage
from app.storage.codes import CLAIM_TYPES, MEASURES, Facet, Owner, Part
from app.vocabulary import ClaimType, Measure
from benchmarks.serve.plain_models import (
    Article,
    Claim,
    ClaimCount,
    ClaimKey,
    ClaimTally,
    Entity,
    Figure,
    FigureKey,
    Mention,
    Name,
)


class Bucket(BaseModel):
    """One value of a facet."""

    value: str
    name: str | None = None
    count: int


class Facets(BaseModel):
    """Counts by each facet."""

    facets: dict[str, list[Bucket]]


app = FastAPI()
_ENGINE = create_engine(
    "sqlite://",
    creator=lambda: pysqlite3.connect(
        f"file:{os.environ['PLAIN_DATABASE']}?mode=ro", uri=True, check_same_thread=False
    ),
    poolclass=QueuePool,  # else each thread has a connection of its own, and a session goes through several threads
    pool_size=40,
)
_SHOWN = 20  # values of a facet, as many as the service gives
_OWNERS = {Owner.ACTOR: "entity", Owner.PLACE: "place", Owner.CODE: "code"}
_TALLIED = {"day": Facet.DAY, "publisher": Facet.PUBLISHER, "voice": Facet.VOICE}
_TYPE_OF = {code: kind.value for kind, code in CLAIM_TYPES.items()}


def session() -> Iterator[Session]:
    """Give a session for one request."""
    with Session(_ENGINE) as opened:
        yield opened


Opened = Annotated[Session, Depends(session)]
Limit = Annotated[int, Query(ge=1, le=1000)]


@app.get("/v1/claims")
def list_claims(  # noqa: PLR0917 - parameters of the URL
    request: Request,
    opened: Opened,
    actor: str | None = None,
    place: str | None = None,
    claim_type: ClaimType | None = None,
    cursor: int | None = None,
    limit: Limit = 50,
    include: str | None = None,
) -> ClaimPage:
    """List claims, the newest first."""
    prefix = _prefix(opened, actor, place, CLAIM_TYPES[claim_type] if claim_type else 0)
    rows = select(Claim)
    if prefix.keys() - {"code"}:
        rows = rows.join(ClaimKey, ClaimKey.position == Claim.position).filter_by(**prefix)
        key: Any = ClaimKey.position
    else:
        key = Claim.position
        if claim_type:
            rows = rows.where(Claim.claim_type == claim_type.value)
    found, following = _page(opened, request, rows, key=key, cursor=cursor, limit=limit)
    total = None
    if include == "total":
        whole = {"part": 0, "entity": 0, "place": 0, "code": 0} | prefix
        total = opened.scalar(select(ClaimCount.number).filter_by(**whole)) or 0
    return ClaimPage(items=[one.record for one in found], next=following, total=total)


@app.get("/v1/figures")
def list_figures(  # noqa: PLR0917 - parameters of the URL
    request: Request,
    opened: Opened,
    measure: Measure,
    actor: str,
    value_min: float | None = None,
    value_max: float | None = None,
    cursor: int | None = None,
    limit: Limit = 50,
) -> FigurePage:
    """List figures, the newest first."""
    prefix = _prefix(opened, actor, None, MEASURES[measure])
    rows = select(Figure).join(FigureKey, FigureKey.position == Figure.position).filter_by(**prefix)
    if value_min is not None:
        rows = rows.where(Figure.value >= value_min)
    if value_max is not None:
        rows = rows.where(Figure.value <= value_max)
    found, following = _page(opened, request, rows, key=FigureKey.position, cursor=cursor, limit=limit)
    return FigurePage(items=[one.record for one in found], next=following)


@app.get("/v1/articles/{article_id}")
def get_article(article_id: str, opened: Opened) -> ArticleDetail:
    """Get one article with all its records."""
    eager = (
        selectinload(Article.claims), selectinload(Article.figures),
        selectinload(Article.mentions).options(joinedload(Mention.entity)),
    )  # fmt: skip
    found = opened.scalar(select(Article).where(Article.id == parse("art", article_id)).options(*eager))
    if found is None:
        raise HTTPException(404)
    return ArticleDetail(
        **found.record,
        text=found.text,
        problems=found.problems,
        entities=[one.entity.record | json.loads(b"{" + one.record) for one in found.mentions],
        claims=[one.record for one in found.claims],
        figures=[one.record for one in found.figures],
    )


@app.get("/v1/claims/facets")
def count_claims(
    opened: Opened, by: str, actor: str | None = None, place: str | None = None, claim_type: ClaimType | None = None
) -> Facets:
    """Count claims by each value of the facets."""
    prefix = {"part": 0, "entity": 0, "place": 0, "code": 0}
    prefix |= _prefix(opened, actor, place, CLAIM_TYPES[claim_type] if claim_type else 0)
    return Facets(facets={facet: _buckets(opened, facet, prefix) for facet in by.split(",")})


def _buckets(opened: Session, facet: str, prefix: dict[str, int]) -> list[Bucket]:
    if facet == "claim_type":
        rows = opened.scalars(select(ClaimCount).filter_by(**_without(prefix, "code")))
        return [Bucket(value=_TYPE_OF[row.code], count=row.number) for row in rows if row.code]
    if facet in {"actor", "place"}:
        column = ClaimCount.entity if facet == "actor" else ClaimCount.place
        same = (
            _without(prefix, "entity") | {"part": Part.ACTOR.value} if facet == "actor" else _without(prefix, "place")
        )
        counts = select(ClaimCount.number, Entity.id, Entity.name).filter_by(**same).where(column > 0)
        found = opened.execute(
            counts.join(Entity, Entity.number == column).order_by(ClaimCount.number.desc(), column.desc()).limit(_SHOWN)
        )
        return [Bucket(value=public("ent", entity), name=name, count=number) for number, entity, name in found]
    owner, whose = next(((owner, prefix[name]) for owner, name in _OWNERS.items() if prefix[name]), (Owner.ANY, 0))
    tallied = select(ClaimTally).filter_by(owner=owner.value, whose=whose, facet=_TALLIED[facet].value)
    order = ClaimTally.value.desc() if facet == "day" else ClaimTally.number.desc()
    return [
        Bucket(value=str(row.value), count=row.number) for row in opened.scalars(tallied.order_by(order).limit(_SHOWN))
    ]


def _without(prefix: dict[str, int], name: str) -> dict[str, int]:
    return {column: value for column, value in prefix.items() if column != name}


def _prefix(opened: Session, actor: str | None, place: str | None, code: int) -> dict[str, int]:
    """Return the columns of the keys that the filters fix; nothing but the code when it is about everybody."""
    prefix = {"code": code}
    if actor is not None:
        prefix |= {"part": Part.ACTOR.value, "entity": _named(opened, actor), "place": 0}
    if place is not None:
        prefix = {"part": 0, "entity": 0} | prefix | {"place": _named(opened, place)}
    return prefix


def _named(opened: Session, name: str) -> int:
    found = opened.scalar(select(Name).where(Name.folded == fold(name)))
    return found.entity if found else -1


def _page(
    opened: Session, request: Request, rows: Select[Any], *, key: Any, cursor: int | None, limit: int
) -> tuple[list[Any], str | None]:
    if cursor is not None:
        rows = rows.where(key < cursor)
    found = list(opened.scalars(rows.order_by(key.desc()).limit(limit + 1)))
    more = len(found) > limit
    return found[:limit], str(request.url.include_query_params(cursor=found[limit - 1].position)) if more else None
