"""Ctrl-C and SIGTERM, put off while something must be finished first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self


class Interrupted(KeyboardInterrupt):
    """The process was asked to stop; `exit_code` is what shells expect of it then."""

    def __init__(self, signal_number: int) -> None:
        """Take the signal."""
        super().__init__()
        self.exit_code = 128 + signal_number


class Interruption:
    """While entered, SIGINT and SIGTERM raise `Interrupted`, inside `whole()` at its end."""

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        """Begin with nothing to finish."""
        self._busy = False
        self._waiting: int | None = None

    def __enter__(self) -> Self:
        """Take the signals over."""
        self._before = [(number, signal.signal(number, self._ask)) for number in self._SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        """Give them back."""
        for number, handler in self._before:
            signal.signal(number, handler)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Finish what is inside before an interruption is let through."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False
        if self._waiting is not None:
            raise Interrupted(self._waiting)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if not self._busy:
            raise Interrupted(number)
        self._waiting = number
