"""Every error raised on purpose, as a tree. Nothing here knows HTTP or the command line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputFault:
    """One thing wrong with an input: where (a JSON pointer or a parameter's name) and why."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class ConflictRecordsError(Exception):
    """Root of all errors of this project."""


class InvalidInput(ConflictRecordsError):
    """An input that cannot be taken as it is; `faults` says what is wrong where."""

    def __init__(self, detail: str, faults: tuple[InputFault, ...] = ()) -> None:
        """Take the summary and the faults."""
        super().__init__(detail)
        self.faults = faults


class UnreadableSource(ConflictRecordsError):
    """A file or line that holds no article."""


class Unfetchable(UnreadableSource):
    """What is at an address cannot be had, or may not be; `passing` if a later try may do better.

    `wait` are the seconds its server asks to wait before that.
    """

    def __init__(self, detail: str, *, passing: bool = False, wait: float | None = None) -> None:
        """Take what is said of the address, and what of a later try."""
        super().__init__(detail)
        self.passing = passing
        self.wait = wait


class NotFound(ConflictRecordsError):
    """No record has this id."""


class Unauthorized(ConflictRecordsError):
    """No key, or one that is unknown or revoked."""


class Forbidden(ConflictRecordsError):
    """A known key without the right to do this."""


class IdCollision(ConflictRecordsError):
    """Two different contents derive the same id; the second is refused."""


class NotInstalled(ConflictRecordsError):
    """An optional part that this needs is not installed."""


class TooSlow(ConflictRecordsError):
    """A question whose answer takes longer than is allowed."""


class DatabaseNotReady(ConflictRecordsError):
    """The database is missing, unreachable or of another schema version."""


class ClusterNotReady(ConflictRecordsError):
    """The cluster that reads is unreachable, has no workers, or runs another version of this program."""


class UnusablePipeline(ConflictRecordsError):
    """The spaCy pipeline that is set cannot be loaded, or does not parse as the rules need it."""
