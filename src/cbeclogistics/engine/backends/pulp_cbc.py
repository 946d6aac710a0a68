"""CBC by its command line: an MPS file in, its log and a binary file of the solution out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import BackendError
from ..answer import Proof
from ..arrays import Arrays, Floats
from ..limits import Limits, Watch
from .honest import Claim
from .mps import column_order, write_mps
from .process import run

RESERVED = frozenset({"sec", "seconds", "ratio", "ratioGap", "threads", "timeMode", "randomSeed", "randomCbcSeed"})
SAFE = {"preprocess": "off"}  # of 500 drawn networks it called one infeasible that is not, and a dear plan optimal
INCREMENT = 1e-7  # nodes that would better the plan by less are given up
INFEASIBLE = "Problem is infeasible - tightenPrimalBounds"
ROUNDED = 5e-4  # CBC prints bounds to three digits after the point

_BEST = re.compile(r"best possible (\S+?)[,)\s]")
_FOUND = re.compile(r"Integer solution of (\S+) found|(\S+) best solution")
_LOWER = re.compile(r"^Lower bound:\s+(\S+)")


def ask_cbc(
    program: str,
    model: Arrays,
    limits: Limits,
    watch: Watch,
    options: Mapping[str, Any],
    start: Floats | None,
    folder: Path,
    *,
    tight: bool,
) -> Claim:
    """Solve the model in a folder of its own."""
    write_mps(model, folder / "model.mps")
    command = [program, "model.mps", *_options(limits, options)]
    if tight:
        command += ["-primalTolerance", "1e-9", "-dualTolerance", "1e-9"]
    if start is not None and model.integer.any():
        _write_start(model, start, folder / "start.sol")
        command += ["-mips", "start.sol"]
    command += ["-solve", "-solution", "said.sol", "-saveSolution", "point.bin"]

    log = _Log(model.offset, watch)
    overrun = limits.time_limit + max(1.0, 0.05 * limits.time_limit)
    status, cancelled = run(command, folder, overrun, watch, log.hear, log.grace)
    if status > 0:
        raise BackendError(f"CBC failed with exit status {status}: {log.last}")
    said = _first_line(folder / "said.sol")
    stopped = Proof.CANCELLED if cancelled else Proof.LIMIT
    if not said and log.infeasible:
        said = "Infeasible"
    if not said:  # killed before it could write
        return Claim(stopped, None, log.bound)
    x = None if "no integer solution" in said else _point(folder / "point.bin", model)
    if said.startswith("Optimal"):
        bound = log.bound if "within gap" in said or x is None else model.objective(x) - INCREMENT
        return Claim(Proof.OPTIMAL, x, bound)
    if said.startswith(("Infeasible", "Integer infeasible")):
        # its presolve calls unbounded models infeasible too
        return Claim(None if model.cost.any() else Proof.INFEASIBLE)
    if said.startswith("Unbounded"):
        return Claim(None)
    if said.startswith("Stopped"):
        return Claim(stopped, x, log.bound)
    raise BackendError(f"CBC ended with a word nobody here knows: {said}")


def _options(limits: Limits, options: Mapping[str, Any]) -> list[str]:
    ours = RESERVED & options.keys()
    if ours:
        raise BackendError(f"{', '.join(sorted(ours))}: not for [parameters]; limits stand in the profile itself.")
    gap = limits.gap / (1 + limits.gap)  # CBC relates it to the larger of objective and bound
    command = ["-timeMode", "elapsed", "-ratio", repr(gap), "-increment", repr(INCREMENT)]
    command += ["-randomSeed", str(limits.seed % 2**30 + 1), "-randomCbcSeed", str(limits.seed % 2**30 + 1)]
    if np.isfinite(limits.time_limit):
        command += ["-sec", repr(float(limits.time_limit))]
    if limits.threads > 1:
        command += ["-threads", str(limits.threads)]
    for name, value in (SAFE | dict(options)).items():
        command += [f"-{name}", str(value)]
    return command


def _write_start(model: Arrays, start: Floats, path: Path) -> None:
    whole = np.flatnonzero(model.integer)
    values = np.round(np.asarray(start)[whole])
    lines = [f"{j} x{j} {v!r} 0" for j, v in zip(whole.tolist(), values.tolist(), strict=True)]
    path.write_text("\n".join(["Stopped on time - objective value 0", *lines, ""]), encoding="ascii")


def _first_line(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline().strip()


def _point(path: Path, model: Arrays) -> Floats | None:
    """Read CBC's binary file: counts, objective, then activity and dual of rows, value and reduced cost of columns."""
    if not path.is_file():
        return None
    raw = path.read_bytes()
    rows, columns = np.frombuffer(raw, np.int32, 2).tolist()
    if columns != model.columns or len(raw) < 16 + 16 * rows + 8 * columns:
        return None
    x = np.empty(columns)
    x[column_order(model)] = np.frombuffer(raw, np.float64, columns, offset=16 + 16 * rows)
    return x


class _Log:
    """What CBC says while it works."""

    def __init__(self, offset: float, watch: Watch) -> None:
        self.offset = offset
        self.watch = watch
        self.objective = np.inf
        self.bound = -np.inf
        self.infeasible = False  # said while bounds are tightened: then nothing is written
        self.last = ""

    def grace(self) -> float:
        """Seconds worth waiting for it to write its plan: none before it has one."""
        return 2.0 if np.isfinite(self.objective) else 0.0

    def hear(self, line: str) -> None:
        """Take in a line; report progress where it tells any."""
        self.last = line.strip() or self.last
        self.infeasible |= line.startswith(INFEASIBLE)
        lower, best, found = _LOWER.search(line), _BEST.search(line), _FOUND.search(line)
        if lower or best:
            told = (lower or best).group(1)  # type: ignore[union-attr]
            self.bound = _number(told, -np.inf) - ROUNDED - 1e-9 * abs(_number(told, 0.0)) + self.offset
        if found:
            self.objective = _number(found.group(1) or found.group(2), np.inf) + self.offset
        if best or found:
            self.watch.say("solving the whole model", self.objective, self.bound)


def _number(text: str, otherwise: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return otherwise
    return value if abs(value) < 1e40 else otherwise
