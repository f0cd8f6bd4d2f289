"""Ctrl-C and SIGTERM: let through at once, or after what must be finished."""

from __future__ import annotations

import signal

import pytest

from app.interruption import Interrupted, Interruption


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_interrupts_at_once(number: signal.Signals, code: int) -> None:
    with Interruption(), pytest.raises(Interrupted) as caught:
        signal.raise_signal(number)
    assert caught.value.exit_code == code


def test_what_must_be_finished_is() -> None:
    done: list[str] = []

    def work() -> None:
        with interruption.whole():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            done.append("finished")

    with Interruption() as interruption, pytest.raises(Interrupted):
        work()
    assert done == ["finished"]


def test_a_failure_is_told_and_the_interruption_kept_for_later() -> None:
    def fail() -> None:
        with interruption.whole():
            signal.raise_signal(signal.SIGINT)
            raise KeyError

    def succeed() -> None:
        with interruption.whole():
            pass

    with Interruption() as interruption:
        with pytest.raises(KeyError):
            fail()
        with pytest.raises(Interrupted):
            succeed()


def test_handlers_are_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruption():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
