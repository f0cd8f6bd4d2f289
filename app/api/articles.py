"""Articles: storing one, the list, one with its records."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Response

from app.api import access, answers, bodies, pages
from app.ingestion import store
from app.queries import articles
from app.queries.articles import ArticleListing, ArticleParts
from app.records import ArticleDetail, ArticlePage

router = APIRouter(tags=["Articles"])

_AGAIN: answers.Answers = {
    200: {"description": "The same text is stored already: that article.", "model": ArticleDetail}
}


@router.get(
    "/v1/articles",
    operation_id="listArticles",
    summary="List articles",
    response_model=ArticlePage,
    responses=answers.described("articles", "A page of articles.", *answers.OF_A_LIST, headers=answers.LINK),
)
async def list_articles(request: Request, listing: Annotated[ArticleListing, Query()]) -> Response:
    """List articles without their texts, the newest first.

    A repeated parameter widens the list, different parameters narrow it.
    """
    return await pages.answer(request, listing)


@router.get(
    "/v1/articles/{id}",
    operation_id="getArticle",
    summary="Get an article",
    response_model=ArticleDetail,
    responses=answers.described("article", "The article.", *answers.OF_A_RECORD),
)
async def get_article(request: Request, article_id: pages.Id, parts: Annotated[ArticleParts, Query()]) -> Response:
    """Get one article with its text, its problems and, unless `include` says otherwise, all its records.

    Entities stand in the order of their first mention, claims and figures in the order of the text.
    """
    content = await pages.read(request, partial(articles.one, id_=article_id, parts=parts))
    return Response(content, media_type="application/json")


@router.post(
    "/v1/articles",
    operation_id="storeArticle",
    summary="Store an article",
    response_model=ArticleDetail,
    status_code=HTTPStatus.CREATED,
    responses=_AGAIN
    | answers.described(
        "article",
        "The article, stored now.",
        *answers.OF_A_TEXT,
        HTTPStatus.CONFLICT,
        status=HTTPStatus.CREATED,
        headers=answers.LOCATION,
    ),
    openapi_extra={"requestBody": answers.ARTICLE_BODY, "security": access.NEEDED},
    dependencies=[Depends(access.writer)],
)
async def store_article(request: Request) -> Response:
    """Read an article and store it with its records, all or nothing; it is on the disk when this answers.

    Needs a key that may write. The same text again changes nothing and answers `200` with the stored article.
    """
    submission = await bodies.article(request)
    state = request.app.state
    (stored,) = await to_thread.run_sync(store.known, state.database, [submission])
    if stored is None:
        rendered = await state.work.run(store.prepare, submission, state.settings.pipeline)
        stored = await to_thread.run_sync(store.write, state.database, rendered)
    content = await pages.read(request, partial(articles.one, id_=stored.id, parts=ArticleParts()))
    status = HTTPStatus.CREATED if stored.created else HTTPStatus.OK
    return Response(content, status, headers={"Location": f"/v1/articles/{stored.id}"}, media_type="application/json")
