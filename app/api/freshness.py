"""Answers that are still good: an ETag on each, 304 for who has it already, finished bytes kept for the next.

Everything a GET under `/v1/` answers follows from the URL and the state of the database, whose number a commit raises.
So that number is the ETag, an unchanged one saves the whole answer, and what was answered once may be sent again.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple
from zlib import crc32

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import pages
from app.api.finished import Answer, Headers, Kept, Key
from app.api.lane import Lane
from app.errors import DatabaseNotReady, TooSlow

_WORTH = 1_400  # bytes: a smaller answer fits one packet, compressed or not
_LONG = 200_000  # bytes that take some milliseconds to compress: beside the event loop
_LEVEL = 3  # of gzip: most of the gain for half the time of its usual 6 and more

_CACHE_CONTROL = (b"cache-control", b"no-cache")  # may be kept by anybody, and is asked about before each use
_VARY = (b"vary", b"accept-encoding")
_JSON = (b"content-type", b"application/json")


class _Asked(NamedTuple):
    """What an answer depends on beside the state of the database, and the tag of that answer."""

    key: Key
    etag: bytes
    version: int
    known: bytes  # the tags of the answers the client has

    @property
    def packed(self) -> bool:
        """Tell whether the client takes gzip."""
        return self.key[-1]


class Freshness:
    """An ASGI application around one whose answers to GET under `/v1/` depend on nothing but URL and database.

    `release` is part of every ETag, since another release may answer differently. `lane` answers what it can at once;
    where there is none, `version` gives the number of the database's state, in a thread.
    """

    def __init__(self, app: ASGIApp, *, lane: Lane | None, version: Callable[[], int], release: str) -> None:
        """Start with nothing kept."""
        self._app = app
        self._lane = lane
        self._version = version
        self._seed = crc32(release.encode())
        self._kept = Kept()

    def at_once(self, scope: Scope) -> Answer | None:
        """Return the answer to a request if it takes but a moment; never waits for anything but the disk."""
        if self._lane is None or not _lasting(scope):
            return None
        try:
            with self._lane.quick as version:
                asked = self._asked(scope, version)
                return self._known(asked) or self._made(scope, asked)
        except (DatabaseNotReady, TooSlow):  # the application says so in its own way
            return None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that was not answered at once."""
        if scope["type"] != "http" or not _lasting(scope):
            await self._app(scope, receive, send)
            return
        try:
            version = await self._now()
        except (DatabaseNotReady, TooSlow):
            await self._app(scope, receive, send)
            return
        asked = self._asked(scope, version)
        known = self._known(asked)
        if known is None:
            slow = await self._lane.slowly(scope) if self._lane else None
            await (slow or self._app)(scope, receive, _Fresh(self._kept, send, asked).send)
        else:
            await send({"type": "http.response.start", "status": known.status, "headers": known.headers})
            await send({"type": "http.response.body", "body": known.body})

    async def _now(self) -> int:
        if self._lane is None:
            return await to_thread.run_sync(self._version)
        with self._lane.quick as version:
            return version

    def _asked(self, scope: Scope, version: int) -> _Asked:
        host = accepted = known = b""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
            elif name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match":
                known = value
        path, query = scope["raw_path"], scope["query_string"]
        etag = b'W/"%x-%x"' % (version, crc32(b"%b?%b" % (path, query), self._seed))
        return _Asked((path, query, host, takes_gzip(accepted.decode("latin-1"))), etag, version, known)

    def _known(self, asked: _Asked) -> Answer | None:
        """Return that the client has the answer, or the one that was kept."""
        if asked.etag in asked.known:
            return Answer(HTTPStatus.NOT_MODIFIED, [(b"etag", asked.etag), _CACHE_CONTROL, _VARY], b"")
        return self._kept.get(asked.key, asked.version)

    def _made(self, scope: Scope, asked: _Asked) -> Answer | None:
        """Return a new answer, or None when another way has to be taken."""
        found = self._lane and self._lane.answer(scope)
        if not found:
            return None
        body, following = found
        packed = asked.packed and len(body) >= _WORTH
        if packed and len(body) > _LONG:
            return None
        headers = [_JSON, (b"link", pages.link(following).encode())] if following else [_JSON]
        answer = _finished(asked, headers, _compressed(body) if packed else body, packed=packed)
        self._kept.add(asked.key, asked.version, answer)
        return answer


class _Fresh:
    """What is done to an answer on its way: an ETag, compression; a stream or a refusal goes through as it is."""

    def __init__(self, kept: Kept, send: Send, asked: _Asked) -> None:
        self._kept = kept
        self._send = send
        self._asked = asked
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            self._start = message  # held until it is known whether the body comes whole
            return
        start, self._start = self._start, None
        if start is not None and message["type"] == "http.response.body":
            if not message.get("more_body", False):
                answer = await self._whole(start["headers"], message.get("body", b""))
                self._kept.add(self._asked.key, self._asked.version, answer)
                start, message = {**start, "headers": answer.headers}, {**message, "body": answer.body}
            await self._send(start)
        await self._send(message)

    async def _whole(self, headers: Headers, body: bytes) -> Answer:
        packed = self._asked.packed and len(body) >= _WORTH
        if packed:
            body = await to_thread.run_sync(_compressed, body) if len(body) > _LONG else _compressed(body)
        return _finished(self._asked, headers, body, packed=packed)


def _finished(asked: _Asked, headers: Headers, body: bytes, *, packed: bool) -> Answer:
    """Return the answer with the headers that every lasting one has."""
    told = [header for header in headers if header[0] != b"content-length"]
    told += [(b"content-length", b"%d" % len(body)), (b"etag", asked.etag), _CACHE_CONTROL, _VARY]
    if packed:
        told.append((b"content-encoding", b"gzip"))
    return Answer(HTTPStatus.OK, told, body)


@lru_cache(maxsize=100)  # the same few from everybody
def takes_gzip(accepted: str) -> bool:
    """Tell whether the client named gzip among the encodings it takes, and did not rule it out."""
    for coding in accepted.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        if name == "gzip":
            return not weight or weight.strip("0.") != ""
    return False


def _lasting(scope: Scope) -> bool:
    """Tell whether an answer can be kept: those of exports, whose names have a suffix, are too long."""
    path: str = scope["path"]
    return scope["method"] == "GET" and path.startswith("/v1/") and "." not in path


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
