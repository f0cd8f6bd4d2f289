"""Log lines of a running service: one a line whatever was sent, with the id of its request, without secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pysqlite3
import pytest

from app.ingestion import keys
from app.storage import database
from app.vocabulary import KeyRight
from tests.service import received, rest, serving

_HOSTILE = [
    b"/v1/%0A%0D%22%7D", b"/a%00b", b"/%ff%fe", b'/"}{"event":"x"}', b"/\\n\\u0000", b"/" + b"a" * 5000,
    b"/%E2%80%A8%C2%85", b"//evil", b"/v1/claims/%zz", b"/\x7f", b"/<script>",
]  # fmt: skip


def change(path: Path, statement: str) -> None:
    """Do to the database what a person may do who should not."""
    connection = pysqlite3.connect(str(path))
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_each_request_is_one_line_of_json_whatever_its_path(path: Path, tmp_path: Path) -> None:
    with serving(path, tmp_path, CONFLICT_RECORDS_LOG_FORMAT="json") as service:
        began = len(service.lines())
        for number, target in enumerate(_HOSTILE):
            head = b"GET %s HTTP/1.1\r\nHost: x\r\nX-Request-ID: h-%d\r\nConnection: close\r\n\r\n" % (target, number)
            received(service.asked(head))
        lines = service.lines()[began:]
    sent = {line["request_id"]: line["path"] for line in lines if line["event"] == "request"}
    refused = len(_HOSTILE) - len(sent)  # by the parser: no request, but a line of its own
    assert refused <= 1
    assert [line["event"] for line in lines].count("request") == len(sent)
    for name, shown in sent.items():
        assert shown == _HOSTILE[int(name.removeprefix("h-"))].decode()


def test_every_line_about_a_request_has_its_id(path: Path, tmp_path: Path) -> None:
    with serving(path, tmp_path, CONFLICT_RECORDS_LOG_FORMAT="json") as service:
        change(path, "UPDATE alembic_version SET version_num = '0001'")
        answered = httpx.get(f"{service.url}/readyz", headers={"X-Request-ID": "proxy-1"})
        assert (answered.status_code, answered.headers["x-request-id"]) == (503, "proxy-1")
        made_up = httpx.get(f"{service.url}/readyz", headers={"X-Request-ID": "no id\tat all"}).headers["x-request-id"]
        lines = service.lines()
    assert [line["event"] for line in lines if line.get("request_id") == "proxy-1"] == ["not ready", "request"]
    assert [line["event"] for line in lines if line.get("request_id") == made_up] == ["not ready", "request"]


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_line_tells_a_key_or_a_text(path: Path, tmp_path: Path, form: str) -> None:
    opened = database.connect(str(path))
    key = keys.create(opened, "tests", right=KeyRight.WRITE).key
    opened.close()
    article = {"text": "", "title": "Two soldiers were killed"}  # which is refused without being read
    with serving(path, tmp_path, CONFLICT_RECORDS_LOG_FORMAT=form) as service:
        url = f"{service.url}/v1/articles"
        for header, status in ({"Authorization": f"Bearer {key}"}, 422), ({"X-API-Key": key}, 422):
            assert httpx.post(f"{url}?key={key}", json=article, headers=header).status_code == status
        assert httpx.post(url, json=article, headers={"X-API-Key": key[:-1]}).status_code == 401
        change(path, "DROP TABLE api_keys")
        assert httpx.post(url, json=article, headers={"X-API-Key": key}).status_code == 500
        log = service.log.read_text()
    assert "Traceback" in log
    assert key[:-1] not in log
    assert "soldiers" not in log


def test_lines_below_the_level_are_left_out(path: Path, tmp_path: Path) -> None:
    with serving(path, tmp_path, CONFLICT_RECORDS_LOG_LEVEL="warning", CONFLICT_RECORDS_LOG_FORMAT="json") as service:
        assert service.status("/v1/claims") == 200
        rest(service.asked(b"hello\r\n\r\n"))  # of which uvicorn warns
        change(path, "UPDATE alembic_version SET version_num = '0001'")
        assert service.status("/readyz") == 503
        levels = [line["level"] for line in service.lines()]
    assert levels == ["warning", "error"]


_SCRIPT = """
import logging
import structlog
from app import logs
logs.configure("json", level="debug")
try:
    password = "secret"
    {}["a\\n\\ud800"]
except KeyError:
    structlog.stdlib.get_logger("app.x").exception("line\\nbreak \\x1b[31m \\ud800", value=object)
logging.getLogger("library").debug("of a %s\\n", "library")
logs.REQUEST_ID.set("r-1")
logging.getLogger("library").warning("in a request")
"""


def test_lines_of_libraries_and_of_failures_are_json_too(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, check=True, text=True)
    failed, library, asked = (json.loads(line) for line in done.stderr.split("\n")[:-1])
    assert failed["event"] == "line\nbreak \x1b[31m \ud800"
    assert "KeyError" in failed["exception"]
    assert "secret" not in done.stderr
    assert (library["event"], library["level"], library["logger"]) == ("of a library\n", "debug", "library")
    assert "request_id" not in library
    assert (asked["request_id"], asked["level"]) == ("r-1", "warning")
