"""The one shape of every answer from 400 up: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app import errors

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[errors.ConflictRecordsError], HTTPStatus] = {
    errors.InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.IdCollision: HTTPStatus.CONFLICT,
    errors.NotInstalled: HTTPStatus.NOT_IMPLEMENTED,
    errors.TooSlow: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.DatabaseNotReady: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of each error that is raised on purpose; any other exception is a 500."""

HEADERS: dict[HTTPStatus, dict[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": 'Bearer realm="conflict-records"'},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "5"},
}

_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}  # RFC 9110; older Pythons have other words
_SCHEMA = "#/components/schemas/Problem"
_MOST_FAULTS = 50
_LONGEST = 2000  # characters: a fault can list all codes of a vocabulary
_LOG = structlog.stdlib.get_logger("app.problems")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Fault(BaseModel):
    """One thing wrong with an input."""

    pointer: Annotated[str, Field(description="JSON pointer into the body; absent for parameters.")] | None = None
    parameter: Annotated[str, Field(description="Name of the query parameter; absent for bodies.")] | None = None
    detail: str


class Problem(BaseModel):
    """Why a request was not answered as asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Unprocessable Content",
                    "status": 422,
                    "detail": "Cannot take: limit.",
                    "errors": [{"parameter": "limit", "detail": "must be a whole number in plain digits"}],
                }
            ]
        }
    )

    type: Annotated[str, Field(description="`about:blank`: the status says which kind of problem it is.")]
    title: Annotated[str, Field(description="The name of the status.")]
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="What happened, for a person.")]
    errors: Annotated[list[Fault], Field(description="What is wrong with the input, one by one; empty otherwise.")]


class ProblemResponse(Response):
    """A problem as an answer."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        faults: Iterable[errors.InputFault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Take what happened and what is wrong with the input."""
        listed = [
            Fault(pointer=_shown(f.pointer), parameter=_shown(f.parameter), detail=_shown(f.detail) or "")
            for f in islice(faults, _MOST_FAULTS)
        ]
        problem = Problem(
            type="about:blank",
            title=title(status),
            status=status,
            detail=_shown(detail) or "",
            errors=listed,
        )
        content = problem.model_dump_json(exclude_none=True, ensure_ascii=True)
        super().__init__(content, int(status), headers={**HEADERS.get(HTTPStatus(status), {}), **(headers or {})})


def title(status: int) -> str:
    """Return the name of a status."""
    return _TITLES.get(status) or HTTPStatus(status).phrase


def described(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of these statuses."""
    return {
        int(status): {"description": title(status), "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA}}}}
        for status in sorted(statuses)
    }


def _shown(text: str | None) -> str | None:
    """Return words that may come from the client as they can be shown: not too long, and UTF-8 whatever they hold."""
    if text is None or len(text) <= _LONGEST:
        return text and text.encode(errors="backslashreplace").decode()
    return _shown(text[: _LONGEST - 1] + "…")


def install(app: FastAPI) -> None:
    """Answer every error of the application with a problem."""
    app.add_exception_handler(errors.ConflictRecordsError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def answer(error: Exception) -> Response:
    """Return the answer to a request that raised an error of ours; another error is raised again."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if status is None:
        raise error
    if isinstance(error, errors.DatabaseNotReady):
        _LOG.error("not ready", reason=str(error))  # names files of this machine, which are nobody else's business
        return ProblemResponse(status, "The database cannot be used at the moment.")
    return ProblemResponse(status, str(error), faults=getattr(error, "faults", ()))


def _ours(_: Request, error: Exception) -> Response:
    return answer(error)


def _invalid(_: Request, error: Exception) -> Response:
    found: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    faults = {
        errors.InputFault(one["msg"].removeprefix("Value error, "), parameter=str(one["loc"][1])): None for one in found
    }
    names = ", ".join(dict.fromkeys(str(fault.parameter) for fault in faults))
    return ProblemResponse(HTTPStatus.UNPROCESSABLE_ENTITY, f"Cannot take: {names}.", faults=faults)


def _http(request: Request, error: Exception) -> Response:
    """Answer what the router refuses; `OPTIONS` is answered here, where the methods of a path are known."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        unnamed = error.detail == HTTPStatus.NOT_FOUND.phrase
        detail = "There is nothing at this path; /docs lists what there is." if unnamed else error.detail
        return ProblemResponse(error.status_code, detail, headers=error.headers)
    allowed = ", ".join(_allowed(request))
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
    detail = f"{request.method} is not possible here; {allowed} are."
    return ProblemResponse(error.status_code, detail, headers={"Allow": allowed})


def _allowed(request: Request) -> list[str]:
    """Return the methods of the request's path: the router itself names those of the first route only."""
    routes = request.app.routes
    methods = [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return ["GET", "HEAD", *methods[1:], "OPTIONS"] if methods[:1] == ["GET"] else [*methods, "OPTIONS"]
