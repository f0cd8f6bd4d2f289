"""Tables of places as sorted lines of text: what has a name is found by bisection, so that nothing is loaded."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from importlib.resources import files

_LONGEST = 80  # bytes of a name looked for


@cache
def _lines(table: str) -> bytes:
    return files("app.extraction.lexicon").joinpath(table).read_bytes()


def rows(table: str, name: str) -> list[list[str]]:
    """Return the lines of `table` (a file of the lexicon) whose first column is `name`, as columns."""
    wanted = f"{name}\t".encode("utf-8", "surrogatepass")
    if len(wanted) > _LONGEST:
        return []
    data = _lines(table)
    start = bisect_left(_LineStarts(data), wanted)
    found = []
    position = _LineStarts.after(data, start)
    while data.startswith(wanted, position):
        end = data.index(b"\n", position)
        found.append(data[position:end].decode().split("\t"))
        position = end + 1
    return found


class _LineStarts:
    """The table as a sequence for bisection: item i is the line that starts at or after byte i."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, i: int) -> bytes:
        start = self.after(self.data, i)
        return self.data[start : start + _LONGEST]

    @staticmethod
    def after(data: bytes, i: int) -> int:
        """Return where the first line starts that does not start before byte i."""
        return i if i == 0 or i == len(data) else data.find(b"\n", i - 1) + 1 or len(data)
