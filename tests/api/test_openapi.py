"""The OpenAPI document is what was committed, its examples are what the service answers, and it says everything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.openapi import EXAMPLES
from app.api.problems import Problem
from app.export.formats import FORMATS
from app.main import create_app
from app.records import (
    ArticleDetail,
    ArticlePage,
    ClaimFacetsRecord,
    ClaimPage,
    ClaimRecord,
    EntityDetail,
    EntityPage,
    FigureFacetsRecord,
    FigurePage,
    FigureRecord,
)
from app.settings import Settings
from app.storage.database import Database
from tests.conftest import ROOT, SEED_DATA, url_of

_SNAPSHOT = Path(__file__).with_name("openapi.json")
_ASSET = ROOT / "app" / "api" / "assets" / "examples.json"
_REGENERATE = os.environ.get("REGENERATE") == "1"
_HOW = "if that is meant: REGENERATE=1 python -m pytest tests/api/test_openapi.py, and look at the difference"

_PRINT = """
import json
from app.main import create_app
from app.settings import Settings
from app.storage import database
app = create_app(Settings(_env_file=None), database.at("none.db"))
print(json.dumps(app.openapi(), indent=1, ensure_ascii=False))
"""


def test_the_examples_are_what_the_service_answers_for_the_seed_article(client: httpx.Client) -> None:
    found = examples(client)
    if _REGENERATE:
        _ASSET.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    else:
        assert found == EXAMPLES, f"the examples in {_ASSET.name} are not what is answered; {_HOW}"


def examples(client: httpx.Client) -> dict[str, Any]:
    """Return the answers shown in the document: those on the 27 casualties of the seed article."""
    text = (SEED_DATA / "2023-09-20-nagorno-karabakh.txt").read_text()
    sentence = next(line for line in text.split("\n") if "27 casualties" in line)
    submission = {"text": sentence, "publisher": "Cnews Live", "published_at": "2023-09-20"}
    extract = get(client.post("/v1/extract", json=submission))
    of_seed = get(client.get("/v1/articles?publisher=Cnews%20Live&limit=1"))
    article = of_seed["items"][0]["id"]
    claims = get(client.get(f"/v1/claims?article={article}&q=%2227%20casualties%22&limit=1&include=total"))
    figures = get(client.get(f"/v1/figures?article={article}&measure=casualties&limit=1&include=total"))
    entities = get(client.get("/v1/entities?q=nagorno-karabakh&kind=place&limit=1"))
    files = {
        "claims": f"article={article}&q=%2227%20casualties%22&limit=1",
        "figures": f"article={article}&measure=casualties&limit=1",
        "articles": "publisher=Cnews%20Live&limit=1",
        "entities": "q=nagorno-karabakh&kind=place&limit=1",
    }
    return {
        "submission": submission,
        "extract": extract,
        "article": extract | {"stored_at": of_seed["items"][0]["stored_at"]},
        "articles": of_seed,
        "claims": claims,
        "claim": claims["items"][0],
        "figures": figures,
        "figure": figures["items"][0],
        "claim_facets": get(client.get("/v1/claims/facets?actor=Azerbaijan&by=claim_type,actor,day&limit=3")),
        "figure_facets": get(client.get("/v1/figures/facets?by=measure,place&limit=3")),
        "entities": entities,
        "entity": get(client.get(f"/v1/entities/{entities['items'][0]['id']}")),
    } | {
        f"{resource}.{form.suffix}": export(client.get(f"/v1/{resource}.{form.suffix}?{query}"))
        for resource, query in files.items()
        for form in FORMATS.values()
        if resource in form.resources and not form.packed
    }


def get(answer: httpx.Response) -> dict[str, Any]:
    """Return an answer without what differs between two runs."""
    found: dict[str, Any] = json.loads(lasting(answer))
    return found


def export(answer: httpx.Response) -> Any:
    """Return an export without what differs between two runs; one that is a JSON document as that."""
    text = lasting(answer)
    documents = ("application/geo+json", "application/feed+json")
    return json.loads(text) if answer.headers["content-type"] in documents else text


def lasting(answer: httpx.Response) -> str:
    """Return the text of an answer without what differs between two runs: the port, and when an article was stored."""
    assert answer.status_code == 200, answer.text
    text = re.sub(r"http://127\.0\.0\.1:[0-9]+/", "http://127.0.0.1:8000/", answer.text)
    text = re.sub(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]+Z", "2026-11-24T08:00:00.000000Z", text)
    return re.sub(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z(?=<|\",\"aut)", "2026-11-24T08:00:00Z", text)


def test_the_document_is_the_committed_one(tmp_path: Path) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", _PRINT], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
    ).stdout  # fmt: skip
    if _REGENERATE:
        _SNAPSHOT.write_text(printed)
    assert printed == _SNAPSHOT.read_text(), f"the document differs from {_SNAPSHOT.name}; {_HOW}"


@pytest.fixture(scope="module")
def document(reader: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = reader.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(path, method): found for path, item in document["paths"].items() for method, found in item.items()}


def test_every_route_is_documented(document: dict[str, Any], made: Database) -> None:
    assert set(operations(document)) == {
        ("/v1/articles", "get"), ("/v1/articles", "post"), ("/v1/articles/{id}", "get"), ("/v1/claims", "get"),
        ("/v1/claims/{id}", "get"),
        ("/v1/claims/facets", "get"), ("/v1/figures/facets", "get"),
        ("/v1/figures", "get"), ("/v1/figures/{id}", "get"), ("/v1/entities", "get"),
        ("/v1/entities/{id}", "get"), ("/v1/extract", "post"), ("/v1/vocabularies", "get"), ("/healthz", "get"),
        ("/readyz", "get"),
    } | {
        (f"/v1/{resource}.{form.suffix}", "get") for form in FORMATS.values() for resource in form.resources
    }  # fmt: skip
    app = create_app(Settings(database=url_of(made), _env_file=None), made)
    documented = set(document["paths"])
    served = {path for route in app.routes for path in paths(route)}
    assert served - documented == {"/", "/docs", "/docs/{name}", "/openapi.json"}


def paths(route: object) -> set[str]:
    """Return the paths of a route or of a router that is included."""
    included = getattr(route, "original_router", None)
    return {route.path} if included is None else {path for inner in included.routes for path in paths(inner)}  # type: ignore[attr-defined]


def test_every_operation_says_what_a_client_needs(document: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    found = operations(document)
    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    for (path, _), operation in found.items():
        assert operation["summary"]
        assert len(operation["description"]) > 20
        assert set(operation["tags"]) <= tags
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
        for status, answer in operation["responses"].items():
            (media,) = answer["content"]
            assert answer["content"][media]["schema"], (path, status)
            expected = "application/json" if int(status) < 400 else "application/problem+json"
            assert media == expected or (path.startswith("/v1/") and "." in path and int(status) == 200)
        if path.startswith("/v1"):
            assert "422" in operation["responses"]
    assert document["openapi"].startswith("3.1")
    assert document["security"] == []
    assert document["info"]["license"]["name"]
    assert document["servers"]


def test_a_write_is_the_only_operation_that_always_needs_a_key(document: dict[str, Any]) -> None:
    needing = {
        key
        for key, operation in operations(document).items()
        if operation.get("security") and {} not in operation["security"]
    }
    assert needing == {("/v1/articles", "post")}
    for scheme in document["components"]["securitySchemes"].values():
        assert scheme["description"]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("article", ArticleDetail), ("extract", ArticleDetail), ("articles", ArticlePage), ("claim", ClaimRecord),
        ("claims", ClaimPage), ("figure", FigureRecord), ("figures", FigurePage),
        ("claim_facets", ClaimFacetsRecord), ("figure_facets", FigureFacetsRecord), ("entity", EntityDetail),
        ("entities", EntityPage),
    ],
)  # fmt: skip
def test_an_example_has_the_documented_shape(name: str, shape: type[ArticleDetail]) -> None:
    shape.model_validate_json(json.dumps(EXAMPLES[name]))


def test_a_problem_has_the_documented_shape(reader: httpx.Client) -> None:
    Problem.model_validate_json(reader.get("/v1/claims?limit=0").content)
