"""Words with plain apostrophes and hyphens, as the rules that find names compare them."""

from __future__ import annotations

from app.extraction import paragraphs

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "‐": "-", "‑": "-"})


def plain(word: str) -> str:
    """Return `word` with plain apostrophes and hyphens."""
    return word if word.isascii() else word.translate(_PLAIN)


def words_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase of the tables, made as those of a text are."""
    return tuple(plain(token.text) for token in paragraphs.tokens(phrase, 0, len(phrase)))
