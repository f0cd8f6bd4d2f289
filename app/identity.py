"""Ids derived from content, and the folding by which names match. The same article has the same ids everywhere."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Literal

Kind = Literal["art", "ent", "clm", "fig"]

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, in ASCII order so that ids sort like numbers
_TO_PYTHON = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_LONGEST = 600  # characters of a name in an index: PostgreSQL's hold 2704 bytes of a row, and a character may have four
_DIGITS = 13  # 13 × 5 bits hold 63 bits
_PUBLIC = re.compile(r"(art|ent|clm|fig)_([0-7][0-9abcdefghjkmnpqrstvwxyz]{12})")
# Letters that Unicode does not decompose, by the Latin letters readers write for them.
_FOLDED = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "a", "’": "'",
    "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-",
})  # fmt: skip


def derive(*parts: object) -> int:
    """Return the 63-bit id of something identified by `parts` (SHA-256, first 8 bytes, top bit cleared)."""
    content = "\x1f".join(str(part) for part in parts)
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) & (2**63 - 1)


def public(kind: Kind, number: int) -> str:
    """Return the public form of an id: its kind, `_` and 13 characters that sort like the numbers."""
    characters = [_ALPHABET[number >> 5 * i & 31] for i in reversed(range(_DIGITS))]
    return f"{kind}_{''.join(characters)}"


def parse(kind: Kind, text: str) -> int | None:
    """Return the number of a public id of this kind, or None when `text` is none."""
    match = _PUBLIC.fullmatch(text)
    if match is None or match[1] != kind:
        return None
    return int(match[2].translate(_TO_PYTHON), 32)


def fold(name: str) -> str:
    """Return the form by which names match: no case, no accents, single spaces, plain hyphens and apostrophes."""
    if name.isascii():  # most are, and nothing of it decomposes
        return " ".join(name.lower().split())
    decomposed = unicodedata.normalize("NFKD", name.casefold()).casefold()  # some letters decompose to capitals
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_FOLDED)
    return " ".join(plain.split())


def indexed(name: str) -> str:
    """Return the folded name as it is stored and looked up: of a very long one its beginning and a hash of it all."""
    folded = fold(name)
    if len(folded) <= _LONGEST:
        return folded
    return f"{folded[: _LONGEST - 100]} {hashlib.sha256(folded.encode('utf-8', 'surrogatepass')).hexdigest()}"
