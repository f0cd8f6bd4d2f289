"""Pages in, articles out, in their order among the inputs that need no such reading; here or by any executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor

from app.errors import ClusterNotReady, ConflictRecordsError, InvalidInput
from app.ingestion import extracting
from app.ingestion.documents import pages
from app.ingestion.documents.pages import Page
from app.ingestion.hurrying import hurried
from app.ingestion.sources import Found, Input, Refused, Source

_AHEAD = 4  # pages at most are away for each thing that the executor does at once
_AHEAD_BYTES = 20_000_000  # and no more than one if it is that large
_TRIES = 2


def read(
    inputs: Iterable[Source], *, executor: Executor | None = None, at_once: Callable[[], int] = extracting.one
) -> Iterator[Input]:
    """Give the inputs in their order, with the article in each page, or why there is none, instead of the page.

    Without an `executor` nothing is read ahead. With one that does `at_once()` things at once, some pages are. A page
    that an executor loses, by a process that dies, is sent again; one that is lost twice more is refused. Raises
    ClusterNotReady.
    """
    if executor is None:
        yield from (article(one) if isinstance(one, Page) else one for one in inputs)
        return
    ahead: deque[Input | _Away] = deque()
    for one in inputs:
        ahead.append(_Away(one, executor) if isinstance(one, Page) else one)
        while ahead and (_is_there(ahead[0]) or _are_enough(ahead, at_once())):
            yield _landed(ahead.popleft())
    while ahead:
        yield _landed(ahead.popleft())


def article(page: Page) -> Input:
    """Return the article in a page, in whatever process, or the reason why there is none."""
    try:
        with hurried(extracting.LONGEST_SECONDS):
            return Found(page.source, pages.article(page))
    except InvalidInput as error:
        return Refused(page.source, str(error), "invalid")
    except ConflictRecordsError as error:
        return Refused(page.source, str(error))
    except Exception as error:  # noqa: BLE001 - a fault of ours in one page must not lose the others
        return Refused(page.source, extracting.reason(error), "failed")


class _Away:
    """A page that an executor reads."""

    def __init__(self, page: Page, executor: Executor) -> None:
        self.page = page
        self._executor = executor
        self._found = executor.submit(article, page)

    @property
    def is_done(self) -> bool:
        """Tell whether there is nothing to wait for."""
        return self._found.done()

    def landed(self) -> Input:
        """Wait for what became of the page."""
        why = ""
        for again in range(1 + _TRIES):
            if again:
                self._found = self._executor.submit(article, self.page)
            try:
                return self._found.result()
            except ClusterNotReady:
                raise
            except BrokenExecutor:
                why = "ended the process that read it"
            except Exception as error:  # noqa: BLE001 - whatever an executor says of what it has lost
                why = extracting.reason(error)
        return Refused(self.page.source, f"{why}, three times", "killed")


def _is_there(one: Input | _Away) -> bool:
    return not isinstance(one, _Away) or one.is_done


def _landed(one: Input | _Away) -> Input:
    return one.landed() if isinstance(one, _Away) else one


def _are_enough(ahead: deque[Input | _Away], at_once: int) -> bool:
    held = sum(len(one.page.content) for one in ahead if isinstance(one, _Away))
    return len(ahead) > _AHEAD * at_once or held > _AHEAD_BYTES
