"""The commands that read the network: pages, feeds, and the watch that goes on until it is stopped."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ingestion.network.site import Site, answer, html, serving
from tests.test_cli import COMMAND, ENVIRONMENT, made, pipe, run

__all__ = ["made"]  # fixtures

SAID = "Armenia said that {} soldiers were killed on the border on Tuesday, and Azerbaijan denied it."


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened


def _rss(*items: str) -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>The News</title>{listed}</channel></rss>'


def _feed(*items: str) -> bytes:
    return answer(_rss(*items).encode(), "Content-Type: application/rss+xml", 'ETag: "one"')


def _said(number: int) -> str:
    return f"<description>{SAID.format(number)}</description>"


def _page(number: int) -> bytes:
    return html(f"<html><body><article>{f'<p>{SAID.format(number)}</p>' * 3}</article></body></html>")


def _watching(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = ENVIRONMENT | {"CONFLICT_RECORDS_LOG_FORMAT": "json"}
    return subprocess.Popen(
        [*COMMAND, "watch", *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _lines(log: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def test_pages_and_feeds_are_ingested(made: Path, site: Site) -> None:
    (made / "feed.xml").write_text(_rss(_said(1), "<title>nothing</title>"))
    site.answers |= {
        "/feed": _feed(_said(1), _said(2), f"<link>{site.url('/b')}</link>"),
        "/a": _page(3),
        "/b": _page(4),
    }
    feeds = ("--feed", "feed.xml", "--feed", site.url("/feed"))
    done = run(made, "ingest", site.url("/a"), *feeds, "--allow-private", "--follow", "--report", "r.jsonl", code=1)
    assert done.stdout.startswith("4 stored, 1 already there, 1 failed")
    assert "feed.xml[1]: has no text of its own\n" in done.stderr
    refused, counts = [json.loads(line) for line in (made / "r.jsonl").read_text().splitlines()]
    assert refused == {"source": "feed.xml[1]", "reason": "has no text of its own", "kind": "unreadable"}
    assert counts["counts"]["stored"] == 4


def test_nothing_is_fetched_from_nearby_unless_it_is_asked_for(made: Path, site: Site) -> None:
    done = run(made, "ingest", site.url("/a"), "--feed", "http://localhost/feed", code=1)
    assert f"/a: is at port {site.port}, where no web server is expected\n" in done.stderr
    assert "/feed: is at the address " in done.stderr
    log = _lines(_watching(made, site.url(), "http://[::1]/", "--once").communicate(timeout=30)[1])
    assert [line["kind"] for line in log if line["event"] == "refused"] == ["unfetchable"] * 2
    assert site.asked == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ingest",), "give at least one, or --feed"),
        (("watch",), "Missing argument"),
        (("watch", "feed.xml"), "feed.xml: is no http or https address; files are read by `ingest --feed`"),
        (("watch", "https://news.example/feed", "--every", "0"), "--every"),
    ],
)
def test_wrong_use_is_told(made: Path, arguments: tuple[str, ...], told: str) -> None:
    assert told in " ".join(run(made, *arguments, code=2).stderr.replace("│", "").split())


def test_a_watch_takes_what_is_new_once(made: Path, site: Site) -> None:
    site.answers |= {"/": _feed(_said(1), _said(2))}
    watch = ("watch", site.url(), "--once", "--allow-private", "--json")
    assert json.loads(pipe(made, b"", *watch))["stored"] == 2
    site.answers["/"] = answer(status="304 Not Modified")
    assert json.loads(pipe(made, b"", *watch))["existing"] == 0
    assert 'If-None-Match: "one"' in site.asked[1]
    assert (made / "data" / "conflict-records.db.watch.json").is_file()
    assert (
        json.loads(pipe(made, b"", *watch, "--state", "other.json", code=1))["failed"] == 1
    )  # told nothing, it asked for all
    assert "If-None-Match" not in site.asked[2]


def test_a_watch_goes_on_until_it_is_stopped(made: Path, site: Site) -> None:
    site.answers |= {"/good": _feed(_said(1)), "/bad": answer(status="500 Error")}
    watch = _watching(made, site.url("/bad"), site.url("/good"), "--every", "1", "--allow-private")
    _until(lambda: "/good" in site.paths())
    site.answers["/good"] = _feed(_said(2), _said(1))
    _until(lambda: site.paths().count("/good") >= 3)
    watch.send_signal(signal.SIGTERM)
    stdout, log = watch.communicate(timeout=30)
    assert watch.returncode == 0
    assert stdout.startswith(b"2 stored, 0 already there, ")
    polls = [line for line in _lines(log) if line["event"] == "poll"]
    good = [line for line in polls if line["feed"] == site.url("/good")]
    assert [line["stored"] for line in good if line["stored"]] == [1, 1]
    bad = [line for line in polls if line["feed"] == site.url("/bad")]
    assert {line["status"] for line in bad} == {"answers 500"}
    assert bad[0]["level"] == "warning"
    assert run(made, "db", "check").exit_code == 0


def test_a_watch_is_stopped_while_it_waits_for_a_server(made: Path, site: Site) -> None:
    done = threading.Event()

    def silent(connection: socket.socket) -> None:
        done.wait(60)

    site.answers |= {"/": _feed("<title>nothing</title>", f"<link>{site.url('/silent')}</link>"), "/silent": silent}
    watch = _watching(made, site.url(), "--allow-private", "--follow")
    _until(lambda: "/silent" in site.paths())
    began = time.monotonic()
    watch.send_signal(signal.SIGINT)
    stdout, _ = watch.communicate(timeout=30)
    done.set()
    assert time.monotonic() - began < 20
    assert stdout.startswith(b"0 stored, 0 already there, 1 failed")
    assert watch.returncode == 0


def _until(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
