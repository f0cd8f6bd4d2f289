"""What holds for the query of every request: readable, known parameters, and single values given once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_origin
from urllib.parse import unquote_to_bytes

from fastapi import Request
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.errors import InputFault, InvalidInput


async def check(request: Request) -> None:
    """Refuse a query that the route's own class of parameters would not see as it was sent.

    The framework drops all but the last of a single value that is repeated, and replaces what is not UTF-8.
    """
    faults = list(_faults(request.scope["query_string"], _fields(request)))
    if faults:
        names = ", ".join(dict.fromkeys(str(fault.parameter) for fault in faults))
        raise InvalidInput(f"Cannot take: {names}.", tuple(faults))


def takes_many(field: FieldInfo) -> bool:
    """Tell whether a parameter may be repeated."""
    return get_origin(field.annotation) is tuple


def _fields(request: Request) -> dict[str, FieldInfo]:
    """Return the parameters of the route: each route has one class of them, or none."""
    fields: dict[str, FieldInfo] = {}
    for parameter in request.scope["route"].dependant.query_params:
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            fields |= model.model_fields
    return fields


def _faults(query: bytes, fields: dict[str, FieldInfo]) -> Iterator[InputFault]:
    given: Counter[str] = Counter()
    for part in query.split(b"&"):
        if not part:
            continue
        name, value = (_decoded(side) for side in part.replace(b"+", b" ").partition(b"=")[::2])
        if name is None or value is None:
            yield InputFault("is not UTF-8 or holds a NUL character", parameter=name or "?")
        else:
            given[name] += 1
    known = ", ".join(fields) or "none"
    for name, times in given.items():
        if name not in fields:
            yield InputFault(f"is not a parameter here; those are: {known}", parameter=name)
        elif times > 1 and not takes_many(fields[name]):
            yield InputFault(f"is given {times} times but takes one value", parameter=name)


def _decoded(part: bytes) -> str | None:
    try:
        text = unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
