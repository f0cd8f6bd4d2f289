"""Many articles, in groups, counted. What cannot go in is told with its reason and holds nothing up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from app.ingestion import extracting, store
from app.ingestion.extracting import Prepared, extract
from app.ingestion.rendering import Rendered
from app.ingestion.sources import Input, Refused
from app.storage.database import Database

GROUP = 300
"""At most so many articles are written in one transaction."""

GROUP_CHARACTERS = 150_000
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
        if len(self.failures) < _FAILURES_KEPT:
            self.failures.append(outcome)
        return outcome


def ingest(
    database: Database,
    inputs: Iterable[Input],
    counts: Counts,
    *,
    pipeline: str | None = None,
    whole: Whole = nullcontext,
    group: int = GROUP,
    executor: Executor | None = None,
    at_once: int = 1,
) -> Iterator[Refused | None]:
    """Store what comes in and count it in `counts`; give each failure, None for each article that is in the database.

    Articles are read in this process, or by an `executor` that does `at_once` things at once; this process alone
    writes, in groups of at most `group`. What became of a group is given in the order of the inputs when it is on the
    disk. Writing a group and counting it happen inside `whole()`, so that a caller can put an interruption off until
    both are done. `pipeline` is the setting. A database that is not ready or a pipeline that cannot be used ends the
    batch; anything else is the failure of one input.
    """
    waiting: list[tuple[Input, Prepared]] = []
    characters, since = 0, time.monotonic()
    prepared = extract(
        database,
        inputs,
        pipeline=pipeline,
        executor=executor,
        at_once=at_once,
        chunk=min(group, extracting.CHUNK),
        seconds=GROUP_SECONDS,
    )
    for one, found in prepared:
        waiting.append((one, found))
        characters += len(found.article.text or "") if isinstance(found, Rendered) else 0
        late = time.monotonic() - since >= GROUP_SECONDS
        if late or len(waiting) >= group or characters >= GROUP_CHARACTERS:
            yield from _written(database, waiting, counts, whole)
            waiting = []
            characters, since = 0, time.monotonic()
    yield from _written(database, waiting, counts, whole)


def _written(
    database: Database, group: list[tuple[Input, Prepared]], counts: Counts, whole: Whole
) -> list[Refused | None]:
    """Write the articles of a group and return what became of all of it."""
    with whole():
        rendered = [prepared for _, prepared in group if isinstance(prepared, Rendered)]
        written = iter(store.write_many(database, rendered) if rendered else ())
        outcomes = []
        for one, prepared in group:
            became = next(written) if isinstance(prepared, Rendered) else prepared
            refused = Refused(one.source, extracting.reason(became)) if isinstance(became, Exception) else became
            outcomes.append(counts.count(refused))
        return outcomes
