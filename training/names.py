"""Sentences with named entities (`names/*.jsonl.xz`): read, their kinds made alike, their spelling made natural."""

from __future__ import annotations

import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

from training.annotated import Name

KINDS = {
    **dict.fromkeys(("person", "PER", "Person"), "PERSON"),
    **dict.fromkeys(("organization", "ORG", "corporation", "group", "Organisation"), "ORG"),
    **dict.fromkeys(("place", "LOC", "location", "Location"), "LOC"),
}
"""What the labels of the sources are called here; the others are no names of persons, organisations or places."""

_STARTERS = frozenset(
    [
        *("New", "United", "North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central"),
        *("National", "International", "European", "Supreme", "World", "Democratic", "Republican", "Federal", "Royal"),
        *("Red", "White", "High", "Great", "Saint", "San", "Los", "Las", "El", "Old", "Upper", "Lower", "Middle"),
        *("Free", "General"),
    ]
)
"""Words that begin a name even at the start of a sentence."""
_OUTSIDE = frozenset(
    [
        *("The", "A", "An", "And", "In", "Of", "On", "At", "For", "But", "This", "That", "These", "Those", "It", "He"),
        *("She", "They", "We", "His", "Her", "Their", "My", "I", "If", "When", "As", "From"),
    ]
)
"""Capitalised words that belong to no name."""
_CAPITALISED = re.compile(r"([A-Z][A-Za-z'’.]*[A-Za-z]) $")
_SPACE_TOO_MANY = re.compile(r" (?=[.,;:!?)\]%](?: |$)|'(?:s|re|ve|ll|d|m)\b|n't\b)|(?<=[(\[$]) ")
_QUOTE = re.compile(r'(?:(?<= )|^)"(?= |$)')

Named = tuple[str, list[Name]]  # a text and its names


def read(file: Path) -> dict[str, dict[str, Named]]:
    """Return for each source the sentences by their id."""
    result: dict[str, dict[str, Named]] = defaultdict(dict)
    with lzma.open(file, "rt", encoding="utf-8") as handle:
        for line in handle:
            row = json.loads(line)
            result[row["source"]][row["id"]] = row["text"], _names(row["entities"])
    return result


def read_documents(file: Path) -> list[Named]:
    """Return the documents of re3d."""
    with lzma.open(file, "rt", encoding="utf-8") as handle:
        rows = [json.loads(line) for line in handle]
    return [(row["text"], _names(row["entities"])) for row in rows]


def _names(entities: Iterable[Mapping[str, Any]]) -> list[Name]:
    return [(e["start"], e["end"], KINDS[e["label"]]) for e in entities if e["label"] in KINDS]


def widen(text: str, names: Iterable[Name]) -> list[Name]:
    """Give the names derived from GUM the capitalised words before them back ("States" becomes "United States").

    The derivation cut names at words that are no proper nouns to Universal Dependencies. At the start of a sentence
    only _STARTERS count.
    """
    result: list[Name] = []
    given = list(names)
    for start, end, kind in given:
        while match := _CAPITALISED.search(text[:start]):
            taken = any(first <= match.start() < after for first, after, _ in given)
            common = match[1] not in _STARTERS and (match.start() == 0 or match[1] in _OUTSIDE)
            if taken or kind == "PERSON" or common:
                break
            start = match.start()  # noqa: PLW2901 - the name grows
        result.append((start, end, kind))
    return result


def detokenize(text: str, names: Iterable[Name]) -> Named:
    """Undo the spaces that wikigold and WNUT17 put before punctuation and clitics, and inside quotation marks."""
    drop = {match.start() for match in _SPACE_TOO_MANY.finditer(text)}
    for number, match in enumerate(_QUOTE.finditer(text)):
        inner = match.start() + (1 if number % 2 == 0 else -1)
        if text[inner : inner + 1] == " ":
            drop.add(inner)
    new = list(accumulate((at not in drop for at in range(len(text))), initial=0))
    kept = "".join(letter for at, letter in enumerate(text) if at not in drop)
    return kept, [(new[start], new[end], kind) for start, end, kind in names]
