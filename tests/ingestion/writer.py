"""Stores one text after the other until it is killed, and says each id: a process of its own for `test_crash`."""

from __future__ import annotations

import sys

from app.ingestion import store
from app.ingestion.rendering import render
from app.ingestion.submission import Submission
from app.storage import database
from tests.ingestion import readings


def write_for_ever(url: str, first: str) -> None:
    """Store texts that start with `first` in the database at `url`."""
    opened = database.connect(url)
    number = 0
    while True:
        submission = Submission(text=f"{readings.TEXT} {first}.{number}")
        print(store.write(opened, render(submission, readings.reading())).id, flush=True)  # noqa: T201 - to the test
        number += 1


if __name__ == "__main__":
    write_for_ever(sys.argv[1], sys.argv[2])
