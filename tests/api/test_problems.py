"""The one shape of errors, for every route and every kind of bad request."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.vocabulary import ClaimType

_LISTS = ["/v1/articles", "/v1/claims", "/v1/figures", "/v1/entities"]
_RECORDS = {"/v1/articles": "art", "/v1/claims": "clm", "/v1/figures": "fig", "/v1/entities": "ent"}
_PLAIN = ["/v1/vocabularies", "/healthz", "/readyz", "/docs", "/openapi.json", "/"]


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem that an answer is, after checking everything all of them have."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Request-ID"]
    found: dict[str, Any] = answer.json()
    assert set(found) == {"type", "title", "status", "detail", "errors"}
    assert found["type"] == "about:blank"
    assert found["status"] == status
    assert found["title"] == {413: "Content Too Large", 422: "Unprocessable Content"}.get(status, answer.reason_phrase)
    assert found["detail"]
    for fault in found["errors"]:
        assert set(fault) in ({"parameter", "detail"}, {"pointer", "detail"})
    return found


def parameters(answer: httpx.Response) -> set[str]:
    return {fault["parameter"] for fault in problem(answer, 422)["errors"]}


_BAD_QUERIES = [
    ("limit=0", "limit"),
    ("limit=1001", "limit"),
    ("limit=-1", "limit"),
    ("limit=", "limit"),
    ("limit=1.0", "limit"),
    ("limit=1e3", "limit"),
    ("limit=%201", "limit"),
    ("limit=+1", "limit"),
    ("limit=1_0", "limit"),
    ("limit=%D9%A1", "limit"),  # ١
    ("limit=9223372036854775808", "limit"),
    ("limit=" + "9" * 5000, "limit"),
    ("limit=NaN", "limit"),
    ("limit=1&limit=2", "limit"),
    ("limit=1&limit=1", "limit"),
    ("cursor=", "cursor"),
    ("cursor=abc", "cursor"),
    ("cursor=%00", "cursor"),
    ("cursor=" + "A" * 5000, "cursor"),
    ("cursor=AAAAAAAAAAAAWzEsMl0", "cursor"),
    ("sort=name;drop", "sort"),
    ("sort=-published_at&sort=-published_at", "sort"),
    ("include=everything", "include"),
    ("include=total&include=total", "include"),
    ("nonsense=1", "nonsense"),
    ("=1", ""),
    ("Limit=1", "Limit"),
    ("limit[]=1", "limit[]"),
    ("q=", "q"),
    ("q=%20", "q"),
    ("q=%00", "q"),
    ("q=%FF", "q"),
    ("q=%ED%A0%80", "q"),  # a lone surrogate in UTF-8
    ("q=" + "a" * 201, "q"),
    ("q=a&q=b", "q"),
    ("%FF=1", "?"),
    ("publisher=", "publisher"),
    ("publisher=" + "a" * 501, "publisher"),
    ("&".join(f"publisher={n}" for n in range(51)), "publisher"),
    ("article=art_1", "article"),
    ("article=art_8000000000000", "article"),
    ("article=clm_0000000000000", "article"),
    ("published_from=yesterday", "published_from"),
    ("published_from=2023-02-30", "published_from"),
    ("published_from=0000-01-01", "published_from"),
    ("published_from=20230920", "published_from"),
    ("published_from=2023-W38-3", "published_from"),
    ("published_from=1695168000", "published_from"),
    ("published_from=2023-09-20T25:00", "published_from"),
    ("published_from=2023-09-20T08:00:00%2B99:00", "published_from"),
    ("published_from=%D9%A2%D9%A0%D9%A2%D9%A3-09-20", "published_from"),
    ("published_until=2023-09-20&published_until=2023-09-21", "published_until"),
    ("updated_since=-1", "updated_since"),
]

_BAD_CLAIM_QUERIES = [
    ("claim_type=lie", "claim_type"),
    ("claim_type=denial&claim_type=DENIAL", "claim_type"),
    ("claim_type=denial,offer", "claim_type"),
    ("claim_type=", "claim_type"),
    ("voice=loud", "voice"),
    ("actor=", "actor"),
    ("actor=%00", "actor"),
    ("place=" + "%F0%9F%98%80" * 501, "place"),
    ("negated=maybe", "negated"),
    ("negated=1", "negated"),
    ("negated=true&negated=false", "negated"),
    ("quoted=TRUE", "quoted"),
    ("event_from=2023-09-20T00:00:00Z", "event_from"),
    ("event_until=2023-13-01", "event_until"),
    ("bbox=1,2,3", "bbox"),
    ("bbox=1,2,3,4,5", "bbox"),
    ("bbox=1,2,3,", "bbox"),
    ("bbox=a,b,c,d", "bbox"),
    ("bbox=0,10,0,-10", "bbox"),
    ("bbox=-181,0,0,0", "bbox"),
    ("bbox=0,-91,0,0", "bbox"),
    ("bbox=nan,nan,nan,nan", "bbox"),
    ("bbox=1e999,0,0,0", "bbox"),
]

_BAD_OTHERS = [
    ("/v1/figures", "measure=deaths", "measure"),
    ("/v1/figures", "group=x", "group"),
    ("/v1/figures", "unit=miles", "unit"),
    ("/v1/figures", "qualifier=x", "qualifier"),
    ("/v1/figures", "value_min=inf", "value_min"),
    ("/v1/figures", "value_min=1e400", "value_min"),
    ("/v1/figures", "value_max=NaN", "value_max"),
    ("/v1/figures", "value_max=1,000", "value_max"),
    ("/v1/figures", "value_max=" + "9" * 400, "value_max"),
    ("/v1/entities", "kind=person", "kind"),
    ("/v1/entities", "role=KING", "role"),
    ("/v1/entities", "iso3=AZ", "iso3"),
    ("/v1/entities", "iso3=%C3%84BC", "iso3"),
    ("/v1/entities", "sort=-published_at", "sort"),
    ("/v1/entities", "actor=Mali", "actor"),
    ("/v1/articles", "place=Mali", "place"),
    ("/v1/claims", "measure=killed", "measure"),
    ("/v1/vocabularies", "x=1", "x"),
]

_CASES = [
    *((path, query, parameter) for path in _LISTS for query, parameter in _BAD_QUERIES),
    *((path, query, parameter) for path in ("/v1/claims", "/v1/figures") for query, parameter in _BAD_CLAIM_QUERIES),
    *_BAD_OTHERS,
]


@pytest.mark.parametrize(
    ("path", "query", "parameter"), _CASES, ids=[f"{path}?{query[:40]}" for path, query, _ in _CASES]
)
def test_a_bad_query_is_named(reader: httpx.Client, path: str, query: str, parameter: str) -> None:
    assert parameters(reader.get(f"{path}?{query}")) == {parameter}


def test_all_that_is_wrong_is_named_at_once(reader: httpx.Client) -> None:
    assert parameters(reader.get("/v1/claims?limit=0&voice=loud&bbox=1")) == {"limit", "voice", "bbox"}


def test_what_exists_is_listed(reader: httpx.Client) -> None:
    [fault] = problem(reader.get("/v1/claims?claim_type=lie"), 422)["errors"]
    assert all(f"'{code}'" in fault["detail"] for code in ClaimType)
    [fault] = problem(reader.get("/v1/claims?actors=Mali"), 422)["errors"]
    assert all(name in fault["detail"] for name in ("actor", "event_from", "cursor", "include", "bbox"))
    [fault] = problem(reader.get("/v1/entities?sort=x"), 422)["errors"]
    assert all(name in fault["detail"] for name in ("-articles", "name", "-stored_at"))


@pytest.mark.parametrize("path", _LISTS)
@pytest.mark.parametrize(
    "id_",
    [
        "facet", "PREFIX_0000000000000", "PREFIX_zzzzzzzzzzzzz", "PREFIX_8000000000000", "PREFIX_000000000000",
        "PREFIX_00000000000000", "PREFIX_000000000000O", "PREFIX_٠٠٠٠٠٠٠٠٠٠٠٠٠", "1", "-1", "9223372036854775808",
        "%00", "%FF", "%0A", "..", "%2e%2e", "PREFIX_0000000000000%00", "'", "%F0%9F%98%80", "a" * 5000,
        "PREFIX_0000000000000.csv",
    ],
)  # fmt: skip
def test_an_id_of_nothing_is_not_found(reader: httpx.Client, path: str, id_: str) -> None:
    problem(reader.get(f"{path}/{id_.replace('PREFIX', _RECORDS[path])}"), 404)


@pytest.mark.parametrize("path", _LISTS)
def test_an_id_of_another_kind_is_not_found(reader: httpx.Client, path: str) -> None:
    for other, prefix in _RECORDS.items():
        record = reader.get(f"{other}?limit=1").json()["items"][0]["id"]
        answer = reader.get(f"{path}/{record}")
        assert record.startswith(prefix)
        assert answer.status_code == (200 if path == other else 404)


@pytest.mark.parametrize("parameter", ["include=text", "include=entities;claims", "fields=text"])
def test_a_bad_query_for_one_article_is_named(reader: httpx.Client, parameter: str) -> None:
    article = reader.get("/v1/articles").json()["items"][0]["id"]
    assert parameters(reader.get(f"/v1/articles/{article}?{parameter}")) == {parameter.partition("=")[0]}


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/v1", "/v2/claims", "/v1/claim", "/v1/entities/facets/x", "/v1/claims.xlsx", "/v1/disputes",
        "/V1/claims", "/docs/nothing", "/docs/docs.html", "/docs/..%2fopenapi.py", "/redoc", "/%00", "/%FF", "//",
        "/v1//claims", "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_an_unknown_path_is_not_found(reader: httpx.Client, path: str) -> None:
    problem(reader.get(httpx.URL(str(reader.base_url).rstrip("/") + path)), 404)


@pytest.mark.parametrize("path", [*_LISTS, *(path for path in _PLAIN if path != "/"), "/v1/extract"])
def test_a_trailing_slash_is_not_found(reader: httpx.Client, path: str) -> None:
    problem(reader.get(f"{path}/"), 404)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/articles", "GET, HEAD, POST, OPTIONS"),
        ("/v1/extract", "POST, OPTIONS"),
        *((path, "GET, HEAD, OPTIONS") for path in [*_LISTS[1:], "/v1/claims/clm_0000000000000", *_PLAIN]),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_a_method_that_is_not_possible_names_those_that_are(
    reader: httpx.Client, path: str, allowed: str, method: str
) -> None:
    if method in allowed:
        return
    answer = reader.request(method, path)
    assert answer.headers["Allow"] == allowed
    if method == "HEAD":
        assert (answer.status_code, answer.content) == (405, b"")
    else:
        problem(answer, 405)


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/claims/clm_0000000000000", "/docs"])
def test_options_tells_the_methods_and_allows_other_sites_no_more_than_reading(reader: httpx.Client, path: str) -> None:
    asking = {"Origin": "https://news.example", "Access-Control-Request-Method": "POST"}
    answer = reader.options(path, headers=asking)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"].startswith("GET, HEAD")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Methods" not in answer.headers
    assert "Access-Control-Allow-Headers" not in answer.headers
    problem(reader.options("/nothing"), 404)
