"""Says what went wrong: to people on stderr, to programs as one JSON object on stdout."""

from __future__ import annotations

import dataclasses
from typing import Any

from ..errors import InputError, Problem
from . import console
from .exit_codes import ExitCode, of_error


def report(error: BaseException, *, as_json: bool) -> ExitCode:
    """Say what went wrong and return the exit code."""
    code, word = of_error(error)
    console.say(str(error) or word)
    if as_json:
        console.show_json(as_object(error))
    return code


def as_object(error: BaseException) -> dict[str, Any]:
    """Return what `--json` prints of an error.

    ``status`` is the word for the kind of error, ``problems`` every problem of the input (empty for other errors).
    """
    code, word = of_error(error)
    problems = error.problems if isinstance(error, InputError) else ()
    return {
        "status": word,
        "exit_code": int(code),
        "message": str(error) or word,
        "problems": [as_row(p) for p in problems],
    }


def as_row(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain data."""
    return {**dataclasses.asdict(problem), "severity": str(problem.severity)}
