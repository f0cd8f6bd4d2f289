"""`POST /v1/extract`: the records of a text, without storing anything."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from app.api import access, answers, bodies
from app.ingestion import store
from app.ingestion.submission import Submission
from app.records import ArticleDetail

router = APIRouter(tags=["Extraction"])


@router.post(
    "/v1/extract",
    operation_id="extract",
    summary="Read a text",
    response_model=ArticleDetail,
    responses=answers.described("extract", "The article with its records.", *answers.OF_A_TEXT),
    openapi_extra={"requestBody": answers.ARTICLE_BODY, "security": access.SOMETIMES},
    dependencies=[Depends(access.extractor)],
)
async def extract(request: Request) -> Response:
    """Return the entities, claims and figures of a text. Nothing is stored.

    Needs no key unless the installation asks for one. Relative dates ("on Tuesday") are read from `published_at`.
    The ids are those the same text has when it is stored.
    """
    submission = await bodies.article(request)
    pipeline = request.app.state.settings.pipeline
    content = await request.app.state.work.run(_extracted, submission, pipeline)
    return Response(content, media_type="application/json")


def _extracted(submission: Submission, pipeline: str | None) -> bytes:
    return store.preview(submission, pipeline).model_dump_json().encode()
