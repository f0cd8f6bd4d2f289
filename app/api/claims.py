"""Claims: the list, one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api import answers, pages
from app.queries import claims
from app.queries.claims import ClaimListing
from app.records import ClaimPage, ClaimRecord

router = APIRouter(tags=["Claims"])


@router.get(
    "/v1/claims",
    operation_id="listClaims",
    summary="List claims",
    response_model=ClaimPage,
    responses=answers.described("claims", "A page of claims.", *answers.OF_A_LIST, headers=answers.LINK),
)
def list_claims(request: Request, listing: Annotated[ClaimListing, Query()]) -> Response:
    """List claims, the newest first.

    A claim says that someone said something in an article, not that it happened. A repeated parameter widens the list,
    different parameters narrow it: `actor=Azerbaijan&place=Khankendi&claim_type=accusation`.
    """
    return pages.answer(request, listing)


@router.get(
    "/v1/claims/{id}",
    operation_id="getClaim",
    summary="Get a claim",
    response_model=ClaimRecord,
    responses=answers.described("claim", "The claim.", *answers.OF_A_RECORD),
)
def get_claim(request: Request, claim_id: pages.Id) -> Response:
    """Get one claim, as the lists show it."""
    with request.app.state.database.read() as connection:
        return Response(claims.one(connection, claim_id), media_type="application/json")
