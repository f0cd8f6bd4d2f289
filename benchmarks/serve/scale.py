"""How answers slow down as the data grows: the same requests to services over databases of several sizes, in turn.

One request at a time. Its latency is what the client waits; its CPU time is that of all the server's threads.
"""

from __future__ import annotations

import socket
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from benchmarks.serve import ours, widening
from benchmarks.serve.asks import Ask, Asks
from benchmarks.serve.load import quantile
from benchmarks.serve.servers import HOST, Server

_SUBSETS = ["all", "actor", "place", "actor+place", "type", "actor+type", "place+type", "actor+place+type"]
_PAGES = 1600  # requests for full pages
_OTHERS = 600  # of each other kind
_PASSES = 3
Group = str


class Client:
    """One connection kept open, which waits for each answer."""

    def __init__(self, server: Server) -> None:
        """Connect."""
        self.server = server
        self._socket = socket.create_connection((HOST, server.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, content: bytes) -> float:
        """Return the seconds until the whole answer was there; RuntimeError unless it is 200."""
        began = time.perf_counter()
        self._socket.sendall(content)
        data = self._socket.recv(1 << 20)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._socket.recv(1 << 20)
        head = data[:end].lower()
        missing = end + 4 + int(head.partition(b"content-length:")[2].split(b"\r", 1)[0]) - len(data)
        while missing > 0:
            missing -= len(self._socket.recv(1 << 20))
        took = time.perf_counter() - began
        if head[9:12] != b"200":
            raise RuntimeError(f"{content!r}: {head!r}")
        return took

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


def run(sizes: Sequence[str]) -> dict[str, Any]:
    """Return quantiles of latency and CPU time by group of requests and by size."""
    files = {size: widening.ready(size) for size in sizes}
    smallest = files[sizes[0]]
    asks = Asks(smallest)
    times: dict[tuple[Group, str], list[float]] = defaultdict(list)
    spent: dict[tuple[Group, str], list[float]] = defaultdict(list)
    with ExitStack() as stack:
        servers = {size: stack.enter_context(ours.serving(file)) for size, file in files.items()}
        asked = list(dict.fromkeys(_asked(asks, servers[sizes[0]])))
        clients = {size: Client(server) for size, server in servers.items()}
        for number in range(_PASSES + 1):  # the first fills the caches and is not counted
            for turn, (group, content) in enumerate(asked):
                for size in [*sizes[turn % len(sizes) :], *sizes[: turn % len(sizes)]]:
                    # Another URL that means the same, so that no finished answer is there.
                    sent = content.replace(b" HTTP/", b"&" * number + b" HTTP/")
                    before = servers[size].cpu_exact()
                    took = clients[size].ask(sent)
                    used = servers[size].cpu_exact() - before
                    if number and used > 0:
                        times[group, size].append(took)
                        spent[group, size].append(used)
        for client in clients.values():
            client.close()
    groups = {group: _group(group, sizes, times, spent) for group in [*dict.fromkeys(group for group, _ in asked)]}
    groups["pages"] = _group("", sizes, _together(times), _together(spent))
    return {"sizes": list(sizes), "groups": groups}


def _asked(asks: Asks, smallest: Server) -> Iterator[tuple[Group, bytes]]:
    """Give requests of each group; pages that are full in the smallest database already."""
    for ask in asks.full_pages(_PAGES):
        url = ours.path(Ask(ask.kind, ask.filters, 50))
        if b'"next":null' not in smallest.get(url)[2][-200:]:
            subset = sum(
                bit for bit, name in ((1, "actor"), (2, "place"), (4, "claim_type")) if name in dict(ask.filters)
            )
            yield f"pages by {_SUBSETS[subset]}", ours.request(url)
    for kind, name in (("facets", "facets"), ("total", "totals"), ("search", "search with an actor")):
        for ask in asks.only(kind, _OTHERS):
            yield name, ours.request(ours.path(Ask(ask.kind, ask.filters, 50, by=ask.by)))


def _group(group: Group, sizes: Sequence[str], times: Any, spent: Any) -> dict[str, dict[str, float]]:
    return {
        size: {
            "requests": len(times[group, size]),
            "p50_ms": quantile(times[group, size], 0.5),
            "p99_ms": quantile(times[group, size], 0.99),
            "cpu_p50_ms": quantile(spent[group, size], 0.5),
            "cpu_p99_ms": quantile(spent[group, size], 0.99),
        }
        for size in sizes
    }


def _together(values: dict[tuple[Group, str], list[float]]) -> dict[tuple[Group, str], list[float]]:
    """Return the values of all pages in one group, whose name is empty."""
    every: dict[tuple[Group, str], list[float]] = defaultdict(list)
    for (group, size), found in values.items():
        if group.startswith("pages"):
            every["", size] += found
    return every
