"""Entities: the list, one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api import answers, pages
from app.queries import entities
from app.queries.entities import EntityListing
from app.records import EntityDetail, EntityPage

router = APIRouter(tags=["Entities"])


@router.get(
    "/v1/entities",
    operation_id="listEntities",
    summary="List entities",
    response_model=EntityPage,
    responses=answers.described("entities", "A page of entities.", *answers.OF_A_LIST, headers=answers.LINK),
)
def list_entities(request: Request, listing: Annotated[EntityListing, Query()]) -> Response:
    """List entities, those in most articles first.

    `q` finds words of names and aliases; the filters on articles select the entities that such an article mentions.
    """
    return pages.answer(request, listing)


@router.get(
    "/v1/entities/{id}",
    operation_id="getEntity",
    summary="Get an entity",
    response_model=EntityDetail,
    responses=answers.described("entity", "The entity.", *answers.OF_A_RECORD),
)
def get_entity(request: Request, entity_id: pages.Id) -> Response:
    """Get one entity, with its claims counted by type."""
    with request.app.state.database.read() as connection:
        return Response(entities.one(connection, entity_id), media_type="application/json")
