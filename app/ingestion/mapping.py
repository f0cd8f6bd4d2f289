"""Where the fields of an article are in records with keys of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import InvalidInput
from app.ingestion.submission import KEYS

_PLACE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Fields:
    """Where each field is: the keys, and the places in lists, on the way to it."""

    ways: Mapping[str, tuple[str, ...]]

    def of(self, record: Any) -> Any:
        """Return the article's fields; whatever else is in the record is left out, and what is not there is absent."""
        if not isinstance(record, dict):
            return record
        values = {name: found for name, way in self.ways.items() if (found := _at(record, way)) is not None}
        return {name: value for name, value in values.items() if name != "html" or "text" not in values}


def fields(options: Iterable[str]) -> Fields | None:
    """Return the fields that `FIELD=KEY` options describe, the others under their own names; None without options.

    `publisher=citations.0.publisher` is the `publisher` of the first of the `citations`. Raises InvalidInput.
    """
    ways: dict[str, tuple[str, ...]] = {name: (name,) for name in KEYS}
    named = dict(option.partition("=")[::2] for option in options)
    for name, key in named.items():
        if name not in ways or not key:
            raise InvalidInput(f"--map {name}={key}: takes FIELD=KEY, with FIELD one of {', '.join(ways)}")
        ways[name] = tuple(key.split("."))
    return Fields(ways) if named else None


def _at(record: Any, way: tuple[str, ...]) -> Any:
    for step in way:
        if isinstance(record, dict):
            record = record.get(step)
        elif isinstance(record, list) and _PLACE.fullmatch(step) and int(step) < len(record):
            record = record[int(step)]
        else:
            return None
    return record
