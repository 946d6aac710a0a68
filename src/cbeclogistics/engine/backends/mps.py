"""A model as an MPS file: free format, every number written so that it reads back the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from ..arrays import Arrays, Floats, Ints

OBJECTIVE = "obj"


def column_order(model: Arrays) -> Ints:
    """Columns in the order of the file: continuous ones, then integer ones between one pair of markers."""
    return np.concatenate([np.flatnonzero(~model.integer), np.flatnonzero(model.integer)])


def write_mps(model: Arrays, path: Path) -> None:
    """Write the model without its offset; column ``j`` is called ``x<j>``, row ``i`` ``r<i>``.

    Rows that bind nobody are left out.
    """
    with path.open("w", encoding="ascii", newline="\n") as file:
        for part in (_rows(model), _columns(model), _sides(model), _bounds(model)):
            file.write("\n".join(part))
            file.write("\n")
        file.write("ENDATA\n")


def _kinds(model: Arrays) -> tuple[Ints, Ints, Ints, Ints]:
    """Rows that are equal, only above, only below, and both."""
    low, high = np.isfinite(model.row_lower), np.isfinite(model.row_upper)
    equal = low & high & (model.row_lower == model.row_upper)
    return tuple(np.flatnonzero(k) for k in (equal, high & ~low, low & ~high, low & high & ~equal))  # type: ignore[return-value]


def _rows(model: Arrays) -> Iterable[str]:
    equal, above, below, both = (kind.tolist() for kind in _kinds(model))
    yield f"NAME model FREE\nROWS\n N {OBJECTIVE}"
    yield from (f" E r{i}" for i in equal)
    yield from (f" L r{i}" for i in above)
    yield from (f" G r{i}" for i in below)
    yield from (f" L r{i}" for i in both)


def _columns(model: Arrays) -> Iterable[str]:
    yield "COLUMNS"
    bound = np.isfinite(model.row_lower) | np.isfinite(model.row_upper)
    names = [*(f"r{i}" for i in range(model.rows)), OBJECTIVE]
    matrix = sp.csc_matrix(model.matrix)
    for whole in (False, True):
        columns = np.flatnonzero(model.integer == whole)
        part = matrix[:, columns].tocoo()
        kept = bound[part.row]
        # the objective is written for every column, or one without coefficients would not exist
        place = np.concatenate([np.arange(columns.size), part.col[kept]])
        row = np.concatenate([np.full(columns.size, model.rows), part.row[kept]])
        value = np.concatenate([model.cost[columns], part.data[kept]])
        order = np.argsort(place, kind="stable")
        entries = zip(columns[place[order]].tolist(), row[order].tolist(), value[order].tolist(), strict=True)
        if whole and columns.size:
            yield " M 'MARKER' 'INTORG'"
        yield from (f" x{j} {names[i]} {v!r}" for j, i, v in entries)
        if whole and columns.size:
            yield " M 'MARKER' 'INTEND'"


def _sides(model: Arrays) -> Iterable[str]:
    equal, above, below, both = _kinds(model)
    yield "RHS"
    for rows, side in ((equal, model.row_upper), (above, model.row_upper), (below, model.row_lower)):
        yield from _numbers(" RHS r", rows[side[rows] != 0], side)
    yield from _numbers(" RHS r", both[model.row_upper[both] != 0], model.row_upper)
    if both.size:
        yield "RANGES"
        yield from _numbers(" RNG r", both, model.row_upper - model.row_lower)


def _bounds(model: Arrays) -> Iterable[str]:
    """Bounds; explicit for every integer column, which without any would be read as 0 or 1."""
    lower, upper = model.lower, model.upper
    no_lower, no_upper = np.isneginf(lower), np.isposinf(upper)
    fixed = lower == upper
    yield "BOUNDS"
    yield from _numbers(" FX BND x", np.flatnonzero(fixed), lower)
    yield from (f" FR BND x{j}" for j in np.flatnonzero(no_lower & no_upper).tolist())
    # readers reset the other side on MI and PL, so these go first
    yield from (f" MI BND x{j}" for j in np.flatnonzero(no_lower & ~no_upper).tolist())
    yield from (f" PL BND x{j}" for j in np.flatnonzero(~no_lower & no_upper & model.integer).tolist())
    yield from _numbers(" LO BND x", np.flatnonzero(~no_lower & ~fixed & ((lower != 0) | model.integer)), lower)
    yield from _numbers(" UP BND x", np.flatnonzero(~no_upper & ~fixed), upper)


def _numbers(before: str, places: Ints, values: Floats) -> Iterable[str]:
    return (f"{before}{i} {v!r}" for i, v in zip(places.tolist(), values[places].tolist(), strict=True))
