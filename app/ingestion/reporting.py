"""What a batch refused, as JSON Lines that are there as soon as it is told, however the batch ends."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from app.errors import InvalidInput
from app.ingestion.sources import Refused
from app.replacing import written


class Report:
    """A file with a line `{"source", "reason", "kind"}` for each refused input, and a last one of the counts.

    Without the last line the batch was ended by force; what it had refused until then is there.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        """Take the open file, and its path for what is said of it."""
        self._path = path
        self._file = file

    def add(self, refused: Iterable[Refused]) -> None:
        """Write a line for each, on the disk when this returns; raises CannotWrite."""
        self._write([{"source": one.source, "reason": one.reason, "kind": one.kind} for one in refused])

    def end(self, counts: Mapping[str, Any]) -> None:
        """Write the last line."""
        self._write([{"counts": counts}])

    def _write(self, values: list[dict[str, Any]]) -> None:
        if not values:
            return
        lines = b"".join(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE) for value in values)
        with written(self._path):
            while lines:  # unbuffered, so that not all of it need be taken
                lines = lines[self._file.write(lines) :]
            try:
                os.fsync(self._file.fileno())
            except OSError as error:
                if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # a pipe or a terminal has no disk
                    raise


@contextmanager
def report(path: str | None, *, reads: Iterable[str] = ()) -> Iterator[Report | None]:
    """Give the report at `path`, begun anew; None when there is no path.

    Raises CannotWrite when it cannot be written, and InvalidInput when it is among the files and folders that the batch
    `reads`: it would read its own report without end.
    """
    if path is None:
        yield None
        return
    place = Path(path).resolve()
    for read in reads:
        if read != "-" and place.is_relative_to(Path(read).resolve()):
            raise InvalidInput(f"--report {path}: lies in what is read; it needs a place elsewhere")
    with ExitStack() as stack:
        with written(Path(path)):
            file = stack.enter_context(Path(path).open("wb", buffering=0))
        yield Report(Path(path), file)
