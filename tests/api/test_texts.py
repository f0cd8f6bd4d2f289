"""`POST /v1/extract` and `POST /v1/articles`: what they take, store and refuse."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from app.ingestion import keys
from app.records import ArticleDetail
from app.storage.database import Database
from app.storage.tables import METADATA, api_keys, commits
from app.vocabulary import KeyRight
from tests.api.test_problems import problem
from tests.conftest import Serve

_TEXT = "Armenia said two soldiers were killed in Yerevan.\r\n\r\n“We deny it”, Azerbaijan’s ministry said. 🕊 e\u0301"
_ROUTES = ["/v1/extract", "/v1/articles"]
_JSON = {"Content-Type": "application/json"}


def rows(database: Database) -> int:
    """Return how many rows all tables but those of the keys and the commits have together."""
    with database.read() as connection:
        tables = [table for table in METADATA.sorted_tables if table not in {api_keys, commits}]
        return sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def test_a_text_is_read_and_not_stored(writable: httpx.Client, empty: Database) -> None:
    answer = writable.post("/v1/extract", json={"text": _TEXT, "published_at": "2023-09-20", "publisher": "Wikinews"})
    assert answer.status_code == 200
    article = ArticleDetail.model_validate_json(answer.content)
    assert article.text == _TEXT
    assert article.stored_at is None
    assert article.claims
    assert article.entities
    for record in [*article.claims, *(article.figures or ())]:
        assert _TEXT[record.start : record.end] == record.text
    assert rows(empty) == 0
    assert writable.get("/v1/articles").json() == {"items": [], "next": None}


def test_an_article_is_stored_once(writable: httpx.Client, empty: Database) -> None:
    body = {
        "text": _TEXT, "title": "Two killed", "publisher": "Wikinews", "published_at": "2023-09-20T08:00:00+04:00",
        "url": "https://example.org/a", "language": "en", "licence": "CC BY 2.5",
    }  # fmt: skip
    first = writable.post("/v1/articles", json=body)
    assert first.status_code == 201
    assert {key: first.json()[key] for key in body} == body | {"published_at": "2023-09-20T04:00:00Z"}
    got = writable.get(first.headers["Location"])
    assert got.json() == first.json()
    assert got.json()["text"] == _TEXT
    count = rows(empty)
    again = writable.post("/v1/articles", json=body | {"title": "Another title"})
    assert (again.status_code, again.headers["Location"]) == (200, first.headers["Location"])
    assert again.json() == first.json()
    assert rows(empty) == count


def test_what_is_read_is_what_is_stored(writable: httpx.Client) -> None:
    body = {"text": _TEXT, "published_at": "2023-09-20"}
    read = writable.post("/v1/extract", json=body).json()
    stored = writable.post("/v1/articles", json=body).json()
    assert stored.pop("stored_at")
    assert read.pop("stored_at") is None
    assert stored == read


_BAD_BODIES: list[tuple[bytes | dict[str, Any] | list[Any] | str | None, int, set[str]]] = [
    (b"", 400, set()),
    (b"{", 400, set()),
    (b'{"text": "a"', 400, set()),
    (b'{"text": "a"} b', 400, set()),
    (b"{'text': 'a'}", 400, set()),
    (b'{"text": NaN}', 400, set()),
    (b'{"text": "a", "title": Infinity}', 400, set()),
    (b'{"text": -Infinity}', 400, set()),
    (b'{"text": "a\nb"}', 400, set()),
    (b'{"text": "\xff"}', 400, set()),
    ("\ufeff{}".encode("utf-16"), 400, set()),
    (b'\xef\xbb\xbf{"text": "a"}', 400, set()),
    (b"[" * 100_000, 400, set()),
    (b'{"text":' * 100_000, 400, set()),
    (b'{"text": ' + b"9" * 5000 + b"}", 400, set()),
    (b'{"text": "a", "text": "b"}', 422, {"/text"}),
    (b'{"text": "a\\u0000b"}', 422, {"/text"}),
    (b'{"text": "a\\ud800b"}', 422, {"/text"}),
    (b'{"text": "a", "title": "\\udfff"}', 422, {"/title"}),
    (b'{"text": "a", "\\ud800": 1}', 422, {""}),
    (b'{"text": "a", "\\ud800": 1, "\\ud800": 1}', 422, {"/\\ud800"}),
    (b'{"text": 1e999}', 422, {"/text"}),
    ("text", 422, {""}),
    (["text"], 422, {""}),
    ([], 422, {""}),
    (None, 422, {""}),
    ({}, 422, {"/text"}),
    ({"text": ""}, 422, {"/text"}),
    ({"text": " \n\u2028"}, 422, {"/text"}),
    ({"text": None}, 422, {"/text"}),
    ({"text": 1}, 422, {"/text"}),
    ({"text": ["a"]}, 422, {"/text"}),
    ({"text": {"a": "b"}}, 422, {"/text"}),
    ({"text": "a", "nonsense": 1, "a/b~c": 2}, 422, {"/nonsense", "/a~1b~0c"}),
    ({"text": "a"} | {f"k{n}": 1 for n in range(100_000)}, 422, {""}),
    ({"text": "a", "k" * 100_000: 1}, 422, {"/" + "k" * 1998 + "…"}),
    ({"text": "a", "published_at": "yesterday"}, 422, {"/published_at"}),
    ({"text": "a", "published_at": "2023-02-30"}, 422, {"/published_at"}),
    ({"text": "a", "published_at": "0001-01-01T00:00:00+14:00"}, 422, {"/published_at"}),
    ({"text": "a", "published_at": 1695168000}, 422, {"/published_at"}),
    ({"text": "a", "published_at": "2023-09-20T08:00:00+99:99"}, 422, {"/published_at"}),
    ({"text": "a", "url": "javascript:alert(1)"}, 422, {"/url"}),
    ({"text": "a", "url": "https://"}, 422, {"/url"}),
    ({"text": "a", "url": "https://example.org/" + "a" * 3000}, 422, {"/url"}),
    ({"text": "a", "title": ""}, 422, {"/title"}),
    ({"text": "a", "title": "a" * 501}, 422, {"/title"}),
    ({"text": "a", "title": 5, "publisher": False}, 422, {"/title", "/publisher"}),
    ({"text": "a", "language": "English please"}, 422, {"/language"}),
    ({"text": "a" * 1_000_001}, 422, {"/text"}),
    ({"text": "é" * 600_000}, 422, {"/text"}),
]


@pytest.mark.parametrize(
    ("body", "status", "pointers"), _BAD_BODIES, ids=[str(body)[:40] for body, _, _ in _BAD_BODIES]
)
def test_a_bad_body_is_refused_and_nothing_is_stored(
    refusing: httpx.Client, untouched: Database, body: object, status: int, pointers: set[str]
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    for route in _ROUTES:
        found = problem(refusing.post(route, content=content, headers=_JSON), status)
        assert {fault["pointer"] for fault in found["errors"]} == pointers
    assert rows(untouched) == 0


@pytest.mark.parametrize("route", _ROUTES)
@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data; boundary=x"}, {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/jsonx"}, {"Content-Type": "application/ld+json"},
        {"Content-Type": "text/html, application/json"}, _JSON | {"Content-Encoding": "gzip"},
    ],
    ids=str,
)  # fmt: skip
def test_another_type_of_body_is_refused(refusing: httpx.Client, route: str, headers: dict[str, str]) -> None:
    answer = refusing.post(route, content=b'{"text": "a"}', headers=headers)
    problem(answer, 415)
    assert answer.headers["Accept"] == "application/json"


@pytest.mark.parametrize(
    "type_",
    ["application/json", "Application/JSON", 'application/json; charset="UTF-8"', "application/json;charset=utf-8"],
)
def test_json_is_taken_however_it_is_spelt(refusing: httpx.Client, type_: str) -> None:
    assert refusing.post("/v1/extract", content=b'{"text": "a"}', headers={"Content-Type": type_}).status_code == 200


@pytest.mark.parametrize("route", _ROUTES)
def test_a_query_is_refused(refusing: httpx.Client, route: str) -> None:
    found = problem(refusing.post(f"{route}?text=a", json={"text": "a"}), 422)
    assert [fault["parameter"] for fault in found["errors"]] == ["text"]


def test_storing_needs_a_key_that_may_write(writable: httpx.Client, empty: Database) -> None:
    good = writable.headers.pop("Authorization").removeprefix("Bearer ")
    reading = keys.create(empty, "reader", right=KeyRight.READ).key
    revoked = keys.create(empty, "gone", right=KeyRight.WRITE)
    keys.revoke(empty, revoked.id)
    for headers in (
        {}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {good}"}, {"Authorization": good}, {"X-API-Key": ""},
        {"Authorization": f"Bearer {good}x"}, {"Authorization": f"Bearer {good} {good}"}, {"X-API-Key": good[:-1]},
        {"Authorization": f"Bearer {revoked.key}"}, {"X-API-Key": "a" * 10_000}, {"X-API-Key": "é".encode()},
    ):  # fmt: skip
        answer = writable.post("/v1/articles", json={"text": "a"}, headers=headers)  # type: ignore[arg-type]
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="conflict-records"'
    problem(writable.post("/v1/articles", json={"text": "a"}, headers={"X-API-Key": reading}), 403)
    assert rows(empty) == 0
    assert writable.post("/v1/articles", json={"text": "a"}, headers={"X-API-Key": good}).status_code == 201
    assert (
        writable.post("/v1/articles", json={"text": "b"}, headers={"Authorization": f"bearer  {good}"}).status_code
        == 201
    )
    for path in ("/v1/articles", "/v1/claims", "/docs", "/openapi.json", "/v1/vocabularies"):
        assert writable.get(path).status_code == 200


def test_reading_a_text_needs_a_key_only_where_the_settings_say_so(serve: Serve, empty: Database) -> None:
    reading = keys.create(empty, "reader", right=KeyRight.READ).key
    assert serve(empty).post("/v1/extract", json={"text": "a"}).status_code == 200
    guarded = serve(empty, extract_needs_key=True)
    problem(guarded.post("/v1/extract", json={"text": "a"}), 401)
    assert guarded.post("/v1/extract", json={"text": "a"}, headers={"X-API-Key": reading}).status_code == 200
    assert guarded.get("/v1/claims").status_code == 200


def test_the_same_new_text_from_many_at_once_is_stored_once(writable: httpx.Client) -> None:
    answers: list[httpx.Response] = []

    def post() -> None:
        answers.append(writable.post("/v1/articles", json={"text": _TEXT}))

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.content for answer in answers}) == 1


def test_too_many_texts_at_once_are_told_to_come_back(
    serve: Serve, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.work.WAITING", 0)
    client = serve(empty)
    answers: list[httpx.Response] = []
    body = {"text": "Armenia said two soldiers were killed. " * 1000}

    def post() -> None:
        answers.append(client.post("/v1/extract", json=body))

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [answer for answer in answers if answer.status_code != 200]
    assert 0 < len(refused) < 6
    for answer in refused:
        problem(answer, 503)
        assert answer.headers["Retry-After"]


def test_reading_a_text_does_not_stop_other_answers(writable: httpx.Client) -> None:
    body = {"text": "Armenia said two soldiers were killed. " * 2000}
    posting = threading.Thread(target=lambda: writable.post("/v1/extract", json=body))
    posting.start()
    answered = 0
    while posting.is_alive():
        began = httpx.get(f"{writable.base_url}/healthz")
        answered += began.elapsed.total_seconds() < 0.5
    posting.join()
    assert answered > 3


def test_a_month_is_a_publication_date_without_a_day(writable: httpx.Client) -> None:
    text = "On Tuesday, Mali said that two soldiers were killed."
    answered = writable.post("/v1/articles", json={"text": text, "published_at": "2016-05"})
    assert answered.status_code == 201
    assert answered.json()["published_at"] == "2016-05"
    claims = writable.get("/v1/claims", params={"published_from": "2016-05-01", "published_until": "2016-05-02"})
    assert [claim["time"]["from"] for claim in claims.json()["items"]] == [None]
