"""Words as often as in a natural text: the rank of a word says how often it comes (Zipf's law)."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np

_COMMON = Path(__file__).with_name("words.txt")
_RARE = 12_000  # made words: the long tail of names and rare words of a real vocabulary
_BEGINNINGS = (*"bdfghjklmnprstvz", "br", "dr", "fr", "gr", "kr", "pr", "st", "tr")
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ei", "ou"]
_ENDINGS = ["", "n", "r", "l", "s", "m", "k", "t", "nd", "rn", "sh"]


def made(random: Random, syllables: int) -> str:
    """Return a word of no language."""
    parts = [random.choice(_BEGINNINGS) + random.choice(_VOWELS) for _ in range(syllables)]
    return "".join(parts) + random.choice(_ENDINGS)


class Vocabulary:
    """Common English words, most frequent first, then made ones."""

    def __init__(self, seed: int) -> None:
        """Make the same vocabulary for the same seed."""
        random = Random(seed)
        common = _COMMON.read_text().split()
        rare = [made(random, random.choice((2, 3, 3, 4))) for _ in range(_RARE)]
        self.words = list(dict.fromkeys([*common, *rare]))
        weights = 1 / np.arange(3, len(self.words) + 3)
        weights[len(set(common)) :] /= 4  # some eight in a hundred words of a text are rare ones
        self._cumulated = np.cumsum(weights)

    def draw(self, random: np.random.Generator, number: int) -> list[str]:
        """Return this many words."""
        places = self._cumulated.searchsorted(random.random(number) * self._cumulated[-1])
        return [self.words[place] for place in places.tolist()]
