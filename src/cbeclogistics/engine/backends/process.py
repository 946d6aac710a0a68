"""Run a command-line solver that can be watched and stopped, and that leaves nothing on the terminal."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..limits import Watch

LOOK_EVERY = 0.05  # seconds


def run(
    command: Sequence[str],
    folder: Path,
    seconds: float,
    watch: Watch,
    heard: Callable[[str], None],
    grace: Callable[[], float],
) -> tuple[int, bool]:
    """Run a command in a folder until it ends, is cancelled, or has overrun its time.

    It is asked to stop first, as Ctrl-C would, so that it can write what it has; then it is killed.

    Parameters
    ----------
    seconds
        When to stop it; its own limit should come first.
    heard
        Called with each new line it prints.
    grace
        Seconds to give it between asking and killing.

    Returns
    -------
    (int, bool)
        Its exit status, negative where it had to be killed; whether it was cancelled.
    """
    began = time.monotonic()
    deadline: float | None = None
    cancelled = False
    no_window: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of Windows alone
    with _output(folder) as (sink, new_text):
        process = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, cwd=folder, creationflags=no_window
        )
        try:
            rest, status = "", None
            while True:
                status = process.poll()
                text = new_text(LOOK_EVERY if status is None else 0.0)
                while text:
                    *lines, rest = (rest + text).split("\n")
                    for line in lines:
                        heard(line.rstrip("\r"))
                    text = new_text(0.0)
                now = time.monotonic()
                if status is not None:
                    break
                if deadline is None and (watch.cancel.cancelled or now - began > seconds):
                    cancelled = watch.cancel.cancelled
                    deadline = now + grace()
                    process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
                elif deadline is not None and now > deadline:
                    process.kill()
            return status, cancelled
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


@contextmanager
def _output(folder: Path) -> Iterator[tuple[int, Callable[[float], str]]]:
    """Give a place to print to, and a function that waits some seconds at most and returns what is new there.

    A pseudo-terminal, because solvers hold back what they print to a file or pipe until it fills a buffer. A file
    where there are none.
    """
    if os.name != "posix":
        with (folder / "log").open("wb") as log, (folder / "log").open(encoding="utf-8", errors="replace") as source:

            def from_file(wait: float) -> str:
                time.sleep(wait)
                return source.read()

            yield log.fileno(), from_file
        return

    ours, theirs = os.openpty()

    def from_terminal(wait: float) -> str:
        ready, _, _ = select.select([ours], [], [], wait)
        return os.read(ours, 1 << 16).decode("utf-8", errors="replace") if ready else ""

    try:
        yield theirs, from_terminal
    finally:
        os.close(ours)
        os.close(theirs)
