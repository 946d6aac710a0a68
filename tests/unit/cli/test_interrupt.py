from __future__ import annotations

import signal
import threading

import pytest

from cbeclogistics.cli.interrupt import run_cancellable
from cbeclogistics.engine.limits import CancelToken


def never() -> None:
    pytest.fail("nobody pressed Ctrl-C")


def test_the_outcome_and_the_failure_of_the_work_come_back():
    assert run_cancellable(lambda: 42, CancelToken(), never) == 42
    with pytest.raises(ZeroDivisionError):
        run_cancellable(lambda: 1 / 0, CancelToken(), never)


def test_ctrl_c_cancels_the_work_and_the_handler_before_is_put_back():
    before, cancel, told = signal.getsignal(signal.SIGINT), CancelToken(), []

    def work() -> str:
        signal.raise_signal(signal.SIGINT)
        while not cancel.cancelled:
            pass
        return "the best plan so far"

    assert run_cancellable(work, cancel, lambda: told.append(True)) == "the best plan so far"
    assert told == [True]
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_signals_are_left_alone():
    before, seen = signal.getsignal(signal.SIGINT), []
    outside = threading.Thread(
        target=lambda: run_cancellable(lambda: seen.append(signal.getsignal(signal.SIGINT)), CancelToken(), never)
    )
    outside.start()
    outside.join()
    assert seen == [before]
