"""A service in a process of its own, as it is run, and what a client of its own making says to it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import ROOT


@dataclass(frozen=True)
class Service:
    """A process that serves, where it is, the file of its log, and what closes the connections to it."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    stack: ExitStack

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def status(self, path: str) -> int:
        """Return the status of an answer over a new connection."""
        return httpx.get(self.url + path, timeout=10).status_code

    def asked(self, sent: bytes, *, buffer: int | None = None) -> socket.socket:
        """Return a connection over which this was sent; `buffer` bounds what the system takes for the client."""
        connection = self.stack.enter_context(socket.socket())
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(sent)
        return connection

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to stop, and return when."""
        self.process.send_signal(number)
        return time.monotonic()

    def lines(self) -> list[dict[str, Any]]:
        """Return the lines of its log, which must be JSON."""
        return [json.loads(line) for line in self.log.read_text().split("\n")[1:-1]]

    def ended(self, since: float) -> float:
        """Wait for its end, in order, and return how long it took."""
        assert self.process.wait(30) == 0
        return time.monotonic() - since


@contextmanager
def serving(database: Path | str, folder: Path, **environment: str) -> Iterator[Service]:
    """Give a service of a process of its own over a database (a path or URL), ended at the latest when this ends."""
    log = folder / "log"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CONFLICT_RECORDS_")}
    command = [sys.executable, "-m", "app.cli", "serve", "--database", str(database), "--port", "0"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=folder, env=clean | environment | {"PYTHONPATH": str(ROOT)}, stderr=written
        )
    try:
        deadline = time.monotonic() + 30
        while not (found := re.search(rb"127.0.0.1:([0-9]+)", log.read_bytes())) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert found
        with ExitStack() as stack:
            service = Service(process, int(found[1]), log, stack)
            assert service.status("/readyz") == 200
            yield service
    finally:
        process.kill()
        process.wait()


def rest(connection: socket.socket) -> bytes:
    """Return what still comes over a connection, up to its end, in order or not."""
    found = bytearray()
    try:
        while more := connection.recv(65536):
            found += more
    except ConnectionResetError:
        pass
    return bytes(found)


def received(connection: socket.socket) -> tuple[int, bytes]:
    """Return status and body of the one answer that comes."""
    head, _, body = rest(connection).partition(b"\r\n\r\n")
    return int(head.split()[1]), body
