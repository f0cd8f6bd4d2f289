"""The service on an address: a listening socket, uvicorn, an orderly end."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app import logs
from app.api import work
from app.api.protocol import Protocol
from app.errors import ConflictRecordsError
from app.ingestion import store
from app.ingestion.submission import Submission
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database

GRACE_SECONDS = 5
"""How long requests under way may take once asked to stop (a half-sent body would never end): less than the 10 seconds
after which Docker kills."""

# How long a thread computes while another waits: with Python's 5 ms a list waited three times as long beside an export.
_TURN_SECONDS = 0.0005

_TEXT = Submission(text="Armenia said two soldiers were killed.")


class CannotListen(ConflictRecordsError):
    """The address is taken, not ours, or no address."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; with port 0 the system takes a free one."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None) or 0
        reason = os.strerror(number) if number > 0 else getattr(error, "strerror", None) or str(error)
        raise CannotListen(f"cannot listen on {host} port {port}: {reason}") from error
    # Accepted connections inherit it; without it each answer on a kept-open connection waits some 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def address(listening: socket.socket) -> str:
    """Return the URL that reaches a listening socket from this machine."""
    host, port = listening.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - shown, not listened on
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"


def to_try(address: str) -> str:
    """Return what to show a newcomer: where the service is and three requests to try."""
    text = _TEXT.model_dump_json(include={"text"})
    return f"""
Serving at {address}, documentation at {address}/docs. To try:

  curl '{address}/v1/claims?actor=Azerbaijan&claim_type=denial'
  curl '{address}/v1/figures?place=Nagorno-Karabakh&measure=killed'
  curl {address}/v1/extract -H 'Content-Type: application/json' -d '{text}'

Ctrl-C stops it."""


def serve(settings: Settings, database: Database, listening: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM, then finish the requests under way and return.

    After SIGTERM, `drain_seconds` pass first, in which only `/readyz` has changed. What is not finished within
    `GRACE_SECONDS` is answered with 503, or breaks off where its answer had begun.
    """
    logs.configure(settings.log_format, level=settings.log_level)
    warming = partial(work.elsewhere, settings.max_reading_seconds, store.preview, _TEXT, settings.pipeline)
    if settings.pipeline:
        warming()  # a pipeline of somebody else's may not be usable, which is said now
    else:
        threading.Thread(
            target=_quietly, args=(warming,), daemon=True
        ).start()  # so that no client waits for the parser
    app = create_app(settings, database)
    configuration = uvicorn.Config(
        app,
        http=Protocol,
        access_log=False,  # the service writes its own line for each request
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    _let_others_in()
    # uvicorn stops in an orderly way and then raises the signal again, for whoever handled it before.
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        _Server(configuration, app, drain_seconds=settings.drain_seconds).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        work.stop()  # a thread that waits for a long text would keep the process from ending
        signal.signal(signal.SIGTERM, before)


class _Server(uvicorn.Server):
    """Says that it stops before it does."""

    def __init__(self, configuration: uvicorn.Config, app: FastAPI, *, drain_seconds: float) -> None:
        super().__init__(configuration)
        self._state = app.state
        self._drain_seconds = drain_seconds
        self._until: float | None = None  # when draining ends

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        first, self._state.stopping = not self._state.stopping, True
        if first and sig == signal.SIGTERM and self._drain_seconds:
            self._until = time.monotonic() + self._drain_seconds
            self._captured_signals.append(sig)
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        drained = self._until is not None and time.monotonic() >= self._until
        return await super().on_tick(counter) or drained


def _let_others_in() -> None:
    """Keep what computes in a thread, such as an export, from holding up the event loop."""
    sys.setswitchinterval(_TURN_SECONDS)
    gc.collect()
    gc.freeze()  # the collector looked through all that was loaded for good: some 80 ms, in which nothing else runs


def _quietly(warming: Callable[[], object]) -> None:
    with suppress(EOFError):  # the service was stopped meanwhile
        warming()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
