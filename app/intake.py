"""Ingesting as a person watches it: progress on a terminal, a line for each failure, interruptions put off."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.ingestion import batch
from app.ingestion.batch import Counts
from app.ingestion.executors import Workers, cores
from app.ingestion.sources import Input, Meter
from app.interruption import Interruption
from app.storage.database import Database

_SHOWN_SECONDS = 0.1  # between two changes of what is shown


def ingest(
    database: Database,
    inputs: Iterable[Input],
    counts: Counts,
    *,
    pipeline: str | None = None,
    jobs: int = 1,
    live: bool = False,
    meter: Meter | None = None,
    size: int | None = None,
) -> None:
    """Store what comes in, counted in `counts`, which is right however this ends; `pipeline` is the setting.

    Articles are read in this process, or by `jobs` others if more than one; 0 is one for each core. When `inputs` are
    `live` and read here, each article is stored before the next is waited for, and not with others. The time left is
    shown when `meter` tells how many bytes of `size` have been read.
    """
    jobs = jobs or cores()
    group = 1 if live and jobs == 1 else batch.GROUP
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    columns = [SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()]
    sized = [BarColumn(20), TimeRemainingColumn(), TextColumn("left")] if meter and size else []
    bar = Progress(*columns, *sized, console=console, transient=True, disable=not sys.stderr.isatty())
    workers = Workers(jobs, pipeline=pipeline) if jobs > 1 else nullcontext()
    with Interruption() as interruption, bar, workers as executor:
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
            at_once=jobs,
        ):
            if refused:
                console.print(f"{refused.source}: {refused.reason}")
            now = time.monotonic()
            if not bar.disable and now - shown >= _SHOWN_SECONDS:
                shown = now
                rate = f"{counts.seen / (now - began):,.1f} a second"
                bar.update(task, description=f"{told(counts)}; {rate}", completed=meter.bytes if meter else 0)


def size_of(paths: Sequence[str]) -> int | None:
    """Return the bytes of all these files; None when one of them is no file, so that nobody knows."""
    try:
        return sum(Path(path).stat().st_size for path in paths) if all(Path(path).is_file() for path in paths) else None
    except OSError:
        return None


def told(counts: Counts) -> str:
    """Return the counts as one line."""
    return f"{counts.stored:,} stored, {counts.existing:,} already there, {counts.failed:,} failed"


def as_json(counts: Counts, *, complete: bool) -> dict[str, Any]:
    """Return the counts and the first failures; `complete` unless the batch was ended early."""
    failures = [{"source": refused.source, "reason": refused.reason} for refused in counts.failures]
    numbers = {"stored": counts.stored, "existing": counts.existing, "failed": counts.failed}
    return {**numbers, "complete": complete, "failures": failures}
