"""Metrics: every request is counted once under a route we know, and what is told is what happened."""

from __future__ import annotations

import platform
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as parsed

from app.api import articles, claims, docs, entities, exports, extract, figures, health, metrics, vocabularies
from app.api.meter import BOUNDS, OTHER, Meter
from app.storage import database
from app.storage.database import Database
from app.storage.tables import SCHEMA
from tests.conftest import ROOT, Serve

ROUTERS = [
    module.router
    for module in (articles, claims, docs, entities, exports, extract, figures, health, metrics, vocabularies)
]


@pytest.fixture(scope="module")
def client(serve: Serve, seeded: Database) -> httpx.Client:
    """Give a client of a server of these tests, over all seed articles."""
    return serve(seeded, metrics=True)


def told(client: httpx.Client) -> dict[tuple[str, ...], float]:
    """Return every number by its name and the values of its labels."""
    answered = client.get("/metrics")
    assert answered.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in parsed(answered.text)
        for sample in family.samples
    }


def requests(client: httpx.Client) -> Counter[tuple[str, ...]]:
    """Return the number of requests so far by method, route and status, without those for metrics."""
    name = "conflict_records_requests_total"
    return Counter({key[1:]: int(n) for key, n in told(client).items() if key[0] == name and key[2] != "/metrics"})


@pytest.mark.parametrize(
    ("method", "path", "status", "route"),
    [
        ("GET", "/v1/claims?limit=1", 200, "/v1/claims"),
        ("HEAD", "/v1/claims?limit=1", 200, "/v1/claims"),
        ("GET", "/v1/claims?limit=0", 422, "/v1/claims"),
        ("GET", "/v1/claims/clm_0000000000000", 404, "/v1/claims/{id}"),
        ("GET", "/v1/claims/facets?by=voice", 200, "/v1/claims/facets"),
        ("GET", "/v1/articles/x/y", 404, OTHER),
        ("GET", "/v1/figures.csv", 200, "/v1/figures.csv"),
        ("DELETE", "/v1/claims", 405, "/v1/claims"),
        ("OPTIONS", "/v1/claims", 204, "/v1/claims"),
        ("POST", "/v1/articles", 401, "/v1/articles"),
        ("GET", "/docs/nothing", 404, "/docs/{name}"),
        ("GET", "/", 307, "/"),
        ("GET", "/wp-login.php", 404, OTHER),
        ("GET", "/%0A%22evil%22{}", 404, OTHER),
    ],
)
def test_each_answer_is_counted_by_route_and_status(
    client: httpx.Client, method: str, path: str, status: int, route: str
) -> None:
    before = requests(client)
    assert client.request(method, path).status_code == status
    shown = OTHER if method == "DELETE" else method
    assert requests(client) - before == {(shown, route, str(status)): 1}


def test_answers_that_need_no_route_are_counted_too(client: httpx.Client) -> None:
    """Those of the lane, those kept from before, and those that the client has already."""
    before = requests(client)
    first = client.get("/v1/claims?limit=2")
    client.get("/v1/claims?limit=2")
    assert client.get("/v1/claims?limit=2", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert requests(client) - before == {("GET", "/v1/claims", "200"): 2, ("GET", "/v1/claims", "304"): 1}


def test_durations_are_a_histogram_of_the_same_requests(client: httpx.Client) -> None:
    for _ in range(3):
        client.get("/v1/figures/facets")
    found = told(client)
    name = "conflict_records_request_duration_seconds"
    route = "/v1/figures/facets"
    reached = [found[f"{name}_bucket", str(bound), route] for bound in (*BOUNDS, "+Inf")]
    assert reached == sorted(reached)
    assert reached[-1] == found[f"{name}_count", route] == 3
    assert 0 < found[f"{name}_sum", route] < 30


def test_a_duration_is_put_below_the_first_bound_it_does_not_exceed() -> None:
    meter = Meter(ROUTERS)
    for seconds in (0.0, 0.001, 0.0011, 10.0, 11.0):
        meter.begin()
        meter.end("GET", "/docs", 200, seconds)
    assert meter.durations["/docs"] == pytest.approx([2, 1, *[0] * 10, 1, 1, 21.0021])


def test_every_route_is_counted_as_itself() -> None:
    meter = Meter(ROUTERS)
    for route in meter.durations:
        meter.begin()
        meter.end("GET", route.replace("{id}", "clm_x").replace("{name}", "a.js"), 200, 0.0)
    assert {route for _, route, _ in meter.requests} == set(meter.durations)
    assert all("{" not in route or route.endswith("}") for route in meter.durations)
    assert meter.under_way == 0


def test_made_up_paths_and_methods_make_no_series() -> None:
    meter = Meter(ROUTERS)
    for number in range(1000):
        meter.begin()
        meter.end(f"M{number}", f"/v1/claims/{number}" if number % 2 else f"/{number}/x", 404, 0.0)
    assert meter.requests == {(OTHER, "/v1/claims/{id}", 404): 500, (OTHER, OTHER, 404): 500}


def test_counting_takes_some_microseconds_at_most() -> None:
    meter = Meter(ROUTERS)
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(10_000):
            meter.begin()
            meter.end("GET", "/v1/articles/art_52bcjsy7cv2k9", 200, 0.0007)
        taken.append(time.perf_counter() - began)
    assert min(taken) / 10_000 < 8e-6  # measured: 1.1e-6; the rest is room for a busy machine


def test_the_state_is_told(client: httpx.Client, seeded: Database) -> None:
    found = told(client)
    for name in ("claims", "figures"):
        total = client.get(f"/v1/{name}?include=total&limit=1").json()["total"]
        assert found[(f"conflict_records_{name}",)] == total > 100
    assert found[("conflict_records_database_up",)] == 1
    assert abs(found[("conflict_records_last_commit_timestamp_seconds",)] - time.time()) < 3600
    assert found[("conflict_records_requests_under_way",)] == 1
    assert found[("conflict_records_stopping",)] == 0
    sizes = {key[1]: value for key, value in found.items() if key[0] == "conflict_records_database_bytes"}
    assert sizes == seeded.files()
    assert found[("process_resident_memory_bytes",)] > 1e7
    assert found["conflict_records_build_info", platform.python_version(), SCHEMA, version("conflict-records")] == 1


def test_what_is_under_way_is_told(client: httpx.Client) -> None:
    before = requests(client)
    with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as connection:
        connection.sendall(b"POST /v1/extract HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n")
        connection.sendall(b"Content-Length: 9\r\n\r\n{")
        deadline = time.monotonic() + 10
        while told(client)[("conflict_records_requests_under_way",)] != 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert told(client)[("conflict_records_requests_under_way",)] == 2
    while told(client)[("conflict_records_requests_under_way",)] != 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert requests(client) - before == {("POST", "/v1/extract", "0"): 1}


def test_texts_that_are_read_and_wait_are_told(serve: Serve, empty: Database) -> None:
    client = serve(empty, metrics=True)
    text = "Armenia said two soldiers were killed. " * 400
    threads = [
        threading.Thread(
            target=httpx.post,
            args=(f"{client.base_url}/v1/extract",),
            kwargs={"json": {"text": text}, "timeout": 60},
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    seen = set()
    while any(thread.is_alive() for thread in threads):
        found = told(client)
        seen.add((found[("conflict_records_texts_reading",)], found[("conflict_records_texts_waiting",)]))
        time.sleep(0.02)
    assert (2, 1) in seen
    found = told(client)
    assert found[("conflict_records_texts_reading",)] == found[("conflict_records_texts_waiting",)] == 0


def test_a_database_that_is_gone_is_told_and_the_rest_goes_on(serve: Serve, path: Path) -> None:
    opened = database.connect(str(path))
    client = serve(opened, metrics=True)
    assert told(client)[("conflict_records_database_up",)] == 1
    opened.close()
    shutil.move(path, path.with_suffix(".gone"))
    found = told(client)
    assert found[("conflict_records_database_up",)] == 0
    assert ("conflict_records_claims",) not in found
    assert ("process_cpu_seconds_total",) in found


def test_openmetrics_is_told_on_request(client: httpx.Client) -> None:
    answered = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answered.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "conflict_records_requests_under_way" in {family.name for family in openmetrics(answered.text)}  # type: ignore[no-untyped-call]


def test_without_the_setting_there_are_none(serve: Serve, seeded: Database) -> None:
    client = serve(seeded)
    assert client.get("/metrics").status_code == 404
    assert "/metrics" not in client.get("/openapi.json").json()["paths"]


def test_with_the_setting_it_is_documented(client: httpx.Client) -> None:
    assert "/metrics" in client.get("/openapi.json").json()["paths"]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Give a folder that hides the package metrics need."""
    (tmp_path / "prometheus_client.py").write_text("raise ModuleNotFoundError('prometheus_client')\n")
    return tmp_path


def test_without_the_extra_it_is_named(bare: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "openapi"],
        env={"PYTHONPATH": f"{bare}:{ROOT}", "CONFLICT_RECORDS_METRICS": "1"},
        cwd=bare,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "conflict-records: metrics need `pip install 'conflict-records[metrics]'`\n"
