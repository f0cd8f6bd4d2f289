"""Long answers: some open at a time, fewer of them being made at the same moment, in threads beside the event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Mapping
from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.export.chunks import CHUNK

OPEN = 16
"""Answers that may be under way. Each holds the page of records it is sending, whatever the size of the whole."""

_AT_ONCE = 1  # pages made at the same moment: a client that reads slowly keeps nobody from these threads


class Streams:
    """The long answers under way."""

    def __init__(self) -> None:
        """Start with none."""
        self._limiter = CapacityLimiter(_AT_ONCE)
        self._open = 0

    @property
    def open(self) -> int:
        """The number of answers under way."""
        return self._open

    async def start(
        self, chunks: Generator[bytes, None, None], *, media_type: str, headers: Mapping[str, str], bodiless: bool
    ) -> StreamingResponse:
        """Return the answer that sends the chunks; what the first raises is raised here, before anything is sent.

        Raises 503 when too many are under way. With `bodiless` nothing but the headers is sent.
        """
        if self._open >= OPEN:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE, "Too many exports are under way; try again in a moment."
            )
        self._open += 1
        try:
            first = await self.next(chunks)
        except BaseException:
            self.end(chunks)
            raise
        if bodiless:
            self.end(chunks)
            # An empty chunk, so that nothing between here and the client takes this for a whole answer and keeps it.
            return StreamingResponse(iter((b"",)), media_type=media_type, headers=headers)
        return _Stream(self, first, chunks, media_type=media_type, headers=headers)

    async def next(self, chunks: Generator[bytes, None, None]) -> bytes | None:
        """Return the next chunk, made in a thread when its turn has come; None after the last."""
        return await to_thread.run_sync(next, chunks, None, limiter=self._limiter)

    def end(self, chunks: Generator[bytes, None, None]) -> None:
        """Stop making the chunks, and count one answer less."""
        self._open -= 1
        chunks.close()


class _Stream(StreamingResponse):
    """An answer of many chunks; a failure in the middle breaks the connection, so that nobody takes it for whole."""

    def __init__(
        self,
        streams: Streams,
        first: bytes | None,
        chunks: Generator[bytes, None, None],
        *,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        """Take the first chunk and those that are to come."""
        super().__init__(self._sent(first), media_type=media_type, headers=headers)
        self._streams = streams
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; the work ends when the client goes away."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.end(self._chunks)

    async def _sent(self, chunk: bytes | None) -> AsyncIterator[memoryview]:
        while chunk is not None:
            whole = memoryview(chunk)
            for start in range(0, len(whole), CHUNK):
                yield whole[start : start + CHUNK]
            chunk = await self._streams.next(self._chunks)
