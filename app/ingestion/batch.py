"""Many articles, in groups, counted. What cannot go in is told with its reason and holds nothing up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from app.ingestion import extracting, store
from app.ingestion.documents import page_reading
from app.ingestion.drafting import Draft
from app.ingestion.extracting import Prepared, extract
from app.ingestion.reporting import Report
from app.ingestion.sources import Input, Refusal, Refused, Source
from app.storage.database import Database

GROUP = 300
"""At most so many articles are written in one transaction."""

GROUP_CHARACTERS = 400_000
"""A group is written when its articles have so many characters."""

GROUP_SECONDS = 1.0
"""A group is written when its first article has waited so long."""

_FAILURES_KEPT = 1000  # so that a feed of millions of broken lines does not fill the memory

Whole = Callable[[], AbstractContextManager[object]]
Outcome = store.Stored | Refused


@dataclass
class Counts:
    """What became of a batch so far; right at every moment, also after an interruption."""

    stored: int = 0
    existing: int = 0
    failed: int = 0
    failures: list[Refused] = field(default_factory=list)
    """The first thousand failures."""
    kinds: Counter[Refusal] = field(default_factory=Counter)
    """How many failures there were of each kind."""

    @property
    def seen(self) -> int:
        """Return how many inputs have been dealt with."""
        return self.stored + self.existing + self.failed

    def count(self, outcome: Outcome) -> Refused | None:
        """Count what became of one input; return it if it is a failure."""
        if isinstance(outcome, store.Stored):
            self.stored += outcome.created
            self.existing += not outcome.created
            return None
        self.failed += 1
        self.kinds[outcome.kind] += 1
        if len(self.failures) < _FAILURES_KEPT:
            self.failures.append(outcome)
        return outcome


def ingest(
    database: Database,
    inputs: Iterable[Source],
    counts: Counts,
    *,
    pipeline: str | None = None,
    whole: Whole = nullcontext,
    group: int = GROUP,
    executor: Executor | None = None,
    at_once: Callable[[], int] = extracting.one,
    report: Report | None = None,
) -> Iterator[Refused | None]:
    """Store what comes in and count it in `counts`; give each failure, None for each article that is in the database.

    Pages and articles are read in this process, or by an `executor` that does `at_once()` things at once; this process
    alone writes, in groups of at most `group`. What became of a group is given in the order of the inputs when it is on
    the disk. Writing a group, counting and reporting it happen inside `whole()`, so that a caller can put an
    interruption off until all is done. `pipeline` is the setting. A database or a cluster that is not ready, a pipeline
    that cannot be used and a report that cannot be written end the batch; anything else is the failure of one input.
    """
    waiting: list[tuple[Input, Prepared]] = []
    characters, since = 0, time.monotonic()
    prepared = extract(
        database,
        page_reading.read(inputs, executor=executor, at_once=at_once),
        pipeline=pipeline,
        executor=executor,
        at_once=at_once,
        chunk=min(group, extracting.CHUNK),
        seconds=GROUP_SECONDS,
    )
    for one, found in prepared:
        waiting.append((one, found))
        characters += len(found.text) if isinstance(found, Draft) else 0
        late = time.monotonic() - since >= GROUP_SECONDS
        if late or len(waiting) >= group or characters >= GROUP_CHARACTERS:
            yield from _written(database, waiting, counts, whole, report)
            waiting = []
            characters, since = 0, time.monotonic()
    yield from _written(database, waiting, counts, whole, report)


def _written(
    database: Database, group: list[tuple[Input, Prepared]], counts: Counts, whole: Whole, report: Report | None
) -> list[Refused | None]:
    """Write the articles of a group and return what became of all of it."""
    with whole():
        drafts = [prepared for _, prepared in group if isinstance(prepared, Draft)]
        written = iter(store.write_many(database, drafts) if drafts else ())
        outcomes = []
        for one, prepared in group:
            became = next(written) if isinstance(prepared, Draft) else prepared
            if isinstance(became, Exception):
                became = Refused(one.source, extracting.reason(became), "failed")
            outcomes.append(counts.count(became))
        if report:
            report.add(refused for refused in outcomes if refused)
        return outcomes
