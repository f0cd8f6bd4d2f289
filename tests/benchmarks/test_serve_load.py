"""The load generator knows where an answer ends, however its pieces arrive."""

from __future__ import annotations

import asyncio
from itertools import cycle

import pytest

from benchmarks.serve import load
from benchmarks.serve.servers import HOST

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nHello, world"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n7\r\n, world\r\n0\r\n\r\n"
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: W/1\r\n\r\n"
EMPTY = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
ASKED = [(name, b"GET / HTTP/1.1\r\n\r\n") for name in "ab"]


async def _loaded(answers: list[bytes], *, piece: int) -> dict[str, object]:
    """Return what a short load comes to against a server that sends these answers in pieces of so many bytes."""
    turn = cycle(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                writer.close()
                return
            answer = next(turn)
            for first in range(0, len(answer), piece):
                writer.write(answer[first : first + piece])
                await asyncio.sleep(0)

    server = await asyncio.start_server(serve, HOST, 0)
    async with server:
        return await load.run(HOST, server.sockets[0].getsockname()[1], ASKED, 0.2, 2)


@pytest.mark.parametrize("piece", [1, 7, 53, 1000])
def test_each_answer_is_counted_once(piece: int) -> None:
    found = asyncio.run(_loaded([WHOLE, CHUNKED, UNCHANGED, EMPTY], piece=piece))
    statuses = found["statuses"]
    assert isinstance(statuses, dict)
    assert set(statuses) == {200, 304, 404}
    assert sum(statuses.values()) == found["requests"]
    assert abs(statuses[200] - 2 * statuses[304]) <= 4
    assert found["lost"] == 0


def test_a_closed_connection_is_told() -> None:
    async def closing() -> dict[str, object]:
        async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()

        server = await asyncio.start_server(serve, HOST, 0)
        async with server:
            return await load.run(HOST, server.sockets[0].getsockname()[1], ASKED, 0.1, 2)

    assert asyncio.run(closing())["lost"] == 2


def test_quantiles() -> None:
    times = [number / 1000 for number in range(1, 101)]
    assert load.quantile(times, 0.5) == pytest.approx(51)
    assert load.quantile(times, 0.99) == pytest.approx(100)
