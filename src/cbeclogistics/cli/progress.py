"""Progress of a solve on stderr: one live line on a terminal, one line a stage elsewhere."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from . import console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..engine.limits import Progress

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
REFRESH_PER_SECOND = 8
LEAST_SECONDS = 1.0  # between two lines where there is no terminal
MOST_SECONDS = 30.0


class Reporter(Protocol):
    """Takes the progress of a solve."""

    def __call__(self, progress: Progress) -> None:
        """Take what is known so far."""

    def note(self, text: str) -> None:
        """Tell the user something meanwhile."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Reporter]:
    """Yield the reporter that fits: none, a live line, or plain lines."""
    if quiet:
        yield Silent()
    elif not sys.stderr.isatty():
        yield Lines()
    else:
        from rich.live import Live

        to = console.console(sys.stderr)
        line = LiveLine(to)
        with Live(get_renderable=line.render, console=to, refresh_per_second=REFRESH_PER_SECOND, transient=True,
                  redirect_stdout=False, redirect_stderr=False):  # fmt: skip
            yield line


class Silent:
    """Says nothing."""

    def __call__(self, progress: Progress) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""


class Lines:
    """Writes a line when a stage begins and every half minute, and no more than one a second."""

    def __init__(self) -> None:
        self._stage = ""
        self._last = -math.inf

    def __call__(self, progress: Progress) -> None:
        """Write what is known if the stage is new, or the last line is old."""
        since = progress.seconds - self._last
        if since < (MOST_SECONDS if progress.stage == self._stage else LEAST_SECONDS):
            return
        self._stage, self._last = progress.stage, progress.seconds
        console.say(words(progress, progress.seconds))

    def note(self, text: str) -> None:
        """Write the text."""
        console.say(text)


class LiveLine:
    """One line that is written over: stage, time, plan, bound, gap."""

    def __init__(self, to: Console) -> None:
        self._console = to
        self._started = time.monotonic()
        self._known: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        """Keep what is known; a later report without plan or bound does not make the earlier ones unknown."""
        known = self._known
        if known is None:
            self._known = progress
            return
        self._known = type(progress)(
            progress.seconds,
            progress.stage,
            min(progress.objective, known.objective),
            max(progress.bound, known.bound),
        )

    def render(self) -> Text:
        """Return the line as it is now."""
        from rich.text import Text

        seconds = time.monotonic() - self._started
        frame = FRAMES[int(seconds * REFRESH_PER_SECOND) % len(FRAMES)]
        line = words(self._known, seconds) if self._known else f"{seconds:6.1f} s  reading the instance"
        return Text(f"{frame} {line}", overflow="ellipsis", no_wrap=True)

    def note(self, text: str) -> None:
        """Write the text above the line."""
        self._console.print(text)


def words(progress: Progress, seconds: float) -> str:
    """Return progress as one line; what is not known yet is left out."""
    parts = [f"{seconds:6.1f} s  {progress.stage}"]
    if math.isfinite(progress.objective):
        parts.append(f"plan {progress.objective:,.0f}")
    if math.isfinite(progress.bound):
        parts.append(f"bound {progress.bound:,.0f}")
    if math.isfinite(progress.gap):
        parts.append(f"gap {progress.gap:.2%}")
    return " · ".join(parts)
