"""The documentation page: everything it loads comes from here, and a real browser shows it under its strict policy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

_CHROMIUM = shutil.which("chromium")
_BROWSER = pytest.mark.skipif(
    _CHROMIUM is None and os.environ.get("CI") != "true", reason="needs Debian's chromium; required where CI=true"
)

Browse = Callable[[str], tuple[str, list[str]]]


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """Give a function that opens a page and returns what it then holds, and what the browser's console says."""
    assert _CHROMIUM, "chromium is missing: apt-get install chromium"

    def opened(url: str) -> tuple[str, list[str]]:
        flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path}",
            "--enable-logging=stderr", "--log-level=0", "--virtual-time-budget=10000", "--dump-dom",
        ]  # fmt: skip
        run = subprocess.run([_CHROMIUM, *flags, url], capture_output=True, text=True, check=True, timeout=90)
        return run.stdout, [line for line in run.stderr.splitlines() if ":CONSOLE:" in line]

    return opened


@_BROWSER
def test_the_page_shows_every_operation_without_breaking_its_policy(reader: httpx.Client, browse: Browse) -> None:
    page, console = browse(f"{reader.base_url}/docs#/Claims/listClaims")
    document = reader.get("/openapi.json").json()
    shown = set(re.findall(r'data-path="([^"]+)"', page))
    assert shown == set(document["paths"])
    assert "List claims, the newest first." in page  # the operation that the address names is open
    assert all(name in page for name in ("event_until", "bbox", "denial"))
    assert console == []


@_BROWSER
def test_the_browser_reports_what_breaks_a_policy(browse: Browse) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Broken)
    Thread(target=server.serve_forever, daemon=True).start()
    _, console = browse(f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()
    assert any("Content Security Policy" in line for line in console)


class _Broken(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.end_headers()
        self.wfile.write(b"<script>document.title = 'ran'</script>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        pass


def test_the_page_loads_nothing_from_elsewhere(reader: httpx.Client) -> None:
    page = reader.get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    loaded = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert len(loaded) > 4
    for reference in loaded:
        answer = reader.get(f"/{reference}")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].split(";")[0] in {
            "text/css", "text/javascript", "image/svg+xml", "application/json",
        }  # fmt: skip
    assert "<style" not in page.text
    assert re.search(r"<script(?! src)", page.text) is None
