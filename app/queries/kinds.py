"""Claims and figures, as what is asked of both needs to know them: their tables, and the numbers of their codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.storage.codes import CLAIM_TYPES, MEASURES

Key = tuple[int, int, int, int]
"""Part, entity, place and code of a range of keys; 0 is any."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of records, the tables they are found and counted by, and the code that divides them."""

    records: str
    keys: str
    counts: str
    tallies: str
    code: str  # the column of the records
    numbers: Mapping[str, int]  # of the codes
    token: str  # what the word of a code begins with in the full text


CLAIMS = Kind(
    "claims",
    "claim_keys",
    "claim_counts",
    "claim_tallies",
    "claims.claim_type",
    {code.value: number for code, number in CLAIM_TYPES.items()},
    "c",
)
FIGURES = Kind(
    "figures",
    "figure_keys",
    "figure_counts",
    "figure_tallies",
    "figures.measure",
    {code.value: number for code, number in MEASURES.items()},
    "m",
)
