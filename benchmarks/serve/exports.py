"""Exports: all claims as `.jsonl` from the service, against the driver reading the stored bytes for a socket."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import pysqlite3

from benchmarks.serve import ours, widening
from benchmarks.serve.servers import HOST, Server, running

_SLICES = 5
_CHUNK = 1 << 20
_TICK = 0.01  # seconds: CPU time is counted in these


def run(size: str) -> dict[str, Any]:
    """Return rows a second by wall time and by the server's CPU time, and how far the service's memory grew."""
    database = widening.ready(size)
    found: dict[str, list[tuple[float, float, int]]] = {"service": [], "raw": []}
    raw = [sys.executable, "-m", "benchmarks.serve.exports", str(database), "{port}"]
    with ours.serving(database) as service, running(raw, ready="/") as plain:
        _download(service, "/v1/claims.jsonl?limit=1")
        before = service.memory()
        for _ in range(_SLICES):
            found["service"].append(_download(service, "/v1/claims.jsonl"))
            found["raw"].append(_download(plain, "/all"))
        grown = service.memory() - before
    if len({rows for slices in found.values() for _, _, rows in slices}) != 1:
        raise RuntimeError("the service and the raw reading sent different numbers of rows")
    return {
        "size": size,
        "rows": found["raw"][0][2],
        "rows_per_second": {name: median(rows / took for took, _, rows in one) for name, one in found.items()},
        "rows_per_cpu_second": {name: median(rows / cpu for _, cpu, rows in one) for name, one in found.items()},
        "ratio": median(b[0] / a[0] for a, b in zip(found["service"], found["raw"], strict=True)),
        "ratio_cpu": median(b[1] / a[1] for a, b in zip(found["service"], found["raw"], strict=True)),
        "memory_grown_mb": grown,
    }


def _download(server: Server, path: str) -> tuple[float, float, int]:
    """Return the seconds, the server's seconds of CPU time, and the lines that came."""
    with socket.create_connection((HOST, server.port)) as connection:
        before, began = server.cpu(), time.perf_counter()
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        lines = 0
        while data := connection.recv(_CHUNK):
            lines += data.count(b"\n") - data.count(b"\r")  # those of HTTP itself end in both
        took = time.perf_counter() - began
        return took, max(server.cpu() - before, _TICK), lines


def serve(database: Path, port: int) -> None:
    """Send all claims to whoever asks for `/all`, without any more of HTTP than that."""
    connection = pysqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with socket.create_server((HOST, port)) as listening:
        while True:
            client, _ = listening.accept()
            with client:
                asked = client.recv(65536)
                client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
                if b" /all " not in asked:
                    continue
                rows = connection.execute("SELECT record FROM claims ORDER BY position DESC")
                while batch := rows.fetchmany(1000):
                    client.sendall(b"\n".join(record for (record,) in batch) + b"\n")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
