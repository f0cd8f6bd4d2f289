"""What the OpenAPI document says of the answers of a route, with its examples by name."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from app.api import problems

Answers = dict[int | str, dict[str, Any]]

LINK: dict[str, Any] = {"Link": {"description": 'The next page, `rel="next"`.', "schema": {"type": "string"}}}
LOCATION: dict[str, Any] = {"Location": {"description": "Where the article is.", "schema": {"type": "string"}}}

OF_A_LIST = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
OF_A_RECORD = (HTTPStatus.NOT_FOUND, *OF_A_LIST)
OF_A_TEXT = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.NOT_IMPLEMENTED,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""The statuses by which a route refuses, by what it is for."""

ARTICLE_BODY: dict[str, Any] = {
    "required": True,
    "description": "An article. Spans of its records count the code points of `text` exactly as it is sent, or of the"
    " text found in `html` or at `url`, which the answer shows.",
    "content": {
        "application/json": {
            "schema": {
                "anyOf": [
                    {"$ref": "#/components/schemas/Submission"},
                    {"$ref": "#/components/schemas/HtmlSubmission"},
                    {"$ref": "#/components/schemas/UrlSubmission"},
                ]
            },
            "example": "submission",
        }
    },
}
"""The body of a route that takes an article; its handler reads the body itself, after checking what it can."""


def described(
    example: str, description: str, *refusals: HTTPStatus, status: int = 200, headers: dict[str, Any] | None = None
) -> Answers:
    """Return the OpenAPI responses of a route: what it answers, with the example of this name, and how it refuses."""
    content = {"application/json": {"example": example}}
    answer: dict[str, Any] = {"description": description, "content": content}
    if headers:
        answer["headers"] = headers
    return {status: answer} | problems.described(*refusals)
