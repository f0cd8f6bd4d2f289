"""Texts that training must not see: whatever shares ten words in a row with one of them is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SEQUENCE = 10
"""Words in a row that two texts must share to count as one: shorter runs are common phrases."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Unseen:
    """The texts kept unseen: their names and all their sequences of words."""

    names: tuple[str, ...] = ()
    sequences: frozenset[tuple[str, ...]] = frozenset()

    def allows(self, text: str) -> bool:
        """Tell whether training may see a text."""
        return self.sequences.isdisjoint(sequences(text))


def sequences(text: str) -> set[tuple[str, ...]]:
    """Return every run of SEQUENCE words of a text, in lower case and without marks."""
    words = _WORD.findall(text.lower())
    return {tuple(words[at : at + SEQUENCE]) for at in range(len(words) - SEQUENCE + 1)}


def read(folders: Iterable[Path]) -> Unseen:
    """Read the `text` of each JSON file of the folders; a folder that is missing holds none."""
    names: list[str] = []
    found: set[tuple[str, ...]] = set()
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            found |= sequences(json.loads(path.read_text(encoding="utf-8"))["text"])
            names.append(path.stem)
    return Unseen(tuple(sorted(names)), frozenset(found))
