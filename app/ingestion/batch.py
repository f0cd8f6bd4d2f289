"""Many articles, one after the other, counted. What cannot go in is told with its reason and holds nothing up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from app.errors import ConflictRecordsError, DatabaseNotReady
from app.ingestion import store
from app.ingestion.sources import Input, Refused
from app.storage.database import Database

_FAILURES_KEPT = 1000  # so that a feed of millions of broken lines does not fill the memory


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


def ingest(
    database: Database,
    inputs: Iterable[Input],
    counts: Counts,
    *,
    whole: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Iterator[Refused | None]:
    """Store what comes in and count it in `counts`; give each failure, None for each article that is in the database.

    Writing an article and counting it happen inside `whole()`, so that a caller can put an interruption off until both
    are done. A database that is not ready ends the batch; anything else is the failure of one input.
    """
    for found in inputs:
        refused = found if isinstance(found, Refused) else None
        if not isinstance(found, Refused):
            try:
                prepared = store.known(database, found.submission) or store.prepare(found.submission)
                with whole():
                    created = not isinstance(prepared, store.Stored) and store.write(database, prepared).created
                    counts.stored += created
                    counts.existing += not created
            except DatabaseNotReady:
                raise
            except ConflictRecordsError as error:
                refused = Refused(found.source, str(error))
            except Exception as error:  # noqa: BLE001 - a fault of ours in one article must not lose the others
                refused = Refused(found.source, f"could not be read ({type(error).__name__}: {error})")
        if refused:
            counts.failed += 1
            if len(counts.failures) < _FAILURES_KEPT:
                counts.failures.append(refused)
        yield refused
