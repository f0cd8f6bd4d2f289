"""Exports over HTTP: headers, refusals before the first byte, and clients that stop, leave or come in numbers."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import event
from structlog.testing import capture_logs

from app import serving
from app.api import pages
from app.api.protocol import Protocol
from app.api.streams import OPEN, Streams
from app.main import create_app
from app.settings import Settings
from app.storage import database
from app.storage.database import Database
from tests.conftest import ROOT, New, url_of
from tests.export import stores

_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "atom": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}
_RESOURCES = ["claims", "figures", "articles", "entities"]
_NAMES = [f"{resource}.{suffix}" for resource in _RESOURCES for suffix in ("csv", "jsonl", "geojson", "parquet")]
_NAMES += ["claims.atom", "claims.feed.json"]


class Server:
    """A live server that a test may treat badly."""

    def __init__(self, opened: Database, *, patience: float) -> None:
        """Take the database; a client that reads nothing for `patience` seconds is dropped."""

        class Impatient(Protocol):
            pass

        Impatient.patience = patience
        app = create_app(Settings(database=url_of(opened), _env_file=None), opened)
        self.streams: Streams = app.state.streams
        self.pages = 0
        event.listen(opened.engine, "checkin", self._count)
        self._opened = opened
        self._listening = serving.listen("127.0.0.1", 0)
        self.port = self._listening.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(app, http=Impatient, log_config=None, access_log=False))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True)
        self._thread.start()
        wait(lambda: self._server.started)

    def _count(self, *_: object) -> None:
        self.pages += 1

    def ask(self, path: str, *, holds: int | None = 4096) -> socket.socket:
        """Return a connection that has sent a request, and holds so many bytes of the answer before they are read."""
        connection = socket.socket()
        if holds:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, holds)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        return connection

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=20)

    def underway(self) -> int:
        return self.streams._open

    def close(self) -> None:
        event.remove(self._opened.engine, "checkin", self._count)
        self._server.should_exit = True
        self._thread.join(15)
        self._listening.close()
        assert not self._thread.is_alive()


def wait(until: Any, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def rest(connection: socket.socket) -> bytes:
    """Return what still comes until the server closes, or breaks, the connection."""
    received = b""
    try:
        while more := connection.recv(1 << 20):
            received += more
    except ConnectionResetError:
        pass
    return received


@pytest.fixture(scope="module")
def wide(new: New) -> Iterator[Database]:
    """Give a store of more than 57,000 claims: to be read only."""
    with new() as opened:
        stores.fill_wide(opened)
        yield opened


@pytest.fixture
def live(wide: Database) -> Iterator[Server]:
    """Give a server of more than 57,000 claims, 46 MB, that waits two seconds for a client that does not read."""
    opened = database.connect(url_of(wide))
    server = Server(opened, patience=2)
    yield server
    server.close()
    opened.close()


@pytest.mark.parametrize("name", _NAMES)
def test_what_a_file_is_and_is_called(reader: httpx.Client, name: str) -> None:
    suffix = name.partition(".")[2]
    answer = reader.get(f"/v1/{name}", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == _TYPES[suffix]
    shown = "inline" if suffix in {"atom", "feed.json"} else "attachment"
    assert answer.headers["content-disposition"] == f'{shown}; filename="conflict-records-{name}"'
    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.headers["x-request-id"]
    assert "content-encoding" not in answer.headers
    assert len(answer.content) > 100


@pytest.mark.parametrize("name", _NAMES)
def test_head_answers_like_get_without_the_file(reader: httpx.Client, name: str) -> None:
    passing = {"date", "x-request-id", "transfer-encoding"}  # a HEAD may leave the last one out (RFC 9112, 6.1)
    head, get = reader.head(f"/v1/{name}"), reader.get(f"/v1/{name}")
    assert (head.status_code, head.content) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k not in passing} == {
        k: v for k, v in get.headers.items() if k not in passing
    }
    assert reader.head(f"/v1/{name}?cursor=x").status_code == 422


def test_head_makes_one_page_only(live: Server) -> None:
    head = httpx.head(f"http://127.0.0.1:{live.port}/v1/claims.jsonl", headers={"Accept-Encoding": "identity"})
    assert head.status_code == 200
    wait(lambda: live.underway() == 0)
    assert live.pages == 1


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True), ("br, gzip;q=0.5", True), ("GZIP ; q=1.0", True), ("identity", False), ("gzip;q=0", False),
        ("gzip;q=0.00", False), ("", False), ("deflate, br", False), ("*", False), ("x-gzipped", False),
    ],
)  # fmt: skip
def test_compressed_when_asked(reader: httpx.Client, accepted: str, packed: bool) -> None:
    plain = reader.get("/v1/claims.csv", headers={"Accept-Encoding": "identity"}).content
    with reader.stream("GET", "/v1/claims.csv", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
        assert answer.headers["vary"] == "Accept-Encoding"
    assert (gzip.decompress(raw) if packed else raw) == plain


def test_parquet_is_compressed_already(reader: httpx.Client) -> None:
    assert "content-encoding" not in reader.get("/v1/claims.parquet").headers


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("actr=Mali", "actr"), ("include=total", "include"), ("limit=0", "limit"), ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"), ("limit=9999999999999", "limit"), ("cursor=x", "cursor"), ("cursor=", "cursor"),
        ("cursor=clm_zzzzzzzzzzzzz", "cursor"), ("cursor=clm_0000000000000", "cursor"), ("sort=up", "sort"),
        ("q=%00", "q"), ("published_from=yesterday", "published_from"), ("article=1", "article"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_known_before_the_first_byte(
    reader: httpx.Client, name: str, query: str, parameter: str
) -> None:
    answer = reader.get(f"/v1/{name}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "content-disposition" not in answer.headers
    assert {fault["parameter"] for fault in answer.json()["errors"]} == {parameter}


def test_a_cursor_of_another_order_or_filter_is_refused(reader: httpx.Client) -> None:
    cursor = httpx.URL(reader.get("/v1/claims?limit=1").json()["next"]).params["cursor"]
    assert reader.get(f"/v1/claims.csv?cursor={cursor}").status_code == 200
    assert reader.get(f"/v1/claims.csv?cursor={cursor}&sort=published_at").status_code == 422
    assert reader.get(f"/v1/figures.csv?cursor={cursor}").status_code == 422
    other = reader.get("/v1/claims?actor=Mali&limit=1").json()["items"][0]["id"]
    assert reader.get(f"/v1/claims.csv?cursor={other}&actor=Tonga").status_code == 422


@pytest.mark.parametrize("name", [name for name in _NAMES if not name.endswith(".csv")])
def test_excel_is_for_csv(reader: httpx.Client, name: str) -> None:
    assert reader.get(f"/v1/{name}?excel=1").status_code == 422
    assert reader.get("/v1/claims.csv?excel=yes").status_code == 422


@pytest.mark.parametrize("path", ["figures.atom", "articles.feed.json", "claims.xlsx", "claims.", "vocabularies.csv"])
def test_what_there_is_not_is_404(reader: httpx.Client, path: str) -> None:
    assert reader.get(f"/v1/{path}").status_code == 404


def test_only_get(reader: httpx.Client) -> None:
    answer = reader.post("/v1/claims.csv")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_links_are_those_of_the_host_that_was_asked(reader: httpx.Client) -> None:
    answer = reader.get("/v1/claims.feed.json?limit=1&actor=Mali", headers={"Host": "news.example:8080"})
    assert answer.json()["feed_url"] == "http://news.example:8080/v1/claims.feed.json?limit=1&actor=Mali"


def test_parquet_without_pyarrow_is_501(wide: Database, tmp_path: Path) -> None:
    script = """
import sys
sys.modules["pyarrow"] = None
from app.cli import main
main()
"""
    arguments = ["serve", "--port", "0", "--database", url_of(wide)]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], cwd=tmp_path, stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert process.stderr is not None
    try:
        address = process.stderr.readline().decode().split(" at ")[1].strip()
        answer = httpx.get(f"{address}/v1/claims.parquet?limit=1", timeout=30)
        assert answer.status_code == 501
        assert "conflict-records[parquet]" in answer.json()["detail"]
        assert httpx.get(f"{address}/v1/claims.csv?limit=1", timeout=30).status_code == 200
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_a_client_that_stops_reading_is_dropped_and_costs_some_pages_only(live: Server) -> None:
    with live.ask("/v1/claims.jsonl") as connection:
        assert connection.recv(12) == b"HTTP/1.1 200"
        time.sleep(1)
        made = live.pages
        assert 1 <= made < 15  # what the system's buffers take, not the 58 there are
        assert live.underway() == 1
        wait(lambda: live.underway() == 0)
        assert live.pages <= made + 1
        assert not rest(connection).endswith(b"\r\n0\r\n\r\n")


def test_a_client_that_reads_slowly_gets_all(live: Server) -> None:
    with live.ask("/v1/claims.jsonl?limit=12000", holds=200_000) as connection:
        received = bytearray()
        while not received.endswith(b"\r\n0\r\n\r\n"):
            received += connection.recv(200_000)
            time.sleep(0.03)
    assert received.count(b"\n") - received.count(b"\r\n") == 12_000  # the ends of chunks are none of rows


def test_the_work_ends_when_the_client_leaves(live: Server) -> None:
    with live.ask("/v1/claims.csv") as connection:
        connection.recv(1000)
    wait(lambda: live.underway() == 0, 2)
    assert live.pages < 15


def test_too_many_exports_leave_the_lists_alone(live: Server) -> None:
    with ExitStack() as stack:
        for _ in range(OPEN):
            stack.enter_context(live.ask("/v1/claims.jsonl"))
        wait(lambda: live.underway() == OPEN)
        refused = live.get("/v1/claims.csv?limit=1")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.json()["detail"].startswith("Too many exports")
        assert live.get("/v1/claims?limit=1").status_code == 200
    wait(lambda: live.underway() == 0)
    assert live.get("/v1/claims.csv?limit=1").status_code == 200


def test_a_refused_export_frees_its_place(live: Server) -> None:
    for _ in range(OPEN + 1):
        assert live.get("/v1/claims.csv?cursor=x").status_code == 422
    assert live.underway() == 0


@pytest.mark.parametrize(
    "path", ["/v1/claims?negated=true", "/v1/claims/facets?by=actor&negated=false", "/v1/claims.jsonl?negated=true"]
)
def test_what_takes_too_long_is_refused(live: Server, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(pages, "SECONDS", 0.002)
    refused = live.get(path)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["detail"].startswith("The answer takes too long")
    monkeypatch.undo()
    assert live.get(path).status_code == 200


@pytest.mark.parametrize("name", ["claims.jsonl", "claims.csv", "claims.geojson", "claims.parquet", "claims.atom"])
def test_a_failure_in_the_middle_is_no_end(wide: Database, name: str) -> None:
    """The table is gone while a client reads: the connection breaks without the last chunk."""
    opened = database.connect(url_of(wide))
    server = Server(opened, patience=20)
    renamed = "ALTER TABLE {} RENAME TO {}"
    try:
        with capture_logs() as logged, server.ask(f"/v1/{name}?limit=50000", holds=None) as connection:
            received = connection.recv(12)
            with opened.write() as writing:
                writing.exec_driver_sql(renamed.format("claims", "gone"))
            received += rest(connection)
        assert received.startswith(b"HTTP/1.1 200")
        assert not received.endswith(b"\r\n0\r\n\r\n")
        wait(lambda: server.underway() == 0)
        assert "request failed" in [line["event"] for line in logged]
    finally:
        server.close()
        with opened.write() as writing:
            writing.exec_driver_sql(renamed.format("gone", "claims"))
        opened.close()


def test_an_export_is_one_json_document_whatever_its_size(live: Server) -> None:
    found = json.loads(live.get("/v1/claims.geojson?limit=3001").content)
    assert len(found["features"]) == 3001
