"""Run a command-line solver that can be watched and stopped, and that leaves nothing on the terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ..limits import Watch

LOOK_EVERY = 0.05  # seconds
GRACE = 0.4  # seconds between asking it to stop and stopping it


def run(
    command: Sequence[str], log: Path, seconds: float, watch: Watch, heard: Callable[[str], None]
) -> tuple[int, bool]:
    """Run a command until it ends, is cancelled, or has overrun its time.

    Asks it to stop first, as Ctrl-C would, so that it can write what it has.

    Parameters
    ----------
    log
        File for what it prints.
    seconds
        When to stop it; its own limit should come first.
    heard
        Called with each new line of the log.

    Returns
    -------
    (int, bool)
        Its exit status, negative where it had to be killed; whether it was cancelled.
    """
    began = time.monotonic()
    no_window: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of Windows alone
    asked_at: float | None = None
    cancelled = False
    with log.open("wb") as sink, log.open(encoding="utf-8", errors="replace") as source:
        process = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, cwd=log.parent, creationflags=no_window
        )
        try:
            rest = ""
            while True:
                try:
                    status: int | None = process.wait(LOOK_EVERY)
                except subprocess.TimeoutExpired:
                    status = None
                *lines, rest = (rest + source.read()).split("\n")
                for line in lines:
                    heard(line)
                if status is not None:
                    return status, cancelled
                now = time.monotonic()
                if asked_at is None and (watch.cancel.cancelled or now - began > seconds):
                    asked_at, cancelled = now, watch.cancel.cancelled
                    process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
                elif asked_at is not None and now - asked_at > GRACE:
                    process.kill()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
