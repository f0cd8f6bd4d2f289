"""Figures: the list, facets, one."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api import answers, pages
from app.queries import figures
from app.queries.facets import FigureFacets
from app.queries.figures import FigureListing
from app.records import FigureFacetsRecord, FigurePage, FigureRecord

router = APIRouter(tags=["Figures"])


@router.get(
    "/v1/figures",
    operation_id="listFigures",
    summary="List figures",
    response_model=FigurePage,
    responses=answers.described("figures", "A page of figures.", *answers.OF_A_LIST, headers=answers.LINK),
)
async def list_figures(request: Request, listing: Annotated[FigureListing, Query()]) -> Response:
    """List figures, the newest first.

    A figure is a number as the text gives it, with its noun. The filters on claims concern the claim it stands in;
    a figure has the speaker and the place of its claim beside its own.
    """
    return await pages.answer(request, listing)


@router.get(
    "/v1/figures/facets",
    operation_id="countFigures",
    summary="Count figures",
    response_model=FigureFacetsRecord,
    responses=answers.described("figure_facets", "The counts.", *answers.OF_A_LIST),
)
async def count_figures(request: Request, facets: Annotated[FigureFacets, Query()]) -> Response:
    """Count figures by what `by` names, under the filters of the list.

    Each facet gives its most frequent values, equally frequent ones by value, or the latest days; `total` counts the
    figures themselves. A record with several values is counted with each, one without any with `null` where there is no
    publisher, day or claim. `place=Khankendi&by=measure` counts the figures of one place by what they measure.
    """
    return Response(await pages.read(request, facets.read), media_type="application/json")


@router.get(
    "/v1/figures/{id}",
    operation_id="getFigure",
    summary="Get a figure",
    response_model=FigureRecord,
    responses=answers.described("figure", "The figure.", *answers.OF_A_RECORD),
)
async def get_figure(request: Request, figure_id: pages.Id) -> Response:
    """Get one figure, as the lists show it."""
    content = await pages.read(request, partial(figures.one, id_=figure_id))
    return Response(content, media_type="application/json")
