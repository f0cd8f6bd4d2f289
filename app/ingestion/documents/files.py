"""Files and folders: how they are gone through, and how they and their errors are told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def inside(top: Path) -> Iterator[tuple[Path, str | None, list[Path]]]:
    """Give what is in a folder and in all those below it, its files first, in the order of their names.

    Each comes with the reason when it cannot be gone through, and with all that lies beside it. Names that start with a
    dot are left out. A link to a folder is followed, but no folder is read twice.
    """
    waiting = [top]
    seen: set[tuple[int, int]] = set()
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            entries = sorted(entry for entry in os.listdir(folder) if not entry.startswith("."))  # noqa: PTH208 - names
        except OSError as error:
            yield folder, told(error), []
            continue
        if (status.st_dev, status.st_ino) in seen:
            if folder.is_symlink():
                yield folder, "is a link to a folder that has been read already", []
            continue
        seen.add((status.st_dev, status.st_ino))
        paths = [folder / entry for entry in entries]
        for path in paths:
            if not is_folder(path):
                yield path, None, paths
        waiting += reversed([path for path in paths if is_folder(path)])


def is_folder(path: Path) -> bool:
    """Tell whether a path is that of a folder; one that cannot be looked at is not."""
    try:
        return path.is_dir()
    except OSError:
        return False  # reading it as a file will tell


def shown(path: Path | str) -> str:
    """Return a path, or another place that somebody named, so that it can be printed, whatever bytes its name has."""
    return os.fsencode(path).decode(errors="backslashreplace")


def told(error: OSError) -> str:
    """Return why a file cannot be read."""
    return f"cannot be read: {error.strerror or error}"
