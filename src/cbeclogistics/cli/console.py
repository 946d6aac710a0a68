"""Where words go: data to stdout, messages to stderr; a reader that leaves early is no fault."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPED_WIDTH = 120  # columns of a table where no terminal says how wide it is


def console(stream: TextIO) -> Console:
    """Return a rich console; it keeps to NO_COLOR, and writes plain text where there is no terminal."""
    from rich.console import Console

    width = None if stream.isatty() else PIPED_WIDTH
    plain = bool(os.environ.get("NO_COLOR"))  # no bold or dim either
    return Console(
        file=stream, width=width, color_system=None if plain else "auto", highlight=False, markup=False, emoji=False
    )


def say(message: RenderableType, *, quiet: bool = False) -> None:
    """Write a message for people to stderr."""
    if not quiet:
        _write(sys.stderr, _rendered(sys.stderr, message))


def show(*parts: RenderableType) -> None:
    """Write tables or text to stdout."""
    _write(sys.stdout, _rendered(sys.stdout, *parts))


def show_text(text: str) -> None:
    """Write text to stdout as it is."""
    _write(sys.stdout, text if text.endswith("\n") else text + "\n")


def show_json(value: Any) -> None:
    """Write one JSON object to stdout."""
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    show_text(json.dumps(_plain(value), indent=2, ensure_ascii=ascii_only, allow_nan=False))


def _rendered(stream: TextIO, *parts: RenderableType) -> str:
    from rich.text import Text

    to = console(stream)
    with to.capture() as captured:
        for part in parts:
            to.print(part, soft_wrap=isinstance(part, str | Text))
    return "\n".join(line.rstrip() for line in captured.get().split("\n"))


def _write(stream: TextIO, text: str) -> None:
    """Write; once the reader (`head`, say) is gone, what is left goes nowhere."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _plain(value: Any) -> Any:
    """JSON has no word for an infinite or unknown number: null stands for it."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
