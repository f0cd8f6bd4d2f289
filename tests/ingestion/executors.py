"""Executors for the tests of batches: real ones, and what a batch may meet."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Any

from app.ingestion import extracting
from app.ingestion.drafting import Draft
from app.ingestion.executors import Workers
from app.ingestion.submission import Submission

DEADLY = "This sentence kills."


class Here(Executor):
    """Does at once what is submitted, and remembers how many texts that were."""

    def __init__(self) -> None:
        self.texts = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.texts += len(args[0])
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Broken(Executor):
    """Loses whatever is submitted."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor("lost"))
        return future


class Deadly(Workers):
    """Processes that one text kills; `alone` counts how often it was sent with no other."""

    alone = 0

    def submit(self, _fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.alone += [submission.text for submission in args[0]] == [DEADLY]
        return super().submit(read_or_die, *args, **kwargs)


def read_or_die(submissions: list[Submission], pipeline: str | None, *, log: Path | None = None) -> list[Draft | str]:
    """Read in the process of a worker, or end it and leave a byte in `log`."""
    if any(submission.text == DEADLY for submission in submissions):
        if log:
            with log.open("ab") as file:
                file.write(b".")
        os.kill(os.getpid(), signal.SIGKILL)
    return extracting.read(submissions, pipeline)
