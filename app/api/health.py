"""Liveness and readiness, for what starts, watches and balances the service."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.api import problems
from app.errors import DatabaseNotReady
from app.records import HealthRecord
from app.storage import database, tables

router = APIRouter(tags=["Health"])


@router.get("/healthz", operation_id="getHealth", summary="Is it alive?", response_model=HealthRecord)
async def get_health() -> Response:
    """Answer as long as the process can answer; says nothing of the database."""
    return _answer("alive")


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Is it ready?",
    response_model=HealthRecord,
    responses=problems.described(HTTPStatus.SERVICE_UNAVAILABLE),
)
def get_readiness(request: Request) -> Response:
    """Answer `200` when the database can be read and has the tables this release needs, `503` otherwise.

    `503` too from the moment it is asked to stop, while it finishes what is under way.
    """
    if request.app.state.stopping:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "The service is stopping.")
    found = database.schema_version(request.app.state.database)
    if found != tables.SCHEMA:
        raise DatabaseNotReady(f"The database has schema version {found}; {tables.SCHEMA} is needed.")
    return _answer("ready")


def _answer(status: str) -> Response:
    return Response(HealthRecord(status=status).model_dump_json(), media_type="application/json")
