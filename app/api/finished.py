"""Finished answers, and those that are kept to be sent again while the database is the same."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes, bytes, bool]
"""Path, query, host, and whether the client takes gzip."""

_ROOM = 8_000_000  # bytes of the small answers together, and of the large ones
_SMALL = 8_000  # bytes: counts, a single record, most of what is compressed
_LARGEST = 500_000  # bytes of an answer that is kept
_LONGEST = 1_000  # bytes of the URL and the host it was asked by
_BESIDE = 2_000  # bytes that an answer takes beside its body: these, twice over
_MOST_ONCE = 2_000  # URLs that have been asked once


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes


class Kept:
    """Answers to what was asked last.

    Small ones have room of their own: they take as long to make as pages of forty times their size, which would push
    them out. Of the large ones most are never asked again, and memory that is used over and over is faster: so they are
    kept at the second asking.
    """

    def __init__(self) -> None:
        """Start with nothing kept."""
        self._small, self._large = _Shelf(), _Shelf()
        self._once: set[Key] = set()
        self._of = -1

    def get(self, key: Key, version: int) -> Answer | None:
        """Return the answer, if it is kept, from the database in its present version."""
        if version != self._of:
            self._small, self._large, self._once, self._of = _Shelf(), _Shelf(), set(), version
        return self._small.get(key) or self._large.get(key)

    def add(self, key: Key, version: int, answer: Answer) -> None:
        """Keep an answer for as long as the database is the same and there is room."""
        size = len(answer.body)
        if version != self._of or size > _LARGEST or sum(map(len, key[:3])) > _LONGEST:
            return
        if size <= _SMALL:
            self._small.add(key, answer)
        elif key in self._once:
            self._large.add(key, answer)
        else:
            if len(self._once) >= _MOST_ONCE:
                self._once.clear()
            self._once.add(key)


class _Shelf:
    """Answers that have some room together: the one whose last asking is longest ago goes first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._size = 0

    def get(self, key: Key) -> Answer | None:
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def add(self, key: Key, answer: Answer) -> None:
        if key in self._answers:
            return
        self._answers[key] = answer
        self._size += len(answer.body) + _BESIDE
        while self._size > _ROOM:
            _, oldest = self._answers.popitem(last=False)
            self._size -= len(oldest.body) + _BESIDE
