"""`html` in the body of a request: read as the article in it, in a process of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.records import ArticleDetail
from app.storage.database import Database
from tests.api.test_problems import problem
from tests.api.test_texts import rows
from tests.conftest import Serve
from tests.ingestion.documents import layouts

_ROUTES = ["/v1/extract", "/v1/articles"]
_PARAGRAPHS = ["Armenia said two soldiers were killed near the border.", "“We deny it”, Azerbaijan’s ministry said. 🕊"]
_PAGE = layouts.news("Two soldiers killed", _PARAGRAPHS)


def test_a_page_is_read_as_the_article_in_it(writable: httpx.Client) -> None:
    answer = writable.post("/v1/extract", json={"html": _PAGE})
    assert answer.status_code == 200
    article = ArticleDetail.model_validate_json(answer.content)
    assert article.text == "\n\n".join(_PARAGRAPHS)
    assert article.claims
    for record in [*article.claims, *(article.figures or ())]:
        assert article.text[record.start : record.end] == record.text
    facts = {"title", "publisher", "published_at", "url", "language", "licence"}
    assert article.model_dump(mode="json", include=facts) == {
        "title": "Two soldiers killed", "publisher": "The Example", "published_at": "2023-09-20",
        "url": "https://example.org/world/story", "language": "en-GB", "licence": None,
    }  # fmt: skip


def test_it_is_the_article_that_its_text_would_be(writable: httpx.Client) -> None:
    stored = writable.post("/v1/articles", json={"html": _PAGE})
    assert stored.status_code == 201
    again = writable.post("/v1/articles", json={"html": layouts.blog("Another layout", _PARAGRAPHS)})
    plain = writable.post("/v1/articles", json={"text": "\n\n".join(_PARAGRAPHS)})
    assert (again.status_code, plain.status_code) == (200, 200)
    assert again.json() == plain.json() == stored.json()


def test_what_is_given_stands_before_what_the_page_states(writable: httpx.Client) -> None:
    given = {
        "title": "T", "publisher": "P", "published_at": "2023-09-21T08:00:00Z", "url": "https://example.com/b",
        "language": "en", "licence": "CC BY 4.0",
    }  # fmt: skip
    read = writable.post("/v1/extract", json={"html": _PAGE} | given).json()
    assert {name: read[name] for name in given} == given


def test_a_piece_of_html_is_taken_whole(writable: httpx.Client) -> None:
    read = writable.post("/v1/extract", json={"html": "<p>Mali said <b>two</b> died.<p>France said four &amp; more."})
    assert read.json()["text"] == "Mali said two died.\n\nFrance said four & more."


_REFUSED: list[tuple[dict[str, Any], set[str], str]] = [
    ({"html": ""}, {"/html"}, "is empty"),
    ({"html": " "}, {"/html"}, "white space"),
    ({"html": 1}, {"/html"}, "is not a string"),
    ({"html": None}, {"/html"}, "is not a string"),
    ({"html": ["<p>x"]}, {"/html"}, "is not a string"),
    ({"html": "a\0"}, {"/html"}, "NUL"),
    ({"html": "<p>x", "text": "x"}, {"/html"}, "cannot be given beside text"),
    ({"html": "<p>x", "nonsense": 1, "title": ""}, {"/nonsense", "/title"}, "is not a key"),
    ({"html": "<html><body><nav><a href=/>Home</a></nav>"}, {"/html"}, "no article text found"),
    ({"html": "<script>x</script>"}, {"/html"}, "no article text found"),
    ({"html": "<div>" * 100_000 + "x"}, {"/html"}, "nested 256 deep"),
    ({"html": "<i></i>" * 200_000}, {"/html"}, "more than 200,000 tags"),
    ({"html": f"<p>{'word ' * 200_001}"}, {"/text"}, "1,000,000 are allowed"),
    ({"html": _PAGE, "published_at": (datetime.now(UTC) + timedelta(days=9)).isoformat()}, {"/published_at"}, "future"),
]


@pytest.mark.parametrize(("body", "pointers", "reason"), _REFUSED, ids=[str(body)[:40] for body, _, _ in _REFUSED])
def test_what_is_wrong_with_it_is_told(
    refusing: httpx.Client, untouched: Database, body: dict[str, Any], pointers: set[str], reason: str
) -> None:
    for route in _ROUTES:
        found = problem(refusing.post(route, json=body), 422)
        assert {fault["pointer"] for fault in found["errors"]} == pointers
        assert reason in str(found["errors"])
    assert rows(untouched) == 0


def test_a_page_that_takes_long_holds_nothing_up(serve: Serve, empty: Database) -> None:
    client = serve(empty, max_reading_seconds=0.5)
    slow = "<html><body><ul>" + "<li>an item of many " * 80_000
    found = problem(client.post("/v1/extract", json={"html": slow}), 503)
    assert found["detail"] == "The text took longer than 0.5 seconds to read."
    assert client.get("/healthz").status_code == 200


def test_the_document_describes_it(writable: httpx.Client) -> None:
    document = writable.get("/openapi.json").json()
    schema = document["paths"]["/v1/extract"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    kinds = [kind["$ref"].rpartition("/")[2] for kind in schema["anyOf"]]
    assert kinds[:2] == ["Submission", "HtmlSubmission"]
    described = document["components"]["schemas"]["HtmlSubmission"]
    assert described["required"] == ["html"]
    assert "spans count" in described["properties"]["html"]["description"]
