"""Names of places in other spellings: "Al-Raqqah" for "Ar Raqqah", "Oqairibat" for "Uqayribat"."""

from __future__ import annotations

import re
from functools import lru_cache

from app.extraction.entities import divisions, gazetteer, tables
from app.extraction.entities.gazetteer import Place, matching

ARTICLES = (
    "al",
    "ar",
    "as",
    "ash",
    "at",
    "ath",
    "az",
    "an",
    "ad",
    "adh",
    "el",
    "er",
    "es",
    "esh",
    "et",
    "ez",
    "en",
    "ed",
)
_LEAST = 4  # letters by which a spelling is told
_SAME = {"sh": "$", "ch": "%", "gh": "g", "dh": "d", "th": "t", "zh": "j", "dj": "j", "ph": "f", "ck": "k", "kh": "x"}
_DIGRAPHS = re.compile("|".join(_SAME))
_LETTERS = str.maketrans("qcw", "kkv", "aeiouy")


def skeleton(name: str) -> str:
    """Return what the spellings of a name have in common: its consonants, without articles and doubling.

    A vowel counts where the name begins with one. Nothing is returned for names of so few consonants that they would
    be taken for others.
    """
    words = matching(name).replace("’", "").split()
    joined = "".join(word for word in words if word not in ARTICLES)
    if not joined.isascii() or not joined.isalpha():
        return ""
    bare = _DIGRAPHS.sub(lambda match: _SAME[match.group()], joined[1:] if joined[0] in "aeiou" else joined)
    bare = bare[:1].translate(_LETTERS) + bare[1:].translate(_LETTERS)
    single = "".join(letter for k, letter in enumerate(bare) if k == 0 or letter != bare[k - 1]).removesuffix("h")
    return ("a" * (joined[0] in "aeiou") + single) if len(single) >= _LEAST else ""


@lru_cache(maxsize=1_000)
def with_other_article(name: str) -> tuple[Place, ...]:
    """Return the towns whose name differs from `name`, which begins with an Arabic article, in that article alone."""
    first, _, rest = matching(name).partition(" ")
    if first not in ARTICLES or len(rest) < _LEAST:
        return ()
    forms = [f"{article} {rest}" for article in ARTICLES if article != first]
    return next((found for form in (*forms, rest) if (found := gazetteer.towns(form))), ())


@lru_cache(maxsize=1_000)
def alike(name: str) -> tuple[Place, ...]:
    """Return the towns and divisions whose name is spelt like `name`: at most one in a state."""
    key = skeleton(name)
    found: list[Place] = []
    for _, geonames, main in tables.rows("spellings.tsv", key) if key else ():
        found += [place for place in (*gazetteer.towns(main), *divisions.named(main)) if place.geonames == geonames]
    return tuple(found)
