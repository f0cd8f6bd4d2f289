"""Connections that are opened to addresses that have been checked, and end when their time or their bytes are spent."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import Any

import httpcore

from app.errors import Unfetchable
from app.ingestion.network import addresses

Resolve = Callable[[str, int], list[str]]
"""Gives the addresses of a host; raises OSError when it has none."""

_TRIED = 4  # addresses of a host at most
_CONNECT_SECONDS = 10.0  # for each of them
_IDLE_SECONDS = 15.0  # between two pieces of an answer


class Allowance:
    """How long one fetch, with all its redirects, may still take, and how many bytes may still come."""

    def __init__(self, *, seconds: float, most: int) -> None:
        """Begin now."""
        self._ends = time.monotonic() + seconds
        self._seconds = seconds
        self._most = self._left = most

    def seconds(self, longest: float = _IDLE_SECONDS) -> float:
        """Return the time the next step may take, at most `longest`; Unfetchable when there is none left."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Unfetchable(f"took longer than {self._seconds:g} seconds", passing=True)
        return min(left, longest)

    def take(self, number: int) -> None:
        """Count bytes that came; Unfetchable when they are too many."""
        self._left -= number
        if self._left < 0:
            raise Unfetchable(f"is longer than {self._most:,} bytes")


def looked_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedBackend(httpcore.NetworkBackend):
    """Looks each host up once, checks all its addresses, and connects to one of these and no other."""

    def __init__(self, allowance: Allowance, *, resolve: Resolve, private: bool) -> None:
        """Take what may be spent, how to look hosts up, and whether private addresses are allowed."""
        self._allowance = allowance
        self._resolve = resolve
        self._private = private
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the allowance says how long
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host; Unfetchable when it has no address, or one that is not allowed."""
        found = self._addresses(host, port)
        for address in found:
            if not addresses.allowed(address, private=self._private):
                raise Unfetchable(f"is at the address {address}, from which nothing is fetched")
        failure: Exception | None = None
        for address in found[:_TRIED]:
            seconds = self._allowance.seconds(_CONNECT_SECONDS)
            try:
                # An address is no name: nothing is looked up again.
                stream = self._system.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _LimitedStream(stream, self._allowance)
        raise Unfetchable(f"does not let anybody connect: {failure}", passing=True) from failure

    def _addresses(self, host: str, port: int) -> list[str]:
        """Look a host up in a thread of its own, because nothing else ends when a name server does not answer."""
        answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True, name="looking up a host").start()
        try:
            found = answers.get(timeout=self._allowance.seconds())
        except Empty:
            raise Unfetchable(f"has a host that could not be looked up in time: {host}", passing=True) from None
        if isinstance(found, Exception) or not found:
            passing = isinstance(found, socket.gaierror) and found.errno == socket.EAI_AGAIN
            raise Unfetchable(f"has a host without an address: {host}", passing=passing)
        return found


class _LimitedStream(httpcore.NetworkStream):
    """A connection each of whose steps is within the allowance, whatever timeout it is given."""

    def __init__(self, stream: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the allowance says
        content = self._stream.read(max_bytes, self._allowance.seconds())
        self._allowance.take(len(content))
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the same
        self._stream.write(buffer, self._allowance.seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._allowance.seconds(_CONNECT_SECONDS))
        return _LimitedStream(stream, self._allowance)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
