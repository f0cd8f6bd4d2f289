"""Figures: the list, one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api import answers, pages
from app.queries import figures
from app.queries.figures import FigureListing
from app.records import FigurePage, FigureRecord

router = APIRouter(tags=["Figures"])


@router.get(
    "/v1/figures",
    operation_id="listFigures",
    summary="List figures",
    response_model=FigurePage,
    responses=answers.described("figures", "A page of figures.", *answers.OF_A_LIST, headers=answers.LINK),
)
def list_figures(request: Request, listing: Annotated[FigureListing, Query()]) -> Response:
    """List figures, the newest first.

    A figure is a number as the text gives it, with its noun. The filters on claims concern the claim it stands in;
    a figure has the speaker and the place of its claim beside its own.
    """
    return pages.answer(request, listing)


@router.get(
    "/v1/figures/{id}",
    operation_id="getFigure",
    summary="Get a figure",
    response_model=FigureRecord,
    responses=answers.described("figure", "The figure.", *answers.OF_A_RECORD),
)
def get_figure(request: Request, figure_id: pages.Id) -> Response:
    """Get one figure, as the lists show it."""
    with request.app.state.database.read() as connection:
        return Response(figures.one(connection, figure_id), media_type="application/json")
