"""Servers under measurement: on a processor of their own, asked from another, their CPU time told by the system."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.serve.load import Asked

HOST = "127.0.0.1"
_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 60  # seconds until a server must answer
_FAILURES = 0.05  # of the answers; fewer are told, and do not end an hour of measuring


@dataclass(frozen=True, slots=True)
class Slice:
    """What one stretch of load came to. Times in milliseconds, CPU time of the server in microseconds."""

    requests: int
    per_second: float
    cpu: float
    p50: float
    p99: float
    p99_of: Mapping[str, float]
    statuses: Mapping[str, int]


class Server:
    """A server that runs."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        """Take its process and where it listens."""
        self.process = process
        self.port = port

    def cpu(self) -> float:
        """Return the seconds of CPU time it has used, in all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def cpu_exact(self) -> float:
        """Return the same to the nanosecond, of the threads that still live: less than before when one has ended."""
        spent = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with suppress(FileNotFoundError):
                spent += int((task / "schedstat").read_text().split()[0])
        return spent / 1e9

    def memory(self) -> float:
        """Return the memory that it takes from the rest of the machine, in MB.

        Pages of files, those of a database read in place among them, are the system's: there for whoever reads them
        next, and taken back when there is need.
        """
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss_Anon:")) / 1024

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers (lower case) and content of one answer."""
        request = urllib.request.Request(f"http://{HOST}:{self.port}{path}", headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - to this machine
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()

    def under(self, requests: Path, seconds: float, *, connections: int = 8, start: int = 0) -> Slice:
        """Return what a stretch of load came to, from the request numbered `start` on.

        More than a few answers that are no success are an error.
        """
        command = [sys.executable, "-m", "benchmarks.serve.load", HOST, str(self.port), str(requests)]
        before = self.cpu()
        load = subprocess.Popen([*command, str(seconds), str(connections), str(start)], stdout=subprocess.PIPE)
        _pin(load, asking=True)
        told, _ = load.communicate()
        used = self.cpu() - before
        found: dict[str, Any] = json.loads(told)
        bad = {status: number for status, number in found["statuses"].items() if status not in {"200", "304"}}
        failed = f"answers that are no success: {bad}, connections lost: {found['lost']}, of {self.process.args!r}"
        if not found["requests"] or sum(bad.values()) + found["lost"] > found["requests"] * _FAILURES:
            raise RuntimeError(failed)
        if bad or found["lost"]:
            print(failed, file=sys.stderr)  # noqa: T201 - a command that tells what it sees
        return Slice(
            requests=found["requests"],
            per_second=found["requests"] / found["seconds"],
            cpu=used / found["requests"] * 1e6,
            p50=found["p50"],
            p99=found["p99"],
            p99_of=found["p99_of"],
            statuses=found["statuses"],
        )


@contextmanager
def running(command: Sequence[str], *, ready: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Give a server started by a command, in which `{port}` stands for its port; `ready` is a path it answers."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    with _log().open("ab") as log:
        process = subprocess.Popen(
            [part.replace("{port}", str(port)) for part in command],
            env={**os.environ, **(environment or {})},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    _pin(process, asking=False)
    server = Server(process, port)
    try:
        _wait(server, ready)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def requests_file(requests: Sequence[Asked], name: str) -> Path:
    """Write requests to where the load generator finds them."""
    made = _folder() / f"{name}.json"
    made.write_text(json.dumps([(kind, content.decode("latin-1")) for kind, content in requests]))
    return made


def _wait(server: Server, path: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            status, _, content = server.get(path)
        except OSError:
            status, content = 0, b""
        if status == 200:
            return
        if server.process.poll() is not None or time.monotonic() > deadline:
            said = _log().read_text(errors="replace")[-2000:]
            raise RuntimeError(f"the server does not answer {path}: {status} {content[:500]!r}\n{said}")
        time.sleep(0.1)


@cache
def _folder() -> Path:
    """Return a folder for requests and logs, gone when the program ends."""
    made = Path(tempfile.mkdtemp(prefix="conflict-records-bench-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _log() -> Path:
    return _folder() / "servers.log"


def _pin(process: subprocess.Popen[bytes], *, asking: bool) -> None:
    """Put a process on the load's or the servers' processor, where there are two."""
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(process.pid, {processors[1 if asking and len(processors) > 1 else 0]})
