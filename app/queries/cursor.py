"""Cursors: where the next page starts, as an opaque string bound to one resource, one order and one set of filters."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from zlib import crc32

import orjson

from app.errors import InputFault, InvalidInput

Position = tuple[int | float | str, ...]
"""What the last record of a page is sorted by."""

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_SEAL = 4  # bytes: enough to tell a foreign or mistyped cursor; a forged one gives no more than a position


def bound(to: str) -> int:
    """Return the scope of cursors that are bound to this text."""
    return crc32(to.encode())


def encode(scope: int, position: Position) -> str:
    """Return the cursor that continues after `position`, bound to `scope`."""
    content = orjson.dumps(position)
    packed = binascii.b2a_base64(_seal(scope, content) + content, newline=False)
    return packed.translate(_URL_SAFE).rstrip(b"=").decode()


def decode(scope: int, cursor: str, *, types: Sequence[type]) -> Position:
    """Return the position in `cursor`; `InvalidInput` unless it was made for `scope`, of values of these types."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = tuple(orjson.loads(packed[_SEAL:]))
        sound = [type(part) for part in position] == list(types) and all(map(_can_be_stored, position))
        if sound and encode(scope, position) == cursor:
            return position
    except (ValueError, TypeError):
        pass
    raise foreign()


def _can_be_stored(part: int | float | str) -> bool:
    """Tell whether a column can have this value: 64 bits, or a text without NUL."""
    return "\0" not in part if isinstance(part, str) else -(2**63) <= part < 2**63


def foreign() -> InvalidInput:
    """Return the error for a cursor or a record that is not of this list."""
    detail = "is not a cursor of this list with these filters and this order; take it from `next` unchanged"
    return InvalidInput("The cursor does not belong to this request.", (InputFault(detail, parameter="cursor"),))


def _seal(scope: int, content: bytes) -> bytes:
    return crc32(content, scope).to_bytes(_SEAL)
