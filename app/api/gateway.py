"""What every request and answer goes through: id, log line, headers, HEAD, and the answer when all else fails."""

from __future__ import annotations

import os
import re
import time
from asyncio import CancelledError
from collections.abc import Callable
from http import HTTPStatus

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs
from app.api.finished import Answer
from app.api.meter import Meter
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

RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
"""The same as ASGI has them."""

_ASKED = "asked_at_once"  # in the scope of a request for which there was no answer at once


class Gateway:
    """The outermost ASGI application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        at_once: Callable[[Scope], Answer | None],
        log: RequestLog | None,
        meter: Meter | None = None,
    ) -> None:
        """Wrap `app`, before which `at_once` is asked for what takes but a moment.

        `log` writes the line of a request, `meter` counts it; None leaves it out.
        """
        self._app = app
        self._at_once = at_once
        self._log = log
        self._meter = meter

    def at_once(self, scope: Scope) -> Answer | None:
        """Return the answer to a request that takes but a moment; None when it has to be asked for.

        It lacks `HEADERS`, which are for whoever sends it to add. A server may call this before it starts a task;
        `__call__` does when the server has not.
        """
        scope[_ASKED] = True
        began = time.perf_counter()
        try:
            answer = self._at_once(_as_get(scope))
        except Exception:  # noqa: BLE001 - the routes are asked then, and answer or tell
            _LOG.warning("not answered at once", exc_info=True)
            return None
        if answer is None:
            return None
        request_id = _request_id(scope)
        if self._meter is not None:
            self._meter.begin()
        self._told(scope, request_id, answer.status, time.perf_counter() - began)
        return Answer(answer.status, [*answer.headers, (b"x-request-id", request_id.encode())], answer.body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what is not HTTP is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _ASKED not in scope and (found := self.at_once(scope)):
            start = {"type": "http.response.start", "status": found.status, "headers": [*found.headers, *RAW_HEADERS]}
            await send(start)
            await send({"type": "http.response.body", "body": found.body})
            return
        began = time.perf_counter()
        request_id = _request_id(scope)
        logs.REQUEST_ID.set(request_id)
        status = 0
        if self._meter is not None:
            self._meter.begin()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                given = list(message.get("headers", ()))
                names = {name for name, _ in given}
                ours = [header for header in RAW_HEADERS if header[0] not in names]
                message["headers"] = [*given, *ours, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(_as_get(scope), receive, answer)
        except ClientDisconnect:
            pass
        except CancelledError:
            # The grace time of a stop is over. What has begun breaks off; what has not is told, and may be sent again.
            if status:
                _LOG.warning("answer broken off by the stop")
            else:
                headers = {"Connection": "close"}
                detail = "The service is stopping and could not finish this; try again in a moment."
                answered = ProblemResponse(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers)
                await answered(scope, receive, answer)
        except Exception:
            _LOG.exception("request failed", request_id=request_id)
            if status:  # too late for another answer: the connection breaks off
                raise
            detail = f"Something went wrong here; the log has more under {request_id}."
            await ProblemResponse(HTTPStatus.INTERNAL_SERVER_ERROR, detail)(scope, receive, answer)
        finally:
            self._told(scope, request_id, status, time.perf_counter() - began)

    def _told(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        """Count and log a request that is over."""
        if self._meter is not None:
            self._meter.end(scope["method"], scope["path"], status, seconds)
        if self._log is not None:
            self._log(
                request_id=request_id,
                method=scope["method"],
                # The raw path is ASCII without control characters, so that nobody writes lines of this log.
                path=scope["raw_path"].decode("ascii", "replace"),
                status=status,
                ms=round(seconds * 1000, 1),
            )


def _as_get(scope: Scope) -> Scope:
    """Return HEAD as GET without the body, which the server leaves out by itself: routes know GET only."""
    return {**scope, "method": "GET", "bodiless": True} if scope["method"] == "HEAD" else scope


def _request_id(scope: Scope) -> str:
    """Return the id that came with a request if it can be used, or a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(asked := value.decode("latin-1")):
            return str(asked)
    return os.urandom(16).hex()
