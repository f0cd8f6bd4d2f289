"""What Prometheus is told: the requests of this process, its work, and what its database tells at once.

Each process tells its own and starts at nothing; several are scraped one by one and added up there. Imported only where
metrics are wanted, since it needs an extra.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version
from itertools import accumulate
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from prometheus_client import exposition
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector

from app.api.meter import BOUNDS, Meter
from app.errors import ConflictRecordsError
from app.queries import kept
from app.queries.kinds import CLAIMS, FIGURES
from app.queries.version import current
from app.storage import tables
from app.storage.database import Database
from app.storage.reading import through

router = APIRouter(tags=["Health"])

_LIMITS = [*map(str, BOUNDS), "+Inf"]
_EVERY = (0, 0, 0, 0)  # the key under which the number of all records is kept
_SECONDS = 1.0  # that the database may take for a scrape


@router.get("/metrics", operation_id="getMetrics", summary="Metrics", response_class=Response)
async def get_metrics(request: Request) -> Response:
    """Get the metrics of this process in the text format of Prometheus, or as OpenMetrics when that is asked for."""
    state = request.app.state
    told = [*_requests(state.meter), *_work(state)]  # in this thread, where nothing changes meanwhile
    told += await to_thread.run_sync(lambda: [*_database(state.database), *_process()])
    encode, media_type = exposition.choose_encoder(request.headers.get("accept", ""))
    return Response(encode(_Told(told)), headers={"Content-Type": media_type})


class _Told:
    """Metrics as the encoders take them."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


def _requests(meter: Meter) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "conflict_records_requests",
        "Requests by method, route and status; the status is 0 where the client went before it was answered.",
        labels=("method", "route", "status"),
    )
    for (method, route, status), number in sorted(meter.requests.items()):
        requests.add_metric((method, route, str(status)), number)
    yield requests
    durations = HistogramMetricFamily(
        "conflict_records_request_duration_seconds",
        "Time from the head of a request to the end of its answer.",
        labels=("route",),
    )
    for route, counted in meter.durations.items():
        if any(counted):
            reached = list(zip(_LIMITS, accumulate(counted[:-1]), strict=True))
            durations.add_metric((route,), reached, counted[-1])
    yield durations
    yield _gauge("conflict_records_requests_under_way", "Requests under way, this one among them.", meter.under_way)


def _work(state: Any) -> Iterator[Metric]:
    turns = state.work.turns
    yield _gauge("conflict_records_texts_reading", "Texts of requests that are being read.", turns.taken)
    yield _gauge("conflict_records_texts_waiting", "Texts of requests that wait for their turn.", turns.waiting)
    yield _gauge("conflict_records_exports_open", "Exports under way.", state.streams.open)
    yield _gauge("conflict_records_stopping", "1 from the moment it was asked to stop.", state.stopping)


def _database(database: Database) -> Iterator[Metric]:
    """Give what a few rows tell; of a database that does not answer, only that."""
    try:
        with database.read(deadline=_SECONDS) as connection:
            ask = through(connection)
            claims, figures = (kept.sizes(ask, kind, [_EVERY]).get(_EVERY, 0) for kind in (CLAIMS, FIGURES))
        commit, files = current(database), database.files()
    except ConflictRecordsError:
        yield _gauge("conflict_records_database_up", "1 if the database answers.", 0)
        return
    yield _gauge("conflict_records_database_up", "1 if the database answers.", 1)
    yield _gauge("conflict_records_claims", "Claims in the database.", claims)
    yield _gauge("conflict_records_figures", "Figures in the database.", figures)
    sizes = GaugeMetricFamily("conflict_records_database_bytes", "Size of the database, by its files.", labels=["file"])
    for name, size in files.items():
        sizes.add_metric([name], size)
    yield sizes
    yield _gauge("conflict_records_last_commit_timestamp_seconds", "When the database changed last.", commit / 1e6)


def _process() -> Iterator[Metric]:
    labels = {"version": version("conflict-records"), "schema": tables.SCHEMA, "python": platform.python_version()}
    build = GaugeMetricFamily("conflict_records_build_info", "Always 1; the labels tell.", labels=[*labels])
    build.add_metric([*labels.values()], 1)
    yield build
    yield from ProcessCollector(registry=None).collect()


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
