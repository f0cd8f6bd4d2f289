"""The processes that read texts: what is returned and raised, and what ends with them."""

from __future__ import annotations

import os
import time

import pytest

from app.api.work import elsewhere
from app.storage.database import Database
from tests.api.test_problems import problem
from tests.conftest import Serve


def test_what_is_called_runs_in_another_process() -> None:
    assert elsewhere(30, os.getpid) != os.getpid()
    assert elsewhere(30, os.getpid) == elsewhere(30, os.getpid)  # which is kept


def test_what_it_raises_is_raised_here() -> None:
    process = elsewhere(30, os.getpid)
    with pytest.raises(ValueError, match="invalid literal"):
        elsewhere(30, int, "x")
    assert elsewhere(30, os.getpid) == process


def test_what_takes_too_long_is_ended() -> None:
    process = elsewhere(30, os.getpid)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        elsewhere(0.2, time.sleep, 60)
    assert time.monotonic() - began < 10
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert elsewhere(30, abs, -1) == 1


def test_a_process_that_dies_is_replaced() -> None:
    with pytest.raises(EOFError):
        elsewhere(30, os._exit, 1)
    assert elsewhere(30, abs, -1) == 1


def test_a_text_that_takes_too_long_is_told(serve: Serve, empty: Database) -> None:
    client = serve(empty, max_reading_seconds=0.01)
    found = problem(client.post("/v1/extract", json={"text": "Armenia said two soldiers were killed. " * 2000}), 503)
    assert found["detail"] == "The text took longer than 0.01 seconds to read."
    assert client.get("/healthz").status_code == 200
