"""Articles: storing one, the list, one with its records."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api import access, answers, bodies, pages
from app.ingestion import store
from app.ingestion.submission import Submission
from app.queries import articles
from app.queries.articles import ArticleListing, ArticleParts
from app.records import ArticleDetail, ArticlePage
from app.storage.database import Database

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
def list_articles(request: Request, listing: Annotated[ArticleListing, Query()]) -> Response:
    """List articles without their texts, the newest first.

    A repeated parameter widens the list, different parameters narrow it.
    """
    return pages.answer(request, listing)


@router.get(
    "/v1/articles/{id}",
    operation_id="getArticle",
    summary="Get an article",
    response_model=ArticleDetail,
    responses=answers.described("article", "The article.", *answers.OF_A_RECORD),
)
def get_article(request: Request, article_id: pages.Id, parts: Annotated[ArticleParts, Query()]) -> Response:
    """Get one article with its text, its problems and, unless `include` says otherwise, all its records.

    Entities stand in the order of their first mention, claims and figures in the order of the text.
    """
    with request.app.state.database.read() as connection:
        return Response(articles.one(connection, article_id, parts), media_type="application/json")


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
    database = request.app.state.database
    content, created, path = await request.app.state.work.run(_stored, database, submission)
    status = HTTPStatus.CREATED if created else HTTPStatus.OK
    return Response(content, status, headers={"Location": path}, media_type="application/json")


def _stored(database: Database, submission: Submission) -> tuple[bytes, bool, str]:
    stored = store.store(database, submission)
    with database.read() as connection:
        content = articles.one(connection, stored.id, ArticleParts())
    return content, stored.created, f"/v1/articles/{stored.id}"
