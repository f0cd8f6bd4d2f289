"""What watching remembers of feeds from one poll and one run to the next; forgetting it loses work, never articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import structlog
from sqlalchemy import func, select

from app.replacing import CannotWrite, replaced
from app.storage.database import Database
from app.storage.tables import articles

_LARGEST = 64_000_000  # bytes: some hundred feeds with all the entries they may have
_LOG = structlog.stdlib.get_logger("app.watch")


@dataclass
class Known:
    """What is known of a feed: how to ask whether it has changed, and which of its entries have been dealt with."""

    etag: str | None = None
    modified: str | None = None
    seen: set[str] = field(default_factory=set)


class Memory:
    """A file beside the database, by the addresses of the feeds.

    It names the newest article that was stored when it was written, and counts for nothing when the database does not
    have that: then it was written beside another one, or beside what a backup has replaced.
    """

    def __init__(self, path: Path, database: Database) -> None:
        """Take what is in the file; a file that is none is written anew."""
        self._path = path
        self._database = database
        self._feeds: dict[str, Known] = {}
        kept = self._read()
        feeds = kept.get("feeds")
        if isinstance(feeds, dict) and self._is_there(kept.get("article")):
            self._feeds = {url: _known(facts) for url, facts in feeds.items() if isinstance(facts, dict)}

    def of(self, url: str) -> Known:
        """Return what is known of a feed, to be changed."""
        return self._feeds.setdefault(url, Known())

    def write(self) -> None:
        """Write the file, whole or not at all; when that fails, it is told and nothing else."""
        with self._database.read() as connection:
            newest = connection.execute(select(func.max(articles.c.position))).scalar()
        feeds = {
            url: {"etag": known.etag, "modified": known.modified, "seen": sorted(known.seen)}
            for url, known in self._feeds.items()
        }
        try:
            with replaced(self._path) as path:
                path.write_bytes(orjson.dumps({"article": newest, "feeds": feeds}))
        except (CannotWrite, OSError) as error:
            _LOG.warning("what is known of the feeds cannot be kept", reason=str(error))

    def _read(self) -> dict[str, Any]:
        try:
            with self._path.open("rb") as file:
                kept = orjson.loads(file.read(_LARGEST))
        except FileNotFoundError:
            return {}
        except (OSError, orjson.JSONDecodeError) as error:
            _LOG.warning("what was known of the feeds cannot be read", file=str(self._path), reason=str(error))
            return {}
        return kept if isinstance(kept, dict) else {}

    def _is_there(self, article: Any) -> bool:
        if type(article) is not int or abs(article) >= 1 << 63:
            return False
        with self._database.read() as connection:
            return connection.execute(select(articles.c.id).where(articles.c.position == article)).first() is not None


def _known(facts: Mapping[str, Any]) -> Known:
    etag, modified, seen = facts.get("etag"), facts.get("modified"), facts.get("seen")
    return Known(
        etag=etag if isinstance(etag, str) else None,
        modified=modified if isinstance(modified, str) else None,
        seen={key for key in seen if isinstance(key, str)} if isinstance(seen, list) else set(),
    )
