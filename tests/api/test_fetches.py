"""Bodies with only `url`: fetched where that is allowed, and from nowhere that is nobody's business."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from app.api import fetches
from app.ingestion import keys
from app.storage.database import Database
from app.vocabulary import KeyRight
from tests.api.test_problems import problem
from tests.conftest import New, Serve
from tests.ingestion.network.site import Site, answer, html, redirect, serving

ROUTES = ["/v1/extract", "/v1/articles"]
PAGE = (
    '<html lang="en"><head><title>On the border</title><meta property="og:site_name" content="The Site"></head><body>'
    "<nav><a href='/'>Home</a></nav><article><h1>On the border</h1>"
    + "<p>Armenia said that two soldiers were killed on the border on Tuesday, and Azerbaijan denied it.</p>" * 3
    + "</article></body></html>"
)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened


@pytest.fixture(scope="module")
def database(new: New) -> Iterator[Database]:
    with new() as opened:
        yield opened


def _client(serve: Serve, database: Database, **settings: object) -> httpx.Client:
    client = serve(database, **settings)
    client.headers["Authorization"] = f"Bearer {keys.create(database, 'tests', right=KeyRight.WRITE).key}"
    return client


@pytest.fixture(scope="module")
def fetching(serve: Serve, database: Database) -> httpx.Client:
    """Give a client of a server that fetches, also from this machine."""
    return _client(serve, database, fetch_urls=True, fetch_private=True)


@pytest.fixture(scope="module")
def careful(serve: Serve, database: Database) -> httpx.Client:
    """Give a client of a server that fetches from public addresses."""
    return _client(serve, database, fetch_urls=True)


def test_a_page_is_fetched_read_and_stored(fetching: httpx.Client, site: Site) -> None:
    site.answers |= {"/old": redirect("/a"), "/a": html(PAGE)}
    read = fetching.post("/v1/extract", json={"url": site.url("/old")})
    assert read.status_code == 200
    stored = fetching.post("/v1/articles", json={"url": site.url("/old"), "publisher": "Given", "title": "Given too"})
    assert stored.status_code == 201
    article = read.json()
    assert article["text"].startswith("Armenia said that two soldiers")
    assert article["claims"]
    assert [article[key] for key in ("title", "publisher", "url")] == ["On the border", "The Site", site.url("/old")]
    assert [stored.json()[key] for key in ("title", "publisher")] == ["Given too", "Given"]
    assert fetching.get(f"/v1/articles/{article['id']}").json()["text"] == article["text"]
    assert fetching.post("/v1/articles", json={"url": site.url("/a")}).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_fetched_unless_it_is_allowed(serve: Serve, database: Database, site: Site, route: str) -> None:
    site.asked.clear()
    refusal = problem(_client(serve, database).post(route, json={"url": site.url("/a")}), 422)
    assert refusal["errors"] == [{"pointer": "/text", "detail": "is required"}]
    assert site.asked == []


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_is_fetched_beside_a_text(fetching: httpx.Client, site: Site, route: str) -> None:
    site.asked.clear()
    for content in ({"text": "One."}, {"html": "<p>One."}):
        assert fetching.post(route, json={**content, "url": site.url("/a")}).status_code in {200, 201}
    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "[::ffff:127.0.0.1]", "0", "169.254.169.254", "10.0.0.1"]
)
def test_nothing_is_had_from_nearby(careful: httpx.Client, host: str) -> None:
    refusal = problem(careful.post("/v1/extract", json={"url": f"http://{host}/"}), 422)
    (fault,) = refusal["errors"]
    assert fault["pointer"] == "/url"
    assert "from which nothing is fetched" in fault["detail"]


@pytest.mark.parametrize(
    ("values", "pointer", "detail"),
    [
        ({"url": "ftp://example.org/"}, "/url", "is no http or https URL"),
        ({"url": 5}, "/url", "is not a string"),
        ({"url": None}, "/text", "is required"),
        ({"url": "http://a:b@example.org/"}, "/url", "has credentials in it"),
        ({"url": "http://example.org/", "tittle": "x"}, "/tittle", "is not a key of an article"),
        ({"url": "http://example.org:22/"}, "/url", "is at port 22, where no web server is expected"),
        ({"url": "http://nowhere.invalid/"}, "/url", "has a host without an address: nowhere.invalid"),
    ],
)
def test_addresses_that_are_refused(
    careful: httpx.Client, values: dict[str, object], pointer: str, detail: str
) -> None:
    (fault,) = problem(careful.post("/v1/extract", json=values), 422)["errors"]
    assert fault["pointer"] == pointer
    assert fault["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("told", "detail"),
    [
        (answer(status="404 Not Found"), "answers 404"),
        (answer(b"%PDF", "Content-Type: application/pdf"), "is application/pdf"),
        (answer(b"x", length=10**9), "is longer than 10,000,000 bytes"),
        (redirect("http://169.254.169.254/"), "is at the address 169.254.169.254"),
        (b"", "does not answer as it should"),
        (html("<html><body></body></html>"), "no article text found"),
        (answer(b"\xff\xfe\x00\xd8" * 10, "Content-Type: text/html"), ""),
    ],
)
def test_pages_that_are_none(fetching: httpx.Client, site: Site, told: bytes, detail: str) -> None:
    site.answers["/none"] = told
    (fault,) = problem(fetching.post("/v1/articles", json={"url": site.url("/none")}), 422)["errors"]
    assert fault["pointer"] == "/url"
    assert fault["detail"].startswith(detail)


def test_pages_that_drip_hold_nobody_else_up(
    serve: Serve, database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetches, "WAITING", 0)
    fetching = _client(serve, database, fetch_urls=True, fetch_private=True)
    done = threading.Event()

    def silent(connection: socket.socket) -> None:
        done.wait(10)

    site.answers["/slow"] = silent
    site.asked.clear()

    def ask(path: str) -> httpx.Response:
        return fetching.post("/v1/extract", json={"url": site.url(path)})

    waiting = [threading.Thread(target=ask, args=("/slow",)) for _ in range(fetches.AT_ONCE)]
    for one in waiting:
        one.start()
    while len(site.asked) < fetches.AT_ONCE:
        time.sleep(0.01)
    assert problem(ask("/a"), 503)["detail"] == "Too many pages are being fetched; try again soon."
    assert fetching.post("/v1/extract", json={"text": "Armenia said two soldiers were killed."}).status_code == 200
    done.set()
    for one in waiting:
        one.join()
    assert ask("/a").status_code == 200
