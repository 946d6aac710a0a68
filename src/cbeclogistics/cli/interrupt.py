"""Ctrl-C: the first asks the solve for its best plan so far, the second stops at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .exit_codes import ExitCode

if TYPE_CHECKING:
    from ..engine.limits import CancelToken

T = TypeVar("T")
POLL_SECONDS = 0.1


def run_cancellable(work: Callable[[], T], cancel: CancelToken, on_first: Callable[[], None]) -> T:
    """Run long work so that Ctrl-C is heard while a solver is busy in its own code.

    The work runs in a thread of its own, as Python hears signals in the main thread only. Where this is not the main
    thread, the work runs right here and signals are left alone.

    Parameters
    ----------
    work
        The call; it must end soon after `cancel` is set.
    on_first
        Called at the first Ctrl-C, to tell the user.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            failure.append(error)

    def interrupted(number: int, frame: object) -> None:
        del number, frame
        if cancel.cancelled:
            _abort()
        cancel.cancel()
        on_first()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        worker = threading.Thread(target=run, name="solve", daemon=True)
        worker.start()
        while worker.is_alive():
            worker.join(POLL_SECONDS)
    finally:
        signal.signal(signal.SIGINT, before)
    if failure:
        raise failure[0]
    return outcome[0]


def _abort() -> None:
    # a solver busy in its own code cannot be unwound; nothing has been written yet, so nothing is left half-written
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(ExitCode.INTERRUPTED)
