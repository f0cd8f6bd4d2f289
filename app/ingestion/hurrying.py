"""A limit to what reading one text may take, in the main thread of a process or in any other."""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

_AGAIN_SECONDS = 1.0  # what is raised while Python calls back for a weak reference is lost, so it is raised again
_MOST = 100  # times


def hurried(seconds: float) -> AbstractContextManager[None]:
    """While entered, raise `TimeoutError` where this thread is when it has taken so many CPU seconds."""
    # Signals reach the main thread alone; their clock costs nothing.
    if threading.current_thread() is threading.main_thread():
        return _by_signal(seconds)
    return _by_thread(seconds)


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"it takes more than {seconds:g} seconds")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    reader = threading.get_ident()
    clock = time.pthread_getcpuclockid(reader)
    end = time.clock_gettime(clock) + seconds
    done = threading.Event()

    def watch() -> None:
        raised, wait = 0, seconds
        while raised < _MOST and not done.wait(wait):
            left = end - time.clock_gettime(clock)
            if left <= 0:
                _raise(reader, _Late)
                raised += 1
            wait = max(left, _AGAIN_SECONDS)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except _Late:
        raise TimeoutError(f"it takes more than {seconds:g} seconds") from None
    finally:
        done.set()
        watcher.join()
        _raise(reader, None)  # takes back what came too late


class _Late(Exception):
    """What is raised in another thread, which takes no message."""


def _raise(thread: int, error: type[Exception] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error and ctypes.py_object(error))
