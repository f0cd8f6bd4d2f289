"""Ingesting as a person watches it: a progress bar on a terminal, a line for each failure, interruptions put off."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.ingestion import batch
from app.ingestion.batch import Counts
from app.ingestion.sources import Input
from app.interruption import Interruption
from app.storage.database import Database


def ingest(database: Database, inputs: Iterable[Input], counts: Counts) -> None:
    """Store what comes in, counted in `counts`, which is right however this ends."""
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    bar = Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
    with Interruption() as interruption, bar:
        task = bar.add_task(told(counts), total=None)
        for refused in batch.ingest(database, inputs, counts, whole=interruption.whole):
            bar.update(task, description=told(counts))
            if refused:
                console.print(f"{refused.source}: {refused.reason}")


def told(counts: Counts) -> str:
    """Return the counts as one line."""
    return f"{counts.stored:,} stored, {counts.existing:,} already there, {counts.failed:,} failed"


def as_json(counts: Counts, *, complete: bool) -> dict[str, Any]:
    """Return the counts and the first failures; `complete` unless the batch was ended early."""
    failures = [{"source": refused.source, "reason": refused.reason} for refused in counts.failures]
    numbers = {"stored": counts.stored, "existing": counts.existing, "failed": counts.failed}
    return {**numbers, "complete": complete, "failures": failures}
