"""A private PostgreSQL server, made from installed programs in a temporary folder and reached by its socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

MISSING = "PostgreSQL's server is not installed: no initdb in /usr/lib/postgresql or on the PATH"

_USER = "tests"
_SECONDS = 30
_SETTINGS = (
    # What these leave out only a machine that loses its power would miss: a server that is killed loses nothing.
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=64MB",
)


def programs() -> Path | None:
    """Return the folder of the newest server's programs, or None when there is none."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parents[1].name), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def running() -> Iterator[Server]:
    """Give a server that runs, and of which nothing is left afterwards."""
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.stop()


class Server:
    """One server; nothing is left of it when the process that made it ends, however it ends."""

    def __init__(self) -> None:
        """Make a server's files in a new folder, without starting it."""
        found = programs()
        if found is None:
            raise FileNotFoundError(MISSING)
        self._programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 bytes
        self._data = self.folder / "data"
        self._log = self.folder / "log"
        watch = [sys.executable, __file__, str(self._programs), str(self.folder)]
        self._watcher = subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True)
        if owner := _unprivileged():
            os.chown(self.folder, owner["user"], owner["group"])
        options = ("--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", f"--username={_USER}")
        made = self._begun("initdb", *options)
        assert made.wait(_SECONDS) == 0, self.log()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        """Return the URL of one of its databases, as the settings take it."""
        return f"postgresql+psycopg://{_USER}@/{name}?host={self.folder}"

    def start(self) -> None:
        """Start it, and wait until it takes connections: after a kill, until it has recovered."""
        import psycopg

        settings = (*_SETTINGS, f"unix_socket_directories={self.folder}")
        self._process = self._begun("postgres", *(word for one in settings for word in ("-c", one)))
        deadline = time.monotonic() + _SECONDS
        while True:
            try:
                self.execute("SELECT")
            except psycopg.OperationalError:
                assert self._process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.01)
            else:
                return

    def stop(self) -> None:
        """Stop it, if it runs, and remove its files."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_SECONDS)
        assert self._watcher.stdin is not None
        self._watcher.stdin.close()
        self._watcher.wait(_SECONDS)

    def kill(self) -> None:
        """Kill all its processes at once."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)  # so that it starts no other meanwhile
        for process in (*_children(self._process.pid), self._process.pid):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait(_SECONDS)

    def log(self) -> str:
        """Return what its programs have told."""
        return self._log.read_text()

    def execute(self, statement: str, *names: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement outside a transaction and return its rows; each `{}` in it stands for one of the names."""
        import psycopg
        from psycopg import sql

        text = sql.SQL(statement).format(*map(sql.Identifier, names))
        with psycopg.connect(user=_USER, host=str(self.folder), dbname=database, autocommit=True) as connection:
            cursor = connection.execute(text)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database(self, name: str, *, template: str = "template0") -> Iterator[str]:
        """Give the URL of a new database, a copy of one that nobody is connected to; dropped at the end."""
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield self.url(name)
        finally:
            self.execute("DROP DATABASE {} WITH (FORCE)", name)

    def _begun(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        with self._log.open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd="/", start_new_session=True, **_unprivileged())


def _unprivileged() -> dict[str, Any]:
    """Return whom a program runs as instead of root, which PostgreSQL refuses."""
    if os.getuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _children(process: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            found += [int(stat.parent.name)] if parent == process else []
    return found


def _watch(programs_: str, folder: str) -> None:
    """Wait for the end of the process that holds the other end of standard input, then leave nothing behind."""
    sys.stdin.buffer.read()
    stop = [str(Path(programs_, "pg_ctl")), "stop", "-D", str(Path(folder, "data")), "--mode=immediate"]
    subprocess.run(stop, capture_output=True, check=False, cwd="/", timeout=_SECONDS, **_unprivileged())
    shutil.rmtree(folder)


if __name__ == "__main__":
    _watch(*sys.argv[1:])
