"""What every request and answer goes through: id, log line, headers, HEAD, and the answer when all else fails."""

from __future__ import annotations

import re
import time
import uuid
from http import HTTPStatus

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import ProblemResponse
from app.logs import RequestLog

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_LOG = structlog.stdlib.get_logger("app.request")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    # Pages of any site may read what needs no key. No answer to OPTIONS allows them more.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, Retry-After, X-Request-ID",
}
"""Sent with every answer that does not set them itself."""

_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Gateway:
    """The outermost ASGI application."""

    def __init__(self, app: ASGIApp, *, log: RequestLog | None) -> None:
        """Wrap `app`; `log` writes the line of a request, None leaves it out."""
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is not HTTP is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"]
        asked = Headers(scope=scope).get("x-request-id", "")
        request_id = asked if _REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                given = list(message.get("headers", ()))
                names = {name for name, _ in given}
                ours = [header for header in _RAW if header[0] not in names]
                message["headers"] = [*given, *ours, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            # HEAD is GET without the body, which the server leaves out by itself: routes know GET only.
            inner = {**scope, "method": "GET", "bodiless": True} if method == "HEAD" else scope
            await self._app(inner, receive, answer)
        except ClientDisconnect:
            pass
        except Exception:
            _LOG.exception("request failed", request_id=request_id)
            if status:  # too late for another answer: the connection breaks off
                raise
            detail = f"Something went wrong here; the log has more under {request_id}."
            await ProblemResponse(HTTPStatus.INTERNAL_SERVER_ERROR, detail)(scope, receive, answer)
        finally:
            # The raw path is ASCII without control characters, so that nobody writes lines of this log.
            if self._log is not None:
                self._log(
                    request_id=request_id,
                    method=method,
                    path=scope["raw_path"].decode("ascii", "replace"),
                    status=status,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )
