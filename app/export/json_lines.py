"""JSON Lines: the records as they are stored, one a line."""

from __future__ import annotations

from collections.abc import Iterator

from app.export.content import Content


def write(content: Content) -> Iterator[bytes]:
    """Give the lines of each page."""
    for records in content.pages:
        yield b"\n".join([*records, b""])
