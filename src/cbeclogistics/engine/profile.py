"""Solver profiles: how to solve, as a small TOML file a planner picks by name, copies and changes."""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..data_folders import solvers_folder
from ..errors import InputError, Problem
from .backends import names
from .limits import Limits

METHODS = ("whole", "certified")


@dataclass(frozen=True)
class Profile:
    """How to solve.

    Attributes
    ----------
    name
        The file's, without its ending.
    description
        One sentence for the planner.
    method
        "whole": the whole model to the backend. "certified": relax, add strong links where they bite, round, fix by
        reduced cost, prove the rest.
    backend
        Name of a backend.
    gap
        Relative gap that is good enough.
    time_limit
        Seconds; inf for none.
    threads
        Threads the backend may use.
    parameters
        Options of the backend in its own names.
    """

    name: str
    description: str
    method: str = "certified"
    backend: str = "highs"
    gap: float = 0.005
    time_limit: float = math.inf
    threads: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def limits(self, seed: int = 0) -> Limits:
        """Return the limits this profile sets."""
        return Limits(time_limit=self.time_limit, gap=self.gap, seed=seed, threads=self.threads)


def profiles() -> dict[str, Profile]:
    """Return the profiles that ship with the package, by name."""
    return {path.stem: _read(path) for path in sorted(solvers_folder().glob("*.toml"))}


def read_profile(name_or_path: str | Path) -> Profile:
    """Read a profile by its name, or from a file.

    Parameters
    ----------
    name_or_path
        "balanced", or the path of a file that ends in .toml.

    Raises
    ------
    InputError
        There is no such profile, or the file says what no profile can.
    """
    if str(name_or_path).endswith(".toml"):
        return _read(Path(name_or_path))
    known = {path.stem: path for path in sorted(solvers_folder().glob("*.toml"))}
    if str(name_or_path) in known:
        return _read(known[str(name_or_path)])
    near = difflib.get_close_matches(str(name_or_path), known, n=1)
    remedy = f"known: {', '.join(known)}" + (f"  (did you mean {near[0]}?)" if near else "")
    remedy += "; or give the path of a file that ends in .toml"
    raise InputError([Problem("solvers", "is no solver profile", value=str(name_or_path), remedy=remedy)])


def _read(path: Path) -> Profile:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([Problem(str(path), "there is no such file", remedy="check the path")]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError([Problem(str(path), f"cannot be read as TOML: {error}")]) from error
    problems = _problems(str(path), said)
    if problems:
        raise InputError(problems)
    said = {key: float(value) if key in ("gap", "time_limit") else value for key, value in said.items()}
    return Profile(name=path.stem, **said)


def _problems(table: str, said: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for key in said.keys() - _EXPECTED.keys():
        near = difflib.get_close_matches(key, _EXPECTED, n=1)
        remedy = f"known: {', '.join(_EXPECTED)}" + (f"  (did you mean {near[0]}?)" if near else "")
        if not near:
            remedy += "; options of the solver itself belong under [parameters]"
        problems.append(Problem(table, "is no key of a profile", value=key, remedy=remedy))
    for key, (holds, expected) in _EXPECTED.items():
        if key in said and not holds(said[key]):
            problems.append(Problem(table, expected, column=key, value=str(said[key])))
    if "description" not in said:
        problems.append(Problem(table, "is missing: one sentence on what the profile is for", column="description"))
    for key, known in (("method", METHODS), ("backend", names())):
        value = said.get(key)
        if isinstance(value, str) and value not in known:
            near = difflib.get_close_matches(value, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else ""
            expected = f"expected one of {', '.join(known)}"
            problems.append(Problem(table, expected, column=key, value=value, remedy=remedy))
    return sorted(problems, key=str)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_gap(value: object) -> bool:
    return _is_number(value) and float(value) < 1  # type: ignore[arg-type]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


_EXPECTED = {
    "description": (_is_text, "expected a sentence"),
    "method": (_is_text, f"expected one of {', '.join(METHODS)}"),
    "backend": (_is_text, "expected the name of a backend"),
    "gap": (_is_gap, "expected a fraction, 0 ≤ gap < 1 (0.01 is one per cent)"),
    "time_limit": (_is_number, "expected seconds, 0 or more (inf for none)"),
    "threads": (_is_count, "expected a whole number, 1 or more"),
    "parameters": (_is_table, "expected a table of options, [parameters]"),
}
