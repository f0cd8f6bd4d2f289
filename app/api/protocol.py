"""HTTP as uvicorn speaks it, except that what is no request at all is answered with a problem too."""

from __future__ import annotations

from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.api.gateway import HEADERS
from app.api.problems import ProblemResponse

_DETAIL = (
    "This is no HTTP/1.1 request: characters of the URL that are not ASCII must be percent-encoded, the URL and the"
    " headers together may have 64 KiB, and the length of the body must be given once."
)


class Protocol(H11Protocol):
    """One connection."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words, which say less
        """Answer what cannot be read as a request, and close the connection."""
        answer = ProblemResponse(HTTPStatus.BAD_REQUEST, _DETAIL, headers={**HEADERS, "Connection": "close"})
        start = h11.Response(status_code=answer.status_code, headers=answer.raw_headers, reason=b"Bad Request")
        for event in (start, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
