"""Log lines: structlog's and those of the libraries alike, on standard error, for people or as JSON."""

from __future__ import annotations

import logging
import os
import sys
from datetime import UTC, datetime
from typing import Literal, Protocol

import orjson
import structlog
from structlog.typing import Processor

Form = Literal["console", "json"]


class RequestLog(Protocol):
    """Writes the line of one request."""

    def __call__(self, *, request_id: str, method: str, path: str, status: int, ms: float) -> None:
        """Take the path in ASCII without control characters, and the milliseconds the answer took."""


def requests(form: Form) -> RequestLog:
    """Return what writes the line of each request, in this form, in a few microseconds: it is most of the log."""

    def write(*, request_id: str, method: str, path: str, status: int, ms: float) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        facts = {"method": method, "path": path, "status": status, "ms": ms, "request_id": request_id}
        if form == "json":
            line = orjson.dumps({"event": "request", **facts, "level": "info", "timestamp": now})
        else:
            line = " ".join([now, "request", *(f"{name}={value}" for name, value in facts.items())]).encode()
        os.write(sys.stderr.fileno(), line + b"\n")

    return write


def configure(form: Form) -> None:
    """Send every log line of the process, from INFO up, to standard error in this form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
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
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # its start and stop lines say nothing of ours
