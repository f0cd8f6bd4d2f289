"""PostgreSQL as it is used: several services and ingestions at once, and what is left when one of them is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.storage import migrations
from benchmarks import killing
from tests import postgresql
from tests.conftest import ROOT, Copied
from tests.postgresql import Server, running
from tests.service import serving
from tests.test_cli import COMMAND, ENVIRONMENT, pipe


@pytest.fixture
def url(copied: Copied) -> Iterator[str]:
    """Give the URL of an empty database of the test's own."""
    with copied() as made:
        yield made


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give 60 made articles."""
    return killing.write(tmp_path_factory.mktemp("source") / "articles.jsonl", 60)


@pytest.fixture(scope="module")
def peaceful(source: Path, copied: Copied) -> tuple[dict[str, list[Any]], float]:
    """Give what a database holds when one ingestion has stored the articles in peace, and how long that took."""
    with copied() as made:
        seconds = killing.ingested(source, made)
        return killing.contents(made), seconds


def test_services_and_ingestions_at_once_lose_and_double_nothing(
    url: str, source: Path, peaceful: tuple[dict[str, list[Any]], float], tmp_path: Path
) -> None:
    """Three ingestions of overlapping parts, two services that store the same articles too, readers all the while."""
    lines = source.read_text().splitlines()
    for name, part in (("a", lines[:35]), ("b", lines[20:55]), ("c", lines[:20:-1])):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(part))
    key = pipe(tmp_path, b"", "keys", "create", "tests", "--database", url).strip()
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    with serving(url, folders[0]) as one, serving(url, folders[1]) as other, ThreadPoolExecutor(4) as threads:
        services = [one.url, other.url]
        ingestions = [
            subprocess.Popen(
                [*COMMAND, "ingest", f"{name}.jsonl", "--json", "--database", url],
                cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for name in "abc"
        ]  # fmt: skip

        def post(address: str) -> list[httpx.Response]:
            with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
                return [client.post("/v1/articles", json=json.loads(line)) for line in lines[::6]]

        def read(address: str) -> list[httpx.Response]:
            found = []
            with httpx.Client(base_url=address, timeout=60) as client:
                while any(ingestion.poll() is None for ingestion in ingestions):
                    found += [client.get(path) for path in ("/v1/claims?include=total&q=soldiers", "/v1/articles")]
                    time.sleep(0.05)
            return found

        asked = [threads.submit(ask, address) for address in services for ask in (post, read)]
        told = [ingestion.communicate(timeout=100) for ingestion in ingestions]
        answers = [answer for future in asked for answer in future.result()]
        after = [httpx.get(f"{address}/v1/articles?include=total").json()["total"] for address in services]
    assert [ingestion.returncode for ingestion in ingestions] == [0, 0, 0], told
    assert [stderr for _, stderr in told] == [b"", b"", b""]
    assert {answer.status_code for answer in answers} <= {200, 201}
    counts = [json.loads(stdout) for stdout, _ in told]
    assert [count["stored"] + count["existing"] for count in counts] == [35, 35, 39]
    created = sum(answer.status_code == 201 for answer in answers)
    assert sum(count["stored"] for count in counts) + created == len(lines)
    assert after == [len(lines)] * 2
    killing.check(url)
    assert killing.contents(url) == peaceful[0]


def _moment(seconds: float) -> float:
    """Return a moment of the latter half of what takes so long: at first a process only imports."""
    return random.uniform(seconds / 2, seconds)  # noqa: S311 - no secret


def test_a_killed_ingestion_is_completed_by_the_same_command(
    url: str, source: Path, peaceful: tuple[dict[str, list[Any]], float]
) -> None:
    expected, seconds = peaceful
    killing.trial("coordinator", source, url, expected, _moment(seconds))


@pytest.fixture
def mortal(server: Server) -> Iterator[Server]:
    """Give a server of the test's own."""
    with running() as own:
        yield own


def test_a_killed_server_loses_nothing_and_is_met_again(
    mortal: Server, source: Path, peaceful: tuple[dict[str, list[Any]], float], tmp_path: Path
) -> None:
    """The ingestion tells in one line, and is completed by the same command; a service goes on by itself."""
    expected, seconds = peaceful
    with mortal.database("store") as url:
        migrations.upgrade(url)
        with serving(url, tmp_path) as service:
            killing.trial("server", source, url, expected, _moment(seconds), server=mortal)
            assert service.status("/v1/claims?include=total") == 200
            mortal.kill()
            refused = httpx.get(f"{service.url}/v1/claims")
            assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
            mortal.start()
            assert service.status("/v1/claims") == 200
    assert "Traceback" not in service.log.read_text()


_WITHOUT = """
import pytest
from tests import postgresql
postgresql.programs = lambda: None
raise SystemExit(pytest.main(["-p", "no:cacheprovider", "tests/ingestion/test_keys.py", "-k", "includes_reading"]))
"""


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_without_a_server_tests_are_left_out_and_told_but_not_in_ci(environment: dict[str, str], code: int) -> None:
    clean = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT], cwd=ROOT, env=clean | environment, capture_output=True, check=False
    )
    told = done.stdout.decode()
    assert done.returncode == code, told
    assert f"Nothing was tested on PostgreSQL: {postgresql.MISSING}" in told
    assert "3 passed" in told
    assert ("3 skipped" if code == 0 else "3 errors") in told


_MAKE = """
import sys, time
from tests.postgresql import Server, running
server = Server()
server.start()
print(server.folder, server.execute("SELECT pg_backend_pid()"), flush=True)
if sys.argv[1] == "error":
    raise ZeroDivisionError
time.sleep(60)
"""


@pytest.mark.parametrize("end", ["error", "SIGINT", "SIGKILL"])
@pytest.mark.usefixtures("server")
def test_no_server_is_left_behind(end: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _MAKE, end], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().decode().split()[0])
    assert folder.is_dir()
    if end != "error":
        process.send_signal(getattr(signal, end))
    process.wait(20)
    process.stdout.close()
    deadline = time.monotonic() + 20
    while (folder.exists() or _any_with(folder)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not folder.exists()
    assert not _any_with(folder)


def _any_with(folder: Path) -> bool:
    """Tell whether a process has to do with a folder."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            if str(folder).encode() in file.read_bytes():
                return True
    return False
