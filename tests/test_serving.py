"""How the service ends: what is under way is answered in time, and who watches it knows at once."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from pathlib import Path

import httpx
import pysqlite3
import pytest

from app.serving import GRACE_SECONDS
from app.storage import database
from tests.queries import corpus
from tests.service import received, rest, serving

_BODY = b'{"text": ""}'  # refused once it is whole, at once: a text would have to wait for others
_HEAD = b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture(scope="module")
def store(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database whose claims are too long for the buffers between server and client: 10 MB in all."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("serving") / "made.db"))
    opened = database.connect(str(path))
    corpus.fill(opened)
    opened.close()
    connection = pysqlite3.connect(str(path))
    records = connection.execute("SELECT position, record FROM claims").fetchall()
    padding = b" " * (10_000_000 // len(records))
    padded = [(record[:-1] + padding + b"}", position) for position, record in records]
    connection.executemany("UPDATE claims SET record = ? WHERE position = ?", padded)
    connection.commit()
    connection.close()
    return path


def test_a_stop_is_told_before_it_comes(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, CONFLICT_RECORDS_DRAIN_SECONDS="4", CONFLICT_RECORDS_METRICS="1") as service:
        told = service.stop()
        assert service.status("/readyz") == 503
        refused = httpx.get(f"{service.url}/readyz")
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["detail"] == "The service is stopping."
        assert int(refused.headers["retry-after"]) > 0
        assert service.status("/healthz") == 200
        assert service.status("/v1/claims?limit=1") == 200
        assert "conflict_records_stopping 1.0" in httpx.get(f"{service.url}/metrics").text
        assert 3.5 < service.ended(told) < 20
        with pytest.raises(httpx.ConnectError):
            service.status("/healthz")


@pytest.mark.parametrize(
    ("seconds", "signals"),
    [
        ("0", (signal.SIGTERM,)),
        ("60", (signal.SIGINT,)),
        ("60", (signal.SIGTERM, signal.SIGTERM)),
        ("60", (signal.SIGTERM, signal.SIGINT)),
    ],
)
def test_nobody_waits_who_does_not_want_to(
    store: Path, tmp_path: Path, seconds: str, signals: tuple[signal.Signals, ...]
) -> None:
    with serving(store, tmp_path, CONFLICT_RECORDS_DRAIN_SECONDS=seconds) as service:
        kept = service.asked(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        service.asked(b"GET /healthz HTTP/1.1\r\nHo")
        assert kept.recv(15).startswith(b"HTTP/1.1 200")
        for number in signals:
            told = service.stop(number)
            time.sleep(0.2)
        assert service.ended(told) < 4


def test_what_is_under_way_is_finished_or_refused(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, CONFLICT_RECORDS_LOG_FORMAT="json") as service:
        export = b"GET /v1/claims.jsonl HTTP/1.1\r\nHost: x\r\nX-Request-ID: %s\r\n\r\n"
        late = service.asked(_HEAD % len(_BODY) + _BODY[:9])
        never = service.asked(_HEAD % len(_BODY) + _BODY[:9])
        text = json.dumps({"text": "Armenia said two soldiers were killed. " * 25_000}).encode()  # of some minute
        long = service.asked(_HEAD % len(text) + text)
        read, unread = service.asked(export % b"read"), service.asked(export % b"unread", buffer=4096)
        assert read.recv(1000) and unread.recv(1000)  # noqa: PT018 - both have begun
        time.sleep(0.5)

        told = service.stop()
        time.sleep(0.5)
        late.sendall(_BODY[9:])
        whole: list[bytes] = []
        reader = threading.Thread(target=lambda: whole.append(rest(read)))
        reader.start()

        status, body = received(late)
        assert (status, json.loads(body)["errors"][0]["pointer"]) == (422, "/text")
        for refused in (never, long):
            status, body = received(refused)
            assert (status, json.loads(body)["status"]) == (503, 503)
            assert "could not finish" in json.loads(body)["detail"]
        assert GRACE_SECONDS - 1 < service.ended(told) < GRACE_SECONDS + 4
        reader.join(20)
        assert whole[0].endswith(b"\r\n0\r\n\r\n")
        assert not rest(unread).endswith(b"0\r\n\r\n")  # so that nobody takes it for whole
    broken = [line["request_id"] for line in service.lines() if line["event"] == "answer broken off by the stop"]
    assert broken == ["unread"]
    assert "Traceback" not in service.log.read_text()
