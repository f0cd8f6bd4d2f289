"""The workers of a Dask cluster, which read texts for a batch: any number of machines, with this program on each."""

from __future__ import annotations

import asyncio
import logging
import platform
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from app.errors import ClusterNotReady, ConflictRecordsError, InvalidInput, NotInstalled
from app.ingestion.rendering import EXTRACTOR

P = ParamSpec("P")
T = TypeVar("T")

CONNECT_SECONDS = 10.0
"""How long the scheduler, and then the first worker, are waited for."""

PATIENCE_SECONDS = 60.0
"""How long a cluster may be without workers, or its scheduler without an answer, before a batch ends."""

_LOOK_SECONDS = 2.0  # between two looks at which workers there are


class Cluster(Executor):
    """The workers that the scheduler at `address` has at each moment. They may come and go.

    What a worker was at when it died raises `BrokenExecutor`, as with processes: it is not run again by itself, so that
    a text that ends workers ends as many as it would end processes. What was only waiting there goes to another worker.
    """

    def __init__(self, address: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Connect; raises ClusterNotReady when no scheduler answers, or workers are missing or run something else."""
        distributed = _distributed()
        # What goes wrong is told once, by the errors raised here.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._address = address
        self._patience = patience
        self._failing: tuple[type[BaseException], ...] = (distributed.KilledWorker, BrokenExecutor)
        try:
            asyncio.run(_greet(address))
            self._client = distributed.Client(
                address, timeout=CONNECT_SECONDS, set_as_default=False, name="conflict-records"
            )
        except (ValueError, TypeError) as error:
            raise InvalidInput(f"--cluster {address}: {error}") from error
        except (OSError, TimeoutError, RuntimeError) as error:
            raise ClusterNotReady(f"{address}: no Dask scheduler answers") from error
        self._ended: ConflictRecordsError | None = None
        self._out: set[Future[Any]] = set()
        self._turn = threading.Lock()
        self._closed = threading.Event()
        self._threads = 0
        try:
            self._begin()
        except BaseException:
            self._client.close(timeout=1)
            raise
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        self._executor = self._client.get_executor(pure=False)  # equal texts are no reason to read only one

    def at_once(self) -> int:
        """Return how many things the workers do at once now."""
        return max(1, self._threads)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function of a module called with what can be pickled."""
        inner = self._executor.submit(_once, uuid.uuid4().hex, program(), fn, *args, **kwargs)
        outer: Future[T] = Future()
        with self._turn:
            self._out.add(outer)
        inner.add_done_callback(partial(self._settle, outer))
        if self._ended:
            self._end(self._ended)
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in Executor
        """Leave the cluster, when what was submitted is done or at once; what workers are at they finish for nobody."""
        if self._closed.is_set():
            return
        self._closed.set()
        with suppress(Exception):  # a cluster that is gone needs no goodbye
            self._executor.shutdown(wait=wait and not cancel_futures and not self._ended)
        self._watcher.join(_LOOK_SECONDS)
        with suppress(Exception):
            self._client.close(timeout=1)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the cluster; after an error or an interruption without waiting for what the workers are at."""
        self.shutdown(cancel_futures=kind is not None)

    def _begin(self) -> None:
        """Wait for a worker, and see whether all that are there run this program."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise ClusterNotReady(f"{self._address}: the cluster has no workers") from error
        for worker, found in self._client.run(program, on_error="return").items():
            _compare(worker, found)
        self._threads = self._counted()

    def _watch(self) -> None:
        """Keep count of the workers; end everything when there have been none for too long."""
        alive = time.monotonic()
        while not self._closed.wait(_LOOK_SECONDS):
            counted = self._counted()
            if counted:
                self._threads, alive = counted, time.monotonic()
            elif time.monotonic() - alive > self._patience:
                why = f"no workers, or its scheduler has not answered, for {self._patience:g} seconds"
                self._end(ClusterNotReady(f"{self._address}: the cluster has had {why}"))
                return

    def _counted(self) -> int:
        with suppress(Exception):
            threads: dict[str, int] = self._client.sync(self._client.scheduler.ncores, callback_timeout=_LOOK_SECONDS)
            return sum(threads.values())
        return 0

    def _settle(self, outer: Future[T], inner: Future[T]) -> None:
        """Pass on what became of a task."""
        if inner.cancelled():
            self._end(ClusterNotReady(f"{self._address}: the connection to the scheduler is lost"))
            return
        error = inner.exception()
        with self._turn:
            if outer not in self._out:
                return
            self._out.discard(outer)
        if error is None:
            outer.set_result(inner.result())
        elif isinstance(error, self._failing):
            outer.set_exception(BrokenExecutor(_line(error)))
        elif isinstance(error, ConflictRecordsError):
            outer.set_exception(error)
        else:  # reading tells what fails in a text, so that this is of the cluster
            outer.set_exception(ClusterNotReady(f"{self._address}: {_line(error)}"))

    def _end(self, error: ConflictRecordsError) -> None:
        """Let everything that is out fail, and all that is submitted from now on."""
        with self._turn:
            self._ended = self._ended or error
            out, self._out = self._out, set()
        for future in out:
            future.set_exception(self._ended)


def program() -> tuple[str, ...]:
    """Return what has to be the same on all machines, so that the records are."""
    python = ".".join(platform.python_version_tuple()[:2])
    return f"conflict-records {version('conflict-records')}", EXTRACTOR, f"Python {python}"


async def _greet(address: str) -> None:
    """See whether a scheduler answers: a client would wait for ever for one that takes connections and says nothing."""
    distributed = _distributed()
    given = distributed.Security().get_connection_args("client")
    connecting = distributed.comm.connect(address, CONNECT_SECONDS, **given)
    greeted = await asyncio.wait_for(connecting, CONNECT_SECONDS + 1)
    greeted.abort()


def _once(name: str, expected: tuple[str, ...], fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function on a worker, unless that has been begun before under this name and its worker has died."""
    distributed = _distributed()
    _compare(distributed.get_worker().address, program(), expected)
    begun = distributed.Event(f"conflict-records-{name}")
    if begun.is_set():
        begun.clear()
        raise BrokenExecutor("the worker that was at it has died")
    begun.set()
    try:
        return fn(*args, **kwargs)
    finally:
        begun.clear()


def _compare(worker: str, found: tuple[str, ...] | BaseException, expected: tuple[str, ...] | None = None) -> None:
    """Refuse a worker that runs another program than `expected`, that of this process unless given."""
    expected = expected or program()
    if isinstance(found, BaseException):
        raise ClusterNotReady(f"the worker {worker} cannot run this program: {_line(found)}")
    if tuple(found) != expected:
        raise ClusterNotReady(f"the worker {worker} has {', '.join(found)}, but {', '.join(expected)} is needed")


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _distributed() -> Any:
    """Return Dask's module; few of its functions tell their types."""
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NotInstalled(
            "a cluster needs Dask, which is not installed: pip install 'conflict-records[cluster]'"
        ) from error
    return distributed
