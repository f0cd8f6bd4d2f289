"""A Dask cluster on this machine for tests: a scheduler and its workers, in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT


@dataclass
class Running:
    """A scheduler, and the nanny that starts its workers anew when they die."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler on a port of its own."""
        told = self.folder / "scheduler.json"
        process = self._started(
            "scheduler", "--port", "0", "--no-jupyter", "--idle-timeout", "120s", "--scheduler-file", str(told)
        )
        deadline = time.monotonic() + 30
        while not self.address and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
            if told.exists() and (content := told.read_text()):
                self.address = json.loads(content)["address"]
        return process

    def workers(self, number: int) -> subprocess.Popen[bytes]:
        """Start so many worker processes."""
        return self._started(
            "worker", self.address, "--nworkers", str(number), "--nthreads", "1", "--death-timeout", "10s"
        )

    def stop(self) -> None:
        """End everything at once."""
        for process in reversed(self.processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def _started(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(self.folder)}
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--host", "127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process


@contextmanager
def running(folder: Path, *, workers: int) -> Iterator[Running]:
    """Give a cluster with so many worker processes."""
    cluster = Running(folder)
    try:
        cluster.scheduler()
        if workers:
            cluster.workers(workers)
        yield cluster
    finally:
        cluster.stop()
