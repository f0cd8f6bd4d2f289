"""HTTP as uvicorn speaks it, except that what is no request at all is answered with a problem too."""

from __future__ import annotations

from asyncio import Event, TimerHandle
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from httptools import HttpParserError, parse_url
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.api.gateway import HEADERS, RAW_HEADERS
from app.api.problems import ProblemResponse

_LARGEST_HEAD = 64 * 1024  # bytes of the URL and the headers: the parser itself would take any number
_DETAIL = (
    "This is no HTTP/1.1 request: characters of the URL that are not ASCII must be percent-encoded, the URL and the"
    " headers together may have 64 KiB, and the length of the body must be given once."
)


_NOT_PLAIN = {b"content-length", b"transfer-encoding", b"upgrade", b"expect"}  # headers of what is not answered at once
_OF_EVERY_ANSWER = b"".join(b"%b: %b\r\n" % header for header in RAW_HEADERS)
_END = _OF_EVERY_ANSWER + b"\r\n"
_END_AND_CLOSE = _OF_EVERY_ANSWER + b"connection: close\r\n\r\n"
_DONE: Any = SimpleNamespace(response_complete=True, message_event=Event(), keep_alive=True)


class Protocol(HttpToolsProtocol):
    """One connection."""

    patience = 60.0  # seconds without a client taking what was sent to it, after which it is dropped

    _stalled: TimerHandle | None = None
    _head = 0  # bytes of the head that is being received
    _whole = True  # whether its end has come
    _idle: TimerHandle | None = None  # closes the connection when nothing is asked any more
    _heard = 0.0  # when anything was last asked or answered, in seconds of the event loop

    def pause_writing(self) -> None:
        """Stop sending, since the client does not read; for good if it does not go on."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """Send again."""
        self._forget()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End what is under way for it."""
        self._forget()
        if self._idle is not None:
            self._idle.cancel()
        super().connection_lost(exc)

    def _forget(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the head it belongs to is too large."""
        self._heard = self.loop.time()
        if not self._whole:
            self._head += len(data)
            if self._head > _LARGEST_HEAD:
                self.send_400_response("")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Start to count the bytes of a head."""
        self._head, self._whole = 0, False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Refuse a head that is too large, or does not name its host once as HTTP/1.1 asks."""
        self._whole = True
        size, hosts, plain = len(self.url), 0, self.parser.get_method() == b"GET"
        for name, value in self.headers:
            size += len(name) + len(value)
            if name == b"host":
                hosts += 1
            elif name in _NOT_PLAIN:
                plain = False
        if size > _LARGEST_HEAD or hosts != (hosts if self.parser.get_http_version() == "1.0" else 1):
            raise HttpParserError
        if not plain or not self._answered_at_once():
            super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._heard = self.loop.time()
        super().on_response_complete()

    def _answered_at_once(self) -> bool:
        """Answer a GET without a body that takes but a moment, with no task of its own, if nothing is under way."""
        at_once = getattr(self.app, "at_once", None)
        if at_once is None or self.flow.write_paused or not (self.cycle is None or self.cycle.response_complete):
            return False
        url = parse_url(self.url)
        path = url.path
        if b"%" in path:
            return False
        keeps_alive = self.parser.should_keep_alive()
        scope: Any = self.scope
        scope["method"], scope["path"], scope["raw_path"] = "GET", path.decode("ascii"), path
        scope["query_string"] = url.query or b""
        answer = at_once(scope)
        if answer is None:
            return False
        lines = [b"%b: %b\r\n" % header for header in (*self.server_state.default_headers, *answer.headers)]
        end = _END if keeps_alive else _END_AND_CLOSE
        self.transport.write(b"".join((STATUS_LINE[answer.status], *lines, end, answer.body)))
        self.cycle = _DONE
        self.server_state.total_requests += 1
        if not keeps_alive:
            self.transport.close()
        elif self._idle is None:
            self._idle = self.loop.call_later(self.timeout_keep_alive, self._close_if_idle)
        return True

    def _close_if_idle(self) -> None:
        """Close the connection if nothing was asked for so long, or look again when that may be.

        One timer, not one for each request. While an answer is under way, its end starts uvicorn's own.
        """
        self._idle = None
        if self._whole and self.cycle.response_complete:
            left = self._heard + self.timeout_keep_alive - self.loop.time()
            if left > 0:
                self._idle = self.loop.call_later(left, self._close_if_idle)
            else:
                self.timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words, which say less
        """Answer what cannot be read as a request, and close the connection."""
        answer = ProblemResponse(HTTPStatus.BAD_REQUEST, _DETAIL, headers={**HEADERS, "Connection": "close"})
        head = b"".join(b"%s: %s\r\n" % (name, value) for name, value in answer.raw_headers)
        self.transport.write(STATUS_LINE[HTTPStatus.BAD_REQUEST] + head + b"\r\n" + bytes(answer.body))
        self.transport.close()
