"""What goes into an export, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.storage.database import Database

_PORTION = 100  # records: some milliseconds of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The records of one resource and what some formats tell beside them."""

    resource: str
    pages: Iterator[list[bytes]]
    """The records as JSON, page by page."""

    database: Database
    """For what a format looks up beside the records."""

    origin: str
    """The address of the service, without a slash at its end: what links begin with."""

    path: str
    """The path of this export and its query, as it was asked for."""

    excel: bool = False
    """Whether a `.csv` is for Excel."""

    def portions(self) -> Iterator[list[bytes]]:
        """Give the records in smaller portions, for formats that compute: what else the process does comes between."""
        for page in self.pages:
            for first in range(0, len(page), _PORTION):
                yield page[first : first + _PORTION]
