"""A server of the tests' own that answers as it is told to, byte by byte if need be."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Site:
    """Answers by path; `asked` has the head of every request."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Return the address of a path."""
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """Return the paths that were asked for."""
        return [head.split()[1] for head in self.asked]


def answer(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return an answer with its length, or another length."""
    told = f"Content-Length: {len(body) if length is None else length}"
    return "\r\n".join([f"HTTP/1.1 {status}", told, *headers, "", ""]).encode() + body


def html(body: str, *headers: str) -> bytes:
    """Return a page."""
    return answer(body.encode(), "Content-Type: text/html; charset=utf-8", *headers)


def redirect(location: str, status: str = "302 Found") -> bytes:
    """Return a redirect."""
    return answer(b"", f"Location: {location}", status=status)


@contextmanager
def serving(answers: dict[str, Answer] | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Give a site on this machine; at the end all its connections are closed."""
    connections: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        site = Site(listening.getsockname()[1], dict(answers or {}))

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                connections.append(connection)
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection: socket.socket) -> None:
            with suppress(OSError):
                if tls:
                    connection = tls.wrap_socket(connection, server_side=True)
                    connections.append(connection)
                head = b""
                while b"\r\n\r\n" not in head and (more := connection.recv(65_536)):
                    head += more
                site.asked.append(head.decode("latin-1"))
                told = site.answers.get(head.split()[1].decode("latin-1"), answer(status="404 Not Found"))
                if isinstance(told, bytes):
                    connection.sendall(told)
                else:
                    told(connection)
                connection.shutdown(socket.SHUT_RDWR)
                connection.close()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield site
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
    for connection in connections:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()
