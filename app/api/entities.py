"""Entities: the list, one."""

from __future__ import annotations

from functools import partial
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
async def list_entities(request: Request, listing: Annotated[EntityListing, Query()]) -> Response:
    """List entities, those in most articles first.

    `q` finds words of names and aliases; the filters on articles select the entities that such an article mentions.
    """
    return await pages.answer(request, listing)


@router.get(
    "/v1/entities/{id}",
    operation_id="getEntity",
    summary="Get an entity",
    response_model=EntityDetail,
    responses=answers.described("entity", "The entity.", *answers.OF_A_RECORD),
)
async def get_entity(request: Request, entity_id: pages.Id) -> Response:
    """Get one entity, with its claims counted by type."""
    content = await pages.read(request, partial(entities.one, id_=entity_id))
    return Response(content, media_type="application/json")
