"""The closed vocabularies."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from app.api import problems
from app.records import CodeRecord, VocabulariesRecord
from app.vocabulary import VOCABULARIES

router = APIRouter(tags=["Vocabularies"])

_CONTENT = VocabulariesRecord(**{
    name: [CodeRecord(code=code, definition=code.definition) for code in codes] for name, codes in VOCABULARIES.items()
}).model_dump_json()  # fmt: skip


@router.get(
    "/v1/vocabularies",
    operation_id="getVocabularies",
    summary="Get all codes",
    response_model=VocabulariesRecord,
    responses=problems.described(HTTPStatus.UNPROCESSABLE_ENTITY),
)
async def get_vocabularies() -> Response:
    """Get every code that a record can carry, with its definition.

    Codes may be added; none changes its meaning.
    """
    return Response(_CONTENT, media_type="application/json")
