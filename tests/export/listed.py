"""What the lists have: what every export is measured by."""

from __future__ import annotations

from typing import Any

import httpx


def records(client: httpx.Client, resource: str, query: str = "") -> list[dict[str, Any]]:
    """Return all records of a list, page after page."""
    found: list[dict[str, Any]] = []
    url: str | None = f"/v1/{resource}?limit=1000&{query}"
    while url:
        page = client.get(url).raise_for_status().json()
        found += page["items"]
        url = page["next"]
    return found


def exported(client: httpx.Client, name: str, query: str = "") -> bytes:
    """Return an export, unpacked."""
    return client.get(f"/v1/{name}?{query}").raise_for_status().content
