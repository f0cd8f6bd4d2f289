"""What all answers have: headers, an id, a line in the log; HEAD; and the answer to what nobody foresaw."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Literal

import httpx
import pytest
import structlog
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from tests.api.test_problems import problem
from tests.conftest import url_of

_PATHS = [
    "/", "/docs", "/docs/docs.js", "/docs/swagger-ui-bundle.js", "/openapi.json", "/healthz", "/readyz", "/nothing",
    "/v1/vocabularies", "/v1/articles", "/v1/claims?limit=1", "/v1/claims?limit=0", "/v1/figures", "/v1/entities",
    "/v1/entities/x",
]  # fmt: skip


@pytest.mark.parametrize("path", _PATHS)
def test_every_answer_has_the_headers(reader: httpx.Client, path: str) -> None:
    headers = reader.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert len(headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", _PATHS)
def test_head_answers_like_get(reader: httpx.Client, path: str) -> None:
    apart = {"date", "x-request-id"}
    whole = {"Accept-Encoding": "identity"}
    got, head = reader.get(path, headers=whole), reader.head(path, headers=whole)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert {(k, v) for k, v in head.headers.items() if k not in apart} == {
        (k, v) for k, v in got.headers.items() if k not in apart
    }
    assert int(head.headers["Content-Length"]) == len(got.content)


def test_a_request_keeps_its_id(reader: httpx.Client) -> None:
    assert reader.get("/healthz", headers={"X-Request-ID": "abc-1.2_3"}).headers["X-Request-ID"] == "abc-1.2_3"
    assert reader.get("/nothing", headers={"X-Request-ID": "abc"}).headers["X-Request-ID"] == "abc"
    for refused in (b"a b", b"a" * 101, b"", b'"', b"<script>", "é".encode()):
        answered = reader.get("/healthz", headers={b"X-Request-ID": refused}).headers["X-Request-ID"]
        assert len(answered) == 32


async def answer(app: FastAPI, path: str) -> httpx.Response:
    """Return what the application answers, in this process."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        return await client.get(path)


@pytest.mark.anyio
@pytest.mark.parametrize("form", ["console", "json"])
async def test_each_request_is_one_line_of_the_log(
    made: Database, form: Literal["console", "json"], capfd: pytest.CaptureFixture[str]
) -> None:
    app = create_app(Settings(database=url_of(made), log_format=form, _env_file=None), made)
    await answer(app, "/v1/claims?limit=0")
    await answer(app, "/v1/%0A%1B%5B31mred")
    lines = capfd.readouterr().err.splitlines()
    for line, path, status in zip(lines, ("/v1/claims", "/v1/%0A%1B%5B31mred"), (422, 404), strict=True):
        if form == "json":
            facts = json.loads(line)
            assert facts.pop("ms") >= 0
            assert len(facts.pop("request_id")) == 32
            assert abs(datetime.now(UTC) - datetime.fromisoformat(facts.pop("timestamp"))) < timedelta(minutes=1)
            assert facts == {"event": "request", "level": "info", "method": "GET", "path": path, "status": status}
        else:
            told = f"[-0-9T:.]+[+]00:00 request method=GET path={re.escape(path)} status={status} ms=[0-9.]+ "
            assert re.fullmatch(f"{told}request_id=[0-9a-f]{{32}}", line)


@pytest.mark.anyio
async def test_what_nobody_foresaw_is_a_500_that_says_nothing(made: Database) -> None:
    app = create_app(Settings(database=url_of(made), _env_file=None), made)
    app.add_api_route("/broken", broken)
    with structlog.testing.capture_logs() as lines:
        found = problem(await answer(app, "/broken"), 500)
    assert "secret" not in found["detail"]
    assert [line["event"] for line in lines] == ["request failed"]
    assert lines[0]["request_id"] in found["detail"]


async def broken() -> None:
    raise ZeroDivisionError("secret")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
