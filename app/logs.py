"""Log lines: structlog's and those of the libraries alike, on standard error, for people or as JSON."""

from __future__ import annotations

import logging
import os
import sys
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

import orjson
import structlog
from structlog.typing import EventDict, Processor

Form = Literal["console", "json"]
Level = Literal["debug", "info", "warning", "error"]

REQUEST_ID: ContextVar[str] = ContextVar("request_id")
"""The id of the request that is being answered, for every line that is written meanwhile, in its threads too."""


class RequestLog(Protocol):
    """Writes the line of one request."""

    def __call__(self, *, request_id: str, method: str, path: str, status: int, ms: float) -> None:
        """Take the path in ASCII without control characters, and the milliseconds the answer took."""


def requests(form: Form) -> RequestLog:
    """Return what writes the line of each request, in this form, in a few microseconds: it is most of the log."""
    second, date = 0, ""

    def write(*, request_id: str, method: str, path: str, status: int, ms: float) -> None:
        nonlocal second, date
        whole, part = divmod(time.time_ns() // 1_000_000, 1000)
        if whole != second:
            second, date = whole, datetime.fromtimestamp(whole, UTC).isoformat().removesuffix("+00:00")
        now = f"{date}.{part:03}+00:00"
        if form == "json":
            facts = {"method": method, "path": path, "status": status, "ms": ms, "request_id": request_id}
            line = orjson.dumps({"event": "request", **facts, "level": "info", "timestamp": now})
        else:
            line = f"{now} request method={method} path={path} status={status} ms={ms} request_id={request_id}".encode()
        os.write(sys.stderr.fileno(), line + b"\n")

    return write


def configure(form: Form, *, level: Level = "info") -> None:
    """Send every log line of the process, from this level up, to standard error in this form."""
    shared: list[Processor] = [
        _with_request,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor]
    if form == "json":
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        # Not the default traceback, which shows local variables and with them texts and keys.
        plain = structlog.dev.plain_traceback
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Its start and stop lines say nothing of ours.
    logging.getLogger("uvicorn.error").setLevel(max(logging.WARNING, logging.getLogger().level))


def _with_request(_logger: Any, _method: str, line: EventDict) -> EventDict:
    """Add the id of the request, if there is one."""
    request_id = REQUEST_ID.get(None)
    if request_id is not None:
        line.setdefault("request_id", request_id)
    return line
