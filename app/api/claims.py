"""Claims: the list, facets, one."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api import answers, pages
from app.queries import claims
from app.queries.claims import ClaimListing
from app.queries.facets import ClaimFacets
from app.records import ClaimFacetsRecord, ClaimPage, ClaimRecord

router = APIRouter(tags=["Claims"])


@router.get(
    "/v1/claims",
    operation_id="listClaims",
    summary="List claims",
    response_model=ClaimPage,
    responses=answers.described("claims", "A page of claims.", *answers.OF_A_LIST, headers=answers.LINK),
)
async def list_claims(request: Request, listing: Annotated[ClaimListing, Query()]) -> Response:
    """List claims, the newest first.

    A claim says that someone said something in an article, not that it happened. A repeated parameter widens the list,
    different parameters narrow it: `actor=Azerbaijan&place=Khankendi&claim_type=accusation`.
    """
    return await pages.answer(request, listing)


@router.get(
    "/v1/claims/facets",
    operation_id="countClaims",
    summary="Count claims",
    response_model=ClaimFacetsRecord,
    responses=answers.described("claim_facets", "The counts.", *answers.OF_A_LIST),
)
async def count_claims(request: Request, facets: Annotated[ClaimFacets, Query()]) -> Response:
    """Count claims by what `by` names, under the filters of the list.

    Each facet gives its most frequent values, equally frequent ones by value, or the latest days; `total` counts the
    claims themselves. A record with several values is counted with each, one without any with `null` where there is no
    publisher, day or claim. `actor=Azerbaijan&by=claim_type,day` counts the claims of one actor by type and by day.
    """
    return Response(await pages.read(request, facets.read), media_type="application/json")


@router.get(
    "/v1/claims/{id}",
    operation_id="getClaim",
    summary="Get a claim",
    response_model=ClaimRecord,
    responses=answers.described("claim", "The claim.", *answers.OF_A_RECORD),
)
async def get_claim(request: Request, claim_id: pages.Id) -> Response:
    """Get one claim, as the lists show it."""
    content = await pages.read(request, partial(claims.one, id_=claim_id))
    return Response(content, media_type="application/json")
