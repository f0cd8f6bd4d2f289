"""What is answered at once: the same as by the routes, over any connection, and in the order it was asked."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import orjson
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.api import pages
from app.api.finished import Answer
from app.main import Application, create_app
from app.settings import Settings
from app.storage import sqlite
from app.storage.database import Database
from app.storage.sqlite import Sqlite
from tests.conftest import url_of

Answering = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

_URLS = [
    "/v1/claims", "/v1/claims?", "/v1/claims?limit=3", "/v1/claims?limit=3&", "/v1/claims?&limit=3&&voice=attributed",
    "/v1/claims?limit=3&limit=3", "/v1/claims?limit=0", "/v1/claims?limit=1001", "/v1/claims?limit=1000",
    "/v1/claims?limit=03", "/v1/claims?limit=", "/v1/claims?%6Cimit=3", "/v1/claims?%6Cimit=3&limit=2",
    "/v1/claims?%63ursor=x", "/v1/claims?cursor=x", "/v1/claims?cursor=", "/v1/claims?limit=2&cursor=a%20b",
    "/v1/claims?limit=3;voice=attributed", "/v1/claims?nolimit=3", "/v1/claims?voice=attributed&voice=narrator&limit=4",
    "/v1/claims?voice=attributed,narrator", "/v1/claims?include=total&limit=1", "/v1/claims?include=", "/v1/claims?q=x",
    "/v1/claims?actor=%00", "/v1/claims?actor=%ff", "/v1/figures?measure=killed&limit=2&value_min=1",
    "/v1/entities?sort=name&limit=2", "/v1/articles?limit=1&include=total", "/v1/claims?sort=published_at&limit=2",
    "/v1/claims/facets?by=voice", "/v1/claims/facets", "/v1/articles/art_1",
    "/v1/figures/facets?by=measure,day&limit=2",
]  # fmt: skip


@pytest.fixture(scope="module")
def app(made: Database) -> Application:
    return create_app(Settings(database=url_of(made), log_requests=False, _env_file=None), made)


def _scope(url: str) -> dict[str, Any]:
    path, _, query = url.partition("?")
    return {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": [(b"host", b"here")],
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 81),
    }  # fmt: skip


def _at_once(app: Application, url: str) -> Answer | None:
    async def asked() -> Answer | None:
        return app.at_once(_scope(url))

    return asyncio.run(asked())


def _asked(app: Answering, url: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Return status, headers and body of what an application answers."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        told.append(message)

    asyncio.run(app(_scope(url), receive, send))
    body = b"".join(message.get("body", b"") for message in told)
    return told[0]["status"], dict(told[0]["headers"]), body


def _routed(app: Application, url: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Return what the route answers, which is never asked for what can be answered at once."""
    return _asked(app.routed, url)


@pytest.mark.parametrize("url", _URLS)
def test_the_answer_is_that_of_the_route(app: Application, url: str) -> None:
    status, headers, body = _routed(app, url)
    for _ in range(2):  # found, and remembered
        answer = _at_once(app, url)
        if answer is not None:
            assert (answer.status, orjson.loads(answer.body)) == (status, orjson.loads(body))
            assert dict(answer.headers).get(b"link") == headers.get(b"link")


@pytest.mark.parametrize(
    "url",
    [
        "/v1/claims?q=said&limit=2", "/v1/claims?q=said&include=total&sort=relevance", "/v1/claims?q=said&cursor=x",
        "/v1/claims?q=", "/v1/claims?q=%22a", "/v1/claims?q=said&q=that", "/v1/claims?q=nobodysaysthis",
        "/v1/figures?q=killed&limit=1&measure=killed", "/v1/articles?q=soldiers&limit=1", "/v1/entities?q=armenia",
        "/v1/claims?sort=relevance",
    ],
)  # fmt: skip
def test_a_search_is_answered_as_by_its_route(app: Application, url: str) -> None:
    status, headers, body = _routed(app, url)
    assert _at_once(app, url) is None
    for _ in range(2):  # found, and kept
        answer = _asked(app, url)
        assert (answer[0], answer[2]) == (status, body)
        assert {name: answer[1].get(name) for name in headers} == headers


@pytest.mark.parametrize("url", ["/v1/claims?q=said", "/v1/entities?q=mali"])
def test_a_search_that_takes_too_long_is_told(app: Application, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS", -1.0)
    monkeypatch.setattr(sqlite, "_STEPS", 1)
    status, headers, body = _asked(app, url)
    assert status == 503
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"retry-after"]
    assert b"takes too long" in body


def test_pages_lead_on_as_those_of_the_route(app: Application, made: Database) -> None:
    url: str | None = "/v1/claims?limit=3&voice=attributed"
    pages = 0
    while url and pages < 5:
        _, _, body = _routed(app, url)
        answer = _at_once(app, url)
        assert (answer is not None) == isinstance(made, Sqlite)
        assert answer is None or answer.body == body
        following = orjson.loads(body)["next"]
        url = following and following.removeprefix("http://here")
        pages += 1
    assert pages > 2


def _exchange(client: httpx.Client, *requests: str) -> bytes:
    """Send requests in one piece, the last of which closes the connection, and return all that comes back."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=10) as connection:
        connection.sendall("".join(requests).encode())
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


def _get(path: str, *headers: str, version: str = "1.1") -> str:
    return "\r\n".join([f"GET {path} HTTP/{version}", "Host: here", *headers, "", ""])


def test_requests_sent_together_are_answered_in_their_order(reader: httpx.Client) -> None:
    asked = ["/v1/claims?limit=1", "/v1/vocabularies", "/v1/claims?limit=2", "/v1/claims?limit=0", "/v1/claims?limit=3"]
    received = _exchange(reader, *map(_get, asked[:-1]), _get(asked[-1], "Connection: close"))
    answers = [reader.get(path) for path in asked]
    assert received.count(b"HTTP/1.1 ") == len(asked)
    at = 0
    for answer in answers:
        body = answer.content
        found = received.find(body.split(b'"next"')[0], at) if answer.is_success else received.find(b" 422 ", at)
        assert found >= at
        at = found + 1


@pytest.mark.parametrize(("version", "headers"), [("1.1", ["Connection: close"]), ("1.0", [])])
def test_who_does_not_go_on_is_not_waited_for(reader: httpx.Client, version: str, headers: list[str]) -> None:
    received = _exchange(reader, _get("/v1/claims?limit=1", *headers, version=version))
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nconnection: close" in head
    assert orjson.loads(body)["items"]


def test_a_request_with_a_body_is_read_to_its_end(reader: httpx.Client) -> None:
    body = _get("/v1/claims?limit=2", "Connection: close")  # what would be a request of its own
    received = _exchange(
        reader,
        _get("/v1/claims?limit=1", f"Content-Length: {len(body)}") + body,
        _get("/v1/claims?limit=3", "Connection: close"),
    )
    assert received.count(b"HTTP/1.1 200 ") == 2


def test_the_id_of_a_request_comes_back(reader: httpx.Client) -> None:
    for path in ("/v1/claims?limit=1", "/v1/vocabularies"):
        assert reader.get(path, headers={"X-Request-ID": "mine-7"}).headers["X-Request-ID"] == "mine-7"
        assert reader.get(path, headers={"X-Request-ID": "not mine"}).headers["X-Request-ID"] != "not mine"
        head = reader.head(path, headers={"Accept-Encoding": "identity"})
        whole = reader.get(path, headers={"Accept-Encoding": "identity"})
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["Content-Length"]) == len(whole.content)
