"""Fixed phrases of one to several words, looked up at a place in a sentence in constant time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

Meaning = TypeVar("Meaning")


class Match(NamedTuple, Generic[Meaning]):
    """The phrase at `words[first:last]` and what it means."""

    first: int
    last: int
    value: Meaning


class Phrases(Generic[Meaning]):
    """Phrases (words separated by one space) and what each means; the longest one wins.

    With `backwards` a phrase is looked for by where it ends, otherwise by where it starts.
    """

    def __init__(self, meanings: Iterable[tuple[str, Meaning]], *, backwards: bool = False) -> None:
        """Index the phrases by the word they are looked up with."""
        self._backwards = backwards
        self._by_anchor: dict[str, list[tuple[list[str], Meaning]]] = {}
        for phrase, meaning in meanings:
            words = phrase.lower().split(" ")
            self._by_anchor.setdefault(words[-1 if backwards else 0], []).append((words, meaning))
        for candidates in self._by_anchor.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def at(self, lowers: Sequence[str], i: int, free: int = 0) -> Match[Meaning] | None:
        """Return the phrase that starts (backwards: ends) with the word `lowers[i]` and begins at `free` or later."""
        if not 0 <= i < len(lowers):
            return None
        for words, meaning in self._by_anchor.get(lowers[i], ()):
            first = i + 1 - len(words) if self._backwards else i
            if first >= free and lowers[first : first + len(words)] == words:
                return Match(first, first + len(words), meaning)
        return None
