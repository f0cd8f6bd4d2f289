"""Single records: as the lists show them, and an article with what was asked for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest

from app.records import ArticleDetail, ArticleRecord, ClaimRecord, EntityDetail, FigureRecord
from app.storage import database
from tests.api.test_problems import problem
from tests.conftest import Serve


def first(client: httpx.Client, resource: str) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/v1/{resource}").json()["items"][0]
    return found


@pytest.mark.parametrize(("resource", "shape"), [("claims", ClaimRecord), ("figures", FigureRecord)])
def test_a_record_is_the_same_alone_and_in_a_list(
    reader: httpx.Client, resource: str, shape: type[ClaimRecord]
) -> None:
    record = first(reader, resource)
    alone = reader.get(f"/v1/{resource}/{record['id']}")
    assert alone.json() == record
    shape.model_validate_json(alone.content)


def test_an_entity_alone_has_its_claims_by_type(reader: httpx.Client) -> None:
    listed = reader.get("/v1/entities?iso3=ARM").json()["items"][0]
    alone = reader.get(f"/v1/entities/{listed['id']}").json()
    assert alone == listed | {"claims_by_type": {"denial": 1, "offer": 1, "status_report": 1}}
    assert listed["counts"]["claims"] == 3
    EntityDetail.model_validate(alone)


def test_an_article_alone_has_its_text_and_all_its_records(reader: httpx.Client) -> None:
    listed = first(reader, "articles")
    article = reader.get(f"/v1/articles/{listed['id']}")
    detail = ArticleDetail.model_validate_json(article.content)
    whole = article.json()
    assert {key: whole[key] for key in ArticleRecord.model_fields} == listed
    assert {key: len(whole[key]) for key in ("entities", "claims", "figures")} == listed["counts"]
    for claim in detail.claims or ():
        assert detail.text[claim.start : claim.end] == claim.text
        assert whole["claims"][0] == reader.get(f"/v1/claims/{whole['claims'][0]['id']}").json()
    for entity in detail.entities or ():
        assert entity.mentions
        assert all(detail.text[span.start : span.end] == span.text for span in entity.mentions)
    starts = [claim.start for claim in detail.claims or ()]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("", {"entities", "claims", "figures"}),
        ("?include=", set()),
        ("?include=claims", {"claims"}),
        ("?include=figures,entities", {"figures", "entities"}),
        ("?include=figures&include=entities", {"figures", "entities"}),
    ],
)
def test_include_says_which_records_come(reader: httpx.Client, query: str, given: set[str]) -> None:
    article = reader.get(f"/v1/articles/{first(reader, 'articles')['id']}{query}").json()
    assert {"entities", "claims", "figures"} & set(article) == given
    assert {"text", "problems", "counts"} <= set(article)


def test_vocabularies_define_every_code(reader: httpx.Client) -> None:
    vocabularies = reader.get("/v1/vocabularies").json()
    assert {
        "code": "denial",
        "definition": "says that an alleged or imputable act, intent or responsibility is not so",
    } in (vocabularies["claim_types"])
    assert all(code["code"] and code["definition"] for codes in vocabularies.values() for code in codes)


def test_health(reader: httpx.Client) -> None:
    assert reader.get("/healthz").json() == {"status": "alive"}
    assert reader.get("/readyz").json() == {"status": "ready"}


def test_without_a_database_it_is_alive_but_not_ready(serve: Serve, tmp_path: Path) -> None:
    client = serve(database.at(str(tmp_path / "gone.db")))
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/v1/claims", "/v1/articles/art_0000000000000"):
        answer = client.get(path)
        assert str(tmp_path) not in problem(answer, 503)["detail"]
        assert answer.headers["Retry-After"]
    assert not (tmp_path / "gone.db").exists()


def test_a_database_of_another_schema_is_not_ready(serve: Serve, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    problem(serve(database.at(str(path))).get("/readyz"), 503)


def test_the_root_leads_to_the_documentation(reader: httpx.Client) -> None:
    answer = reader.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (307, "docs")
