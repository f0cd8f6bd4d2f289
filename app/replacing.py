"""A file that is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import ConflictRecordsError


class CannotWrite(ConflictRecordsError):
    """A file cannot be written there."""


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give the path of a new file beside `path` to write to; at the end it is on the disk and takes its place.

    After an error or an interruption it is gone, and what was at `path` is as before.
    """
    place = path.resolve()  # so that a link stays one
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with written(path):
            part.open("xb").close()
        yield part
        with written(path):
            _sync(part)
            part.replace(place)
            _sync(place.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Turn what the system says against writing a file into `CannotWrite`."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path}: cannot be written: {error.strerror or error}") from error


def _sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
