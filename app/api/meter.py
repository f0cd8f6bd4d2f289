"""Requests counted where all of them pass, by route and status, at the cost of a dictionary and a list."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the durations that are told apart, in seconds."""

OTHER = "other"
"""The label of every path without a route and of every unusual method, so that no client makes up new ones."""

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Meter:
    """Counts in the one thread of the event loop, so that nothing has to be locked."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        """Take the routes, in whose paths one part at most is variable: the last."""
        paths = [route.path for router in routers for route in router.routes if isinstance(route, APIRoute)]
        self._whole = {path: path for path in paths if "{" not in path}
        self._begun = {path.partition("{")[0]: path for path in paths if "{" in path}
        self.under_way = 0
        self.requests: dict[tuple[str, str, int], int] = {}
        """Number by method, route and status; 0 is the status where the client went before it was answered."""
        self.durations: dict[str, list[float]] = {route: [0.0] * (len(BOUNDS) + 2) for route in (*paths, OTHER)}
        """By route: how many took at most each bound and more than the one before, how many longer, all seconds."""

    def begin(self) -> None:
        """Count one under way."""
        self.under_way += 1

    def end(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one that is over."""
        self.under_way -= 1
        route = self._whole.get(path) or self._begun.get(path[: path.rfind("/") + 1], OTHER)
        key = (method if method in _METHODS else OTHER, route, status)
        self.requests[key] = self.requests.get(key, 0) + 1
        durations = self.durations[route]
        durations[bisect_left(BOUNDS, seconds)] += 1
        durations[-1] += seconds
