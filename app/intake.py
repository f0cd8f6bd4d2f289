"""Ingesting as a person watches it: progress on a terminal, a line for each failure, interruptions put off."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.errors import InvalidInput
from app.ingestion import batch
from app.ingestion.batch import Counts
from app.ingestion.cluster import Cluster
from app.ingestion.executors import Workers, collect_seldom, cores
from app.ingestion.extracting import one
from app.ingestion.reporting import Report
from app.ingestion.sources import Meter, Source
from app.interruption import Interruption
from app.storage.database import Database

_SHOWN_SECONDS = 0.1  # between two changes of what is shown
_MANY = 1000  # articles, after which the statistics of a database may be those of an empty one


def ingest(
    database: Database,
    inputs: Iterable[Source],
    counts: Counts,
    *,
    pipeline: str | None = None,
    jobs: int = 1,
    cluster: str | None = None,
    report: Report | None = None,
    live: bool = False,
    meter: Meter | None = None,
    size: int | None = None,
) -> None:
    """Store what comes in, counted in `counts`, which is right however this ends; `pipeline` is the setting.

    Articles are read in this process, or by `jobs` others if more than one (0 is one for each core), or by the workers
    of the Dask `cluster` with this address. When `inputs` are `live` and read here, each article is stored before the
    next is waited for, and not with others. The time left is shown when `meter` tells how many bytes of `size` have
    been read.
    """
    workers = _workers(jobs, cluster, pipeline)
    group = 1 if live and not workers else batch.GROUP
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    columns = [SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()]
    sized = [BarColumn(20), TimeRemainingColumn(), TextColumn("left")] if meter and size else []
    bar = Progress(*columns, *sized, console=console, transient=True, disable=not sys.stderr.isatty())
    collect_seldom()
    with Interruption() as interruption, bar, workers or nullcontext() as executor:
        task = bar.add_task(told(counts), total=size)
        began = shown = time.monotonic()
        for refused in batch.ingest(
            database,
            inputs,
            counts,
            pipeline=pipeline,
            whole=interruption.whole,
            group=group,
            executor=executor,
            at_once=executor.at_once if executor else one,
            report=report,
        ):
            if refused:
                console.print(f"{refused.source}: {refused.reason}")
            now = time.monotonic()
            if not bar.disable and now - shown >= _SHOWN_SECONDS:
                shown = now
                rate = f"{counts.seen / (now - began):,.1f} a second"
                bar.update(task, description=f"{told(counts)}; {rate}", completed=meter.bytes if meter else 0)
    if counts.stored >= _MANY:
        database.learn()


def _workers(jobs: int, cluster: str | None, pipeline: str | None) -> Workers | Cluster | None:
    """Return who reads, if not this process."""
    if cluster is not None:
        if jobs != 1:
            raise InvalidInput("--jobs and --cluster: either processes here or the workers of a cluster read")
        return Cluster(cluster)
    jobs = jobs or cores()
    return Workers(jobs, pipeline=pipeline) if jobs > 1 else None


def size_of(paths: Sequence[str]) -> int | None:
    """Return the bytes of all these files; None when one of them is no file, so that nobody knows."""
    try:
        return sum(Path(path).stat().st_size for path in paths) if all(Path(path).is_file() for path in paths) else None
    except OSError:
        return None


def told(counts: Counts) -> str:
    """Return the counts as one line."""
    return f"{counts.stored:,} stored, {counts.existing:,} already there, {counts.failed:,} failed"


def summary(counts: Counts, *, complete: bool, passed_over: Counter[str] | None = None) -> str:
    """Return the counts at the end as one line: the failures by their kind, and whether the batch was ended early.

    `passed_over` are the records of archives that hold no page, by what they are.
    """
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in counts.kinds.most_common())
    others = ", ".join(f"{number:,} {what}" for what, number in (passed_over or Counter()).most_common(5))
    return "".join([
        told(counts),
        f" ({kinds})" if kinds else "",
        f"; passed over in archives: {others}" if others else "",
        "" if complete else "; ended early",
    ])  # fmt: skip


def as_json(counts: Counts, *, complete: bool) -> dict[str, Any]:
    """Return the counts and the first failures; `complete` unless the batch was ended early."""
    failures = [asdict(refused) for refused in counts.failures]
    return {**numbers(counts, complete=complete), "failures": failures}


def numbers(counts: Counts, *, complete: bool) -> dict[str, Any]:
    """Return the counts alone."""
    found = {"stored": counts.stored, "existing": counts.existing, "failed": counts.failed}
    return {**found, "kinds": dict(counts.kinds), "complete": complete}
