"""The tables of a report, in Markdown: what was to be reached, what was measured, and the figures behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Found = dict[str, Any]
_LATENCIES = ("p50_ms", "p99_ms", "cpu_p99_ms")


@dataclass(frozen=True, slots=True)
class Goal:
    """A line of the table of goals. `value` reads it from the results; KeyError when it was not measured."""

    measure: str
    least: float
    aim: float
    value: Callable[[Found], float]
    unit: str = "×"
    more_is_better: bool = False


def _ratio(name: str) -> Callable[[Found], float]:
    return lambda found: float(found["mix"]["ratios"][name])


def _growth(group: str, quantile: str) -> Callable[[Found], float]:
    def value(found: Found) -> float:
        sizes = found["scale"]["sizes"]
        if len(sizes) < 2:
            raise KeyError(group)
        measured = found["scale"]["groups"][group]
        return float(measured[sizes[-1]][quantile] / measured[sizes[0]][quantile])

    return value


def _percent(part: str, name: str) -> Callable[[Found], float]:
    return lambda found: float(found[part][name] * 100)


def _search_at_a_million(found: Found) -> float:
    return float(found["scale"]["groups"]["search with an actor"]["1m"]["cpu_p99_ms"])


GOALS = [
    Goal("mix against Datasette, per CPU time", 5, 8, _ratio("Datasette's CPU time / ours"), more_is_better=True),
    Goal("mix against FastAPI + ORM, per CPU time", 10, 15, _ratio("ORM's CPU time / ours"), more_is_better=True),
    Goal("CPU time against constant bytes", 2.0, 1.3, _ratio("our CPU time / floor's")),
    Goal("304 answers against constant 304", 1.2, 1.05, _ratio("our 304 / floor's 304")),
    Goal("p99 of a full page, largest size against smallest", 2.5, 1.5, _growth("pages", "p99_ms")),
    Goal("facets, p99, largest size against smallest", 2, 1.2, _growth("facets", "p99_ms")),
    Goal("totals, p99, largest size against smallest", 2, 1.2, _growth("totals", "p99_ms")),
    Goal("search with an actor at 1 M, p99 of CPU", 5, 2, _search_at_a_million, unit="ms"),
    Goal("storing against raw executemany", 60, 80, _percent("write", "ratio_cpu"), unit="%", more_is_better=True),
    Goal("readers' p99 during a bulk load against idle", 3, 1.5, lambda found: found["write"]["readers"]["ratio"]),
    Goal("memory against Datasette's", 1 / 4, 1 / 6, _ratio("our memory / Datasette's")),
    Goal(".jsonl against sending the stored bytes", 50, 80, _percent("export", "ratio"), unit="%", more_is_better=True),
]
"""What is to be reached at least, and aimed at."""


def markdown(found: Found) -> str:
    """Return the tables of whatever was measured."""
    parts = [_goals(found)]
    if "mix" in found:
        parts += [_mix(found["mix"]), _kinds(found["mix"])]
    if "scale" in found:
        parts.append(_scale(found["scale"]))
    if "write" in found:
        parts.append(_write(found["write"]))
    if "export" in found:
        parts.append(_export(found["export"]))
    machine = found.get("machine", {})
    parts.append("Measured on " + ", ".join(f"{name} {value}" for name, value in machine.items()) + ".")
    return "\n\n".join(part for part in parts if part)


def _goals(found: Found) -> str:
    rows = []
    for goal in GOALS:
        try:
            value = goal.value(found)
        except KeyError:
            continue
        sign = "≥" if goal.more_is_better else "≤"
        met = (value >= goal.least) if goal.more_is_better else (value <= goal.least)
        reached = (value >= goal.aim) if goal.more_is_better else (value <= goal.aim)
        verdict = "aim" if reached else "yes" if met else "no"
        limits = (f"{sign} {_number(limit)} {goal.unit}" for limit in (goal.least, goal.aim))
        rows.append([goal.measure, *limits, f"**{_number(value)} {goal.unit}**", verdict])
    return _table(["measure", "at least", "aim", "measured", "reached"], rows)


def _mix(mix: Found) -> str:
    rows = [
        [name, *(_number(one[key]) for key in ("per_second", "cpu_us", "p50_ms", "p99_ms", "memory_mb"))]
        for name, one in mix["mix"].items()
    ]
    head = ["contestant", "requests/s", "CPU µs/request", "p50 ms", "p99 ms", "memory MB"]
    return f"The mix over {mix['size']} claims, 8 connections, one worker:\n\n" + _table(head, rows)


def _kinds(mix: Found) -> str:
    names = list(mix["mix"])
    rows = [
        [kind, *(_number(one[name]["cpu_us"]) if name in one else "–" for name in names)]
        for kind, one in mix["kinds"].items()
    ]
    return "CPU µs a request, by kind of request:\n\n" + _table(["kind", *names], rows)


def _scale(scale: Found) -> str:
    head = ["one request at a time", *(f"{size}: p50 / p99 / CPU p99, ms" for size in scale["sizes"])]
    rows = [
        [
            group,
            *(" / ".join(f"{one[key]:.2f}" for key in ("p50_ms", "p99_ms", "cpu_p99_ms")) for one in by_size.values()),
        ]
        for group, by_size in scale["groups"].items()
    ]
    return _table(head, rows)


def _write(write: Found) -> str:
    lines = [
        f"Storing into {write['size']} claims: {_number(write['records_per_cpu_second'])} claims and figures a second"
        f" of CPU time, {_number(write['rows_per_article'])} rows an article; "
        + ", ".join(f"{name} {_number(rate)} articles/s" for name, rate in write["articles_per_second"].items())
        + f". Against the driver alone {write['ratio_cpu']:.0%} by CPU time, {write['ratio']:.0%} by wall time.",
        f"Readers' p99: {_number(write['readers']['idle_p99_ms'])} ms idle,"
        f" {_number(write['readers']['loading_p99_ms'])} ms during a bulk load.",
    ]
    return "\n".join(lines)


def _export(export: Found) -> str:
    rates = export["rows_per_second"]
    return (
        f"Export of {export['rows']:,} claims as `.jsonl`: {_number(rates['service'])} rows/s, stored bytes to a socket"
        f" {_number(rates['raw'])} rows/s ({export['ratio']:.0%}; by CPU time {export['ratio_cpu']:.0%}); the service's"
        f" memory grew by {_number(export['memory_grown_mb'])} MB."
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    def lines() -> Iterator[str]:
        yield "| " + " | ".join(head) + " |"
        yield "|" + "---|" * len(head)
        for row in rows:
            yield "| " + " | ".join(row) + " |"

    return "\n".join(lines()) if rows else ""
