"""The documentation page and the OpenAPI document. The page works offline: all it loads is served from here."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

import orjson
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

router = APIRouter(include_in_schema=False)

_OURS = files("app.api").joinpath("assets")
_SWAGGER = files("fastapi_offline").joinpath("static")
_ASSETS: dict[str, tuple[Traversable, str]] = {
    "swagger-ui-bundle.js": (_SWAGGER, "text/javascript"),
    "swagger-ui.css": (_SWAGGER, "text/css"),
    "docs.js": (_OURS, "text/javascript"),
    "docs.css": (_OURS, "text/css"),
    "icon.svg": (_OURS, "image/svg+xml"),
}

# Swagger UI draws its icons from data: URLs in its style sheet.
_POLICY = "; ".join([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
])  # fmt: skip


@router.get("/")
async def start() -> Response:
    """Send a reader to the documentation."""
    return RedirectResponse("docs")


@router.get("/docs")
async def page() -> Response:
    """Return the documentation page."""
    content = _OURS.joinpath("docs.html").read_bytes()
    return Response(content, media_type="text/html", headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/{name}")
def asset(name: str) -> Response:
    """Return a script, style sheet or picture of the page."""
    if name not in _ASSETS:
        raise HTTPException(404)
    folder, media_type = _ASSETS[name]
    content = folder.joinpath(name).read_bytes()
    return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=3600"})


@router.get("/openapi.json")
async def document(request: Request) -> Response:
    """Return the OpenAPI document."""
    return Response(orjson.dumps(request.app.openapi()), media_type="application/json")
