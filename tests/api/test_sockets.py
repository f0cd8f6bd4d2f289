"""What only a client of its own making sends: bodies that never come, half requests, no requests at all."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from sqlalchemy import func, select

from app.api.protocol import Protocol
from app.ingestion import keys
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from app.storage.tables import articles
from app.vocabulary import KeyRight
from tests.conftest import url_of

_HEAD = "HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"


@pytest.fixture
def port(empty: Database) -> Iterator[int]:
    """Give the port of a live server with our protocol and an empty database."""
    settings = Settings(database=url_of(empty), _env_file=None)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = create_app(settings, empty)
        configuration = uvicorn.Config(
            app, http=Protocol, log_config=None, access_log=False, proxy_headers=False, timeout_keep_alive=1
        )
        server = uvicorn.Server(configuration)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def exchange(port: int, *parts: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send the parts and return status, headers and body of the answer, without waiting for more than it holds."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        for part in parts:
            connection.sendall(part)
        return answered(connection)


def answered(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of the next answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        assert more
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    start, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    length = int(headers.get("content-length", 0))
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return int(start.split()[1]), headers, body


def refusal(port: int, *parts: bytes) -> int:
    """Return the status of a refusal, after checking that it is a problem."""
    status, headers, body = exchange(port, *parts)
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["status"] == status >= 400
    return status


def key(database: Database) -> str:
    return f"Authorization: Bearer {keys.create(database, 'tests', right=KeyRight.WRITE).key}\r\n"


@pytest.mark.parametrize("length", ["Content-Length: 300000000", "Content-Length: 9", "Transfer-Encoding: chunked"])
def test_a_missing_key_is_refused_before_the_body_comes(port: int, length: str) -> None:
    assert refusal(port, f"POST /v1/articles {_HEAD}{length}\r\n\r\n".encode()) == 401


@pytest.mark.parametrize("length", ["2500001", "300000000", "9223372036854775808"])
def test_a_long_body_is_refused_before_it_comes(port: int, empty: Database, length: str) -> None:
    head = f"{_HEAD}Content-Length: {length}\r\n"
    assert refusal(port, f"POST /v1/extract {head}\r\n".encode()) == 413
    assert refusal(port, f"POST /v1/articles {head}{key(empty)}\r\n".encode()) == 413


def test_a_body_without_length_is_refused_once_it_is_too_long(port: int) -> None:
    chunk = b"20000\r\n" + b" " * 0x20000 + b"\r\n"
    head = f"POST /v1/extract {_HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()
    assert refusal(port, head, *[chunk] * 20) == 413


def test_a_client_that_sends_all_before_it_listens_hears_why(port: int) -> None:
    head = f"POST /v1/extract {_HEAD}Content-Length: 8000000\r\n\r\n".encode()
    assert refusal(port, head, b" " * 8_000_000) == 413


def test_another_type_is_refused_before_the_body_comes(port: int) -> None:
    assert refusal(port, b"POST /v1/extract HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n") == 415


def test_a_client_that_asks_first_is_told_not_to_send(port: int) -> None:
    head = f"POST /v1/articles {_HEAD}Content-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    assert refusal(port, head.encode()) == 401
    assert exchange(port, head.replace("articles", "extract").encode())[0] == 100


def test_half_a_body_stores_nothing_and_does_no_harm(port: int, empty: Database) -> None:
    head = f"POST /v1/articles {_HEAD}{key(empty)}Content-Length: 13\r\n\r\n".encode()
    for half in (b"", b'{"text": "a"'):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head + half)
    assert exchange(port, b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")[0] == 200
    with empty.read() as connected:
        assert connected.execute(select(func.count()).select_from(articles)).scalar() == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET /v1/claims HTTP/1.1\r\n\r\n",
        "GET /v1/claims?place=Xankəndi HTTP/1.1\r\nHost: here\r\n\r\n".encode(),
        b"GET /v1/claims HTTP/1.1\r\nHost: here\r\nX: a\x00b\r\n\r\n",
        b"GET /v1/claims HTTP/1.1\r\nHost: here\r\nX: " + b"a" * 400_000,
        f"POST /v1/extract {_HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n".encode(),
        f"POST /v1/extract {_HEAD}Content-Length: {'9' * 30}\r\n\r\n".encode(),
        f"POST /v1/extract {_HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode(),
    ],
    ids=lambda sent: repr(sent[:60]),
)
def test_what_is_no_request_is_answered_with_a_problem(port: int, sent: bytes) -> None:
    assert refusal(port, sent) == 400


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/v1/claims?q=" + "a" * 40_000, 422),
        ("/v1/claims?" + "&".join(f"a{n}=" for n in range(6000)), 422),
        ("/v1/claims?" + "&" * 40_000, 200),
        ("/v1/claims?" + "&".join(["actor=Mali"] * 5000), 422),
        ("/v1/claims?q=%zz", 200),
        ("/v1/claims?limit=1;q=a", 422),
        ("/v1/claims?limit=1#part", 200),
        ("/v1/claims/%zz", 404),
        ("/" + "a" * 40_000, 404),
        ("*", 404),
        ("http://elsewhere/v1/claims", 200),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_strange_target_is_answered(port: int, target: str, status: int) -> None:
    found, headers, body = exchange(port, f"GET {target} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
    assert found == status
    assert int(headers["content-length"]) == len(body) < 20_000


@pytest.mark.parametrize(
    "header", ["Authorization: Bearer  ", "Authorization:", "X-API-Key: \t", "Authorization: Bearer a\r\nX-API-Key: b"]
)
def test_a_strange_key_is_refused(port: int, header: str) -> None:
    assert refusal(port, f"POST /v1/articles {_HEAD}{header}\r\nContent-Length: 2\r\n\r\n{{}}".encode()) == 401


@pytest.mark.sqlite  # over a server's database no answer is given at once
@pytest.mark.parametrize("paths", [["/v1/claims"] * 2, ["/v1/claims", "/healthz"], ["/healthz", "/v1/claims"]])
def test_a_connection_is_closed_when_nothing_has_been_asked_for_a_while(port: int, paths: list[str]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        for path in paths:
            time.sleep(0.6)  # less than the second after which it is closed, but more in all
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
            assert answered(connection)[0] == 200
        began = time.monotonic()
        assert connection.recv(65536) == b""
        assert 0.9 < time.monotonic() - began < 3


@pytest.mark.sqlite
def test_a_head_that_comes_slowly_is_waited_for(port: int) -> None:
    whole = b"GET /v1/claims HTTP/1.1\r\nHost: here\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(whole)
        assert answered(connection)[0] == 200
        connection.sendall(whole[:20])
        time.sleep(1.3)
        connection.sendall(whole[20:])
        assert answered(connection)[0] == 200
