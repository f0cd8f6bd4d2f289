"""The load generator, a process of its own: some connections, each asking again as soon as it has its answer.

`python -m benchmarks.serve.load HOST PORT REQUESTS SECONDS CONNECTIONS START` reads the requests from a file, sends
them in turn from the one numbered START on, and prints what came of them as JSON. It speaks as much HTTP/1.1 as is
needed to know where an answer ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import defaultdict
from itertools import cycle
from pathlib import Path
from typing import Any

Asked = tuple[str, bytes]
"""The class of a request, and the request as it is sent."""


class Connection(asyncio.Protocol):
    """One connection kept open, with one request under way."""

    def __init__(self, load: Load) -> None:
        """Belong to a load."""
        self._load = load
        self._class = ""
        self._sent = 0.0
        self._buffer = b""
        self._missing = -1  # bytes of the answer still to come; -1 before its head is there, -2 when it is chunked

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport: Any = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer."""
        if self._missing < 0:
            data = self._buffer + data if self._buffer else data
            if self._missing == -1 and not self._head(data):
                self._buffer = data
                return
            if self._missing == -2:
                self._buffer = data[-5:]  # nothing comes behind the answer: its end is the end of the data
                if self._buffer != b"0\r\n\r\n":
                    return
                self._missing = 0
        else:
            self._missing -= len(data)
        if self._missing == 0:
            self._load.answered(self._class, time.perf_counter() - self._sent, self._status)
            self._ask()

    def _head(self, data: bytes) -> bool:
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = data[:end].lower()
        self._status = int(head[9:12])
        if b"transfer-encoding: chunked" in head:
            self._missing = -2
        else:
            _, _, after = head.partition(b"content-length:")
            length = int(after.split(b"\r", 1)[0]) if after and self._status != 304 else 0
            self._missing = end + 4 + length - len(data)
        return True

    def connection_lost(self, _error: Exception | None) -> None:
        """Count a connection that the server has closed."""
        self._load.lost += 1

    def _ask(self) -> None:
        self._buffer, self._missing = b"", -1
        asked = self._load.next()
        if asked is None:
            self._load.lost -= 1
            self._transport.close()
            return
        self._class, content = asked
        self._sent = time.perf_counter()
        self._transport.write(content)


class Load:
    """All connections of one run."""

    def __init__(self, requests: list[Asked], seconds: float) -> None:
        """Take what is asked in turn, and how long."""
        self._requests = cycle(requests)
        self._until = time.perf_counter() + seconds
        self.times: defaultdict[str, list[float]] = defaultdict(list)
        self.statuses: defaultdict[int, int] = defaultdict(int)
        self.lost = 0

    def next(self) -> Asked | None:
        """Return the next request, None when the time is over."""
        return next(self._requests) if time.perf_counter() < self._until else None

    def answered(self, name: str, seconds: float, status: int) -> None:
        """Count an answer."""
        self.times[name].append(seconds)
        self.statuses[status] += 1


def quantile(times: list[float], part: float) -> float:
    """Return the value below which this part of the values lies, in milliseconds; nan when there is none."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 if ordered else float("nan")


async def run(host: str, port: int, requests: list[Asked], seconds: float, connections: int) -> dict[str, Any]:
    """Ask for so long; return requests a second, quantiles in milliseconds, and the number of each status."""
    load = Load(requests, seconds)
    began = time.perf_counter()
    loop = asyncio.get_running_loop()
    transports = [(await loop.create_connection(lambda: Connection(load), host, port))[0] for _ in range(connections)]
    while not all(transport.is_closing() for transport in transports):
        await asyncio.sleep(0.01)
    took = time.perf_counter() - began
    every = [value for values in load.times.values() for value in values]
    return {
        "requests": len(every),
        "seconds": took,
        "p50": quantile(every, 0.5),
        "p99": quantile(every, 0.99),
        "p99_of": {name: quantile(values, 0.99) for name, values in load.times.items()},
        "statuses": dict(load.statuses),
        "lost": load.lost,
    }


def main() -> None:
    """Run the load that the command line names."""
    host, port, path, seconds, connections, start = sys.argv[1:]
    asked = [(name, text.encode("latin-1")) for name, text in json.loads(Path(path).read_text())]
    first = int(start) % len(asked)
    asked = asked[first:] + asked[:first]
    print(json.dumps(asyncio.run(run(host, int(port), asked, float(seconds), int(connections)))))  # noqa: T201


if __name__ == "__main__":
    main()
