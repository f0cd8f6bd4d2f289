"""The mix of requests, all contestants in alternated slices of one run: throughput, CPU time, latency, memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.serve import widening
from benchmarks.serve.asks import SHARES, Asks
from benchmarks.serve.contestants import DATASETTE, FLOOR, ORM, OURS, Contestant, all_of
from benchmarks.serve.servers import Slice, requests_file

_REQUESTS = 20_000  # of the mix, asked in turn
_OF_ONE_KIND = 1500
_SAMPLE = 400  # answers whose length is measured
_WARM = 1.5  # seconds of load that do not count


def run(size: str, *, slices: int = 5, seconds: float = 8.0, kind_seconds: float = 1.0) -> dict[str, Any]:
    """Return what came of the mix, and of each kind of request alone, over the database of a size."""
    database = widening.ready(size)
    asks = Asks(database)
    mixed = asks.mix(_REQUESTS)
    kinds = {kind: asks.only(kind, _OF_ONE_KIND) for kind in [*SHARES, "total", "search"]}

    def average(contestant: Contestant) -> int:
        sample = [asked for asked in contestant.requests(mixed[:_SAMPLE]) if asked[0] != "again"]
        urls = [content.split(b" ", 2)[1].decode() for _, content in sample]
        return round(mean(len(contestant.server.get(url)[2]) for url in urls))

    with all_of(database, bytes_of_answer=average) as contestants:
        whole = {one.name: requests_file(one.requests(mixed), f"{i}-mix") for i, one in enumerate(contestants)}
        of_mix = _alternated(contestants, whole, slices, seconds)
        memory = {one.name: one.server.memory() for one in contestants}
        of_kinds = {}
        for kind, asked in kinds.items():
            # Full text needs a language of its own in each of the others; the floor is the same for all kinds.
            some = [one for one in contestants if kind != "search" or one.name == OURS]
            files = {one.name: requests_file(one.requests(asked), f"{i}-{kind}") for i, one in enumerate(some)}
            of_kinds[kind] = _alternated(some, files, 3, kind_seconds)
    return {
        "size": size,
        "mix": {name: _summary(found) | {"memory_mb": memory[name]} for name, found in of_mix.items()},
        "ratios": _ratios(of_mix, of_kinds, memory),
        "kinds": {kind: {name: _summary(found) for name, found in one.items()} for kind, one in of_kinds.items()},
        "slices": {name: [asdict(one) for one in found] for name, found in of_mix.items()},
    }


def _alternated(
    contestants: Sequence[Contestant], files: dict[str, Path], slices: int, seconds: float
) -> dict[str, list[Slice]]:
    """Return the slices of each contestant, one after the other in turn."""
    found: dict[str, list[Slice]] = {one.name: [] for one in contestants}
    for one in contestants:
        one.server.under(files[one.name], min(_WARM, seconds))
    for which in range(slices):
        start = which * _REQUESTS // slices
        for one in contestants:
            found[one.name].append(one.server.under(files[one.name], seconds, start=start))
    return found


def _summary(found: Sequence[Slice]) -> dict[str, float]:
    return {
        "per_second": median(one.per_second for one in found),
        "cpu_us": median(one.cpu for one in found),
        "p50_ms": median(one.p50 for one in found),
        "p99_ms": median(one.p99 for one in found),
    }


def _ratios(
    mix: dict[str, list[Slice]], kinds: dict[str, dict[str, list[Slice]]], memory: dict[str, float]
) -> dict[str, float]:
    """Return the ratios that count, each the median over the slices that stand side by side."""

    def cpu(of: dict[str, list[Slice]], above: str, below: str) -> float:
        return median(one.cpu / other.cpu for one, other in zip(of[above], of[below], strict=True))

    return {
        "Datasette's CPU time / ours": cpu(mix, DATASETTE, OURS),
        "ORM's CPU time / ours": cpu(mix, ORM, OURS),
        "our CPU time / floor's": cpu(mix, OURS, FLOOR),
        "our 304 / floor's 304": cpu(kinds["again"], OURS, FLOOR),
        "our memory / Datasette's": memory[OURS] / memory[DATASETTE],
    }
