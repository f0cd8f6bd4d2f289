"""Conditional requests, compression, and answers that are kept: the same as new ones, and never older."""

from __future__ import annotations

import gzip
from urllib.parse import urlsplit

import httpx
import pytest

from app.ingestion import store
from app.ingestion.submission import Submission
from app.storage.database import Database
from tests.conftest import Serve

_PATHS = [
    "/v1/claims?limit=3",
    "/v1/articles",
    "/v1/figures?measure=killed",
    "/v1/entities?limit=1",
    "/v1/vocabularies",
]
_TEXT = "Armenia's defense ministry said on Tuesday that two soldiers were killed."


@pytest.mark.parametrize("path", _PATHS)
def test_who_has_the_answer_is_told_so(reader: httpx.Client, path: str) -> None:
    answered = reader.get(path)
    assert answered.headers["Cache-Control"] == "no-cache"
    assert answered.headers["Vary"] == "accept-encoding"
    etag = answered.headers["ETag"]
    for tags in (etag, f'"x", {etag}'):
        again = reader.get(path, headers={"If-None-Match": tags})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
        assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert reader.head(path, headers={"If-None-Match": etag}).status_code == 304
    assert reader.get(path, headers={"If-None-Match": 'W/"0-0"'}).content == answered.content


def test_the_tag_of_one_address_is_not_that_of_another(reader: httpx.Client) -> None:
    etag = reader.get("/v1/claims?limit=1").headers["ETag"]
    assert reader.get("/v1/claims?limit=2", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/claims?limit=0", "/v1/claims/x", "/healthz", "/openapi.json"])
def test_refusals_and_other_answers_have_no_tag(reader: httpx.Client, path: str) -> None:
    assert "ETag" not in reader.get(path).headers


def test_what_is_kept_ends_with_the_next_article(serve: Serve, empty: Database) -> None:
    client = serve(empty)
    before = client.get("/v1/claims")
    assert client.get("/v1/claims").content == before.content
    store.store(empty, Submission(text=_TEXT))
    after = client.get("/v1/claims", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert len(after.json()["items"]) == 1
    assert after.headers["ETag"] != before.headers["ETag"]
    assert client.get("/v1/claims").content == after.content


def test_kept_answers_lead_on_at_the_address_they_were_asked_by(reader: httpx.Client) -> None:
    for host in ("one.example", "two.example", "one.example"):
        following = reader.get("/v1/claims?limit=1", headers={"Host": host}).json()["next"]
        assert urlsplit(following).netloc == host


def test_large_answers_are_compressed_for_who_takes_that(reader: httpx.Client) -> None:
    path = "/v1/claims?limit=100"
    plain = reader.get(path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for _ in range(2):  # made, and kept
        with reader.stream("GET", path, headers={"Accept-Encoding": "gzip, br"}) as packed:
            raw = b"".join(packed.iter_raw())
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) == len(raw) < len(plain.content) / 2
        assert gzip.decompress(raw) == plain.content
    small = reader.get("/v1/claims?limit=1&speaker=nobody")
    assert "Content-Encoding" not in small.headers
