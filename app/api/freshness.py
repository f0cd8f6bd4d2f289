"""Answers that are still good: an ETag on each, 304 for who has it already, finished bytes kept for the next.

Everything a GET under `/v1/` answers follows from the URL and the state of the database, whose number a commit raises.
So that number is the ETag, an unchanged one saves the whole answer, and what was answered once may be sent again.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from zlib import crc32

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import DatabaseNotReady

_KEPT = 16_000_000  # bytes of answers
_LARGEST = 500_000  # bytes of an answer that is kept
_WORTH = 1_400  # bytes: a smaller answer fits one packet, compressed or not
_LONG = 200_000  # bytes that take some milliseconds to compress: beside the event loop
_LEVEL = 3  # of gzip: most of the gain for half the time of its usual 6 and more

_CACHE_CONTROL = (b"cache-control", b"no-cache")  # may be kept by anybody, and is asked about before each use
_VARY = (b"vary", b"accept-encoding")

Key = tuple[bytes, bytes, bytes, bool]


@dataclass(slots=True)
class _Answer:
    start: Message
    body: bytes


class Freshness:
    """An ASGI application around one whose answers to GET under `/v1/` depend on nothing but URL and database.

    `version` gives the number of the database's state, at once; `release` is part of every ETag, since another release
    may answer differently.
    """

    def __init__(self, app: ASGIApp, *, version: Callable[[], int], release: str) -> None:
        """Start with nothing kept."""
        self._app = app
        self._version = version
        self._seed = crc32(release.encode())
        self._kept: OrderedDict[Key, _Answer] = OrderedDict()
        self._size = 0
        self._of = -1  # the version of what is kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _lasting(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            version = self._version()
        except DatabaseNotReady:  # the application says so in its own way
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        compressed = takes_gzip(asked.get(b"accept-encoding", b"").decode("latin-1"))
        url = scope["raw_path"], scope["query_string"]
        etag = b'W/"%x-%x"' % (version, crc32(b"?".join(url), self._seed))
        if etag in asked.get(b"if-none-match", b""):
            headers = [(b"etag", etag), _CACHE_CONTROL, _VARY]
            await send({"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        if version != self._of:
            self._kept.clear()
            self._size, self._of = 0, version
        key = (*url, asked.get(b"host", b""), compressed)
        kept = self._kept.get(key)
        if kept is None:
            await self._app(scope, receive, _Fresh(self, send, key, etag, version).send)
        else:
            self._kept.move_to_end(key)
            await send({**kept.start})  # whoever sends it on adds headers
            await send({"type": "http.response.body", "body": kept.body})

    def keep(self, key: Key, version: int, answer: _Answer) -> None:
        """Keep an answer for as long as the database is the same and there is room."""
        if version != self._of or key in self._kept or len(answer.body) > _LARGEST:
            return
        self._kept[key] = answer
        self._size += len(answer.body)
        while self._size > _KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.body)


class _Fresh:
    """What is done to an answer on its way: an ETag, compression; a stream or a refusal goes through as it is."""

    def __init__(self, freshness: Freshness, send: Send, key: Key, etag: bytes, version: int) -> None:
        self._freshness = freshness
        self._send = send
        self._key = key
        self._etag = etag
        self._version = version
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            self._start = message  # held until it is known whether the body comes whole
            return
        start, self._start = self._start, None
        if start is not None and message["type"] == "http.response.body":
            if not message.get("more_body", False):
                answer = await self._whole(start, message.get("body", b""))
                self._freshness.keep(self._key, self._version, answer)
                start, message = {**answer.start}, {"type": "http.response.body", "body": answer.body}
            await self._send(start)
        await self._send(message)

    async def _whole(self, start: Message, body: bytes) -> _Answer:
        headers: list[Any] = [*start.get("headers", ()), (b"etag", self._etag), _CACHE_CONTROL, _VARY]
        if self._key[-1] and len(body) >= _WORTH:
            body = await to_thread.run_sync(_compressed, body) if len(body) > _LONG else _compressed(body)
            headers = [header for header in headers if header[0] != b"content-length"]
            headers += [(b"content-length", b"%d" % len(body)), (b"content-encoding", b"gzip")]
        return _Answer({**start, "headers": headers}, body)


@lru_cache(maxsize=100)  # the same few from everybody
def takes_gzip(accepted: str) -> bool:
    """Tell whether the client named gzip among the encodings it takes, and did not rule it out."""
    for coding in accepted.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";q=")
        if name == "gzip":
            return not weight or weight.strip("0.") != ""
    return False


def _lasting(path: str) -> bool:
    """Tell whether answers at this path can be kept: those of exports, whose names have a suffix, are too long."""
    return path.startswith("/v1/") and "." not in path


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
