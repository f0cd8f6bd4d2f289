"""What one text may take is limited in any thread; what comes too late hits nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.ingestion.hurrying import hurried


def _here(function: Callable[[], Any]) -> Any:
    return function()


def _elsewhere(function: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function).result()


def _compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@pytest.mark.parametrize("run", [_here, _elsewhere])
def test_what_takes_too_long_is_interrupted(run: Callable[[Callable[[], Any]], Any]) -> None:
    def endless() -> None:
        with hurried(0.1):
            _compute(60)

    with pytest.raises(TimeoutError, match=r"^it takes more than 0\.1 seconds$"):
        run(endless)


@pytest.mark.parametrize("run", [_here, _elsewhere])
def test_what_is_done_in_time_is_left_alone(run: Callable[[Callable[[], Any]], Any]) -> None:
    def quick() -> str:
        for _ in range(3):
            with hurried(0.1):
                _compute(0.06)
            time.sleep(0.06)  # no computing
        _compute(0.2)  # outside
        return "done"

    assert run(quick) == "done"
