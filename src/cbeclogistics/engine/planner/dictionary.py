"""The linear relaxation over cuts, as a dictionary that the dual simplex method keeps between changes.

    min η :  η ≥ const_k + Σ value_k[w, s] · y[w, s] for every cut k;   Σ_s y[w, s] = 1, y ≥ 0, for every site w

Every basic variable is written in those that are not basic. A start without the primal is at hand: one cut, and of each
site the size that is cheapest under it. Sizes that are barred stay at 0, so a branch goes on where its parent ended.
"""

from __future__ import annotations

import numpy as np

from ..compiled import compiled, fast
from .problem import Bools, Floats, Ints

TOLERANCE = 1e-7


@compiled
def begin(const: Floats, value: Floats, barred: Bools, first: int, table: Floats, basic: Ints, free: Ints) -> None:
    """Write the dictionary of one cut and its cheapest sizes.

    Parameters
    ----------
    const, value
        Shapes (cuts,), (cuts, sites, options).
    barred
        Shape (sites, options).
    first
        The cut.
    table, basic, free
        Set: shape (sites + cuts, 2 + sites · (options - 1)), η in the last row and constants in the first column; which
        variable each row is, and each column after the first. Variables are w · options + s, then the cuts' slacks.
    """
    cuts, sites, options = value.shape
    least = np.empty(sites, dtype=np.int64)
    table[:] = 0.0
    for w in range(sites):
        best = -1
        for s in range(options):
            if not barred[w, s] and (best < 0 or value[first, w, s] < value[first, w, best]):
                best = s
        least[w] = max(best, 0)
    end = table.shape[0] - 1
    j = 1
    for w in range(sites):
        basic[w] = w * options + least[w]
        table[w, 0] = 1.0
        for s in range(options):
            if s != least[w]:
                table[w, j] = -1.0
                free[j - 1] = w * options + s
                j += 1
    free[j - 1] = sites * options + first
    row = sites
    for step in range(cuts + 1):
        # η itself comes last; a slack is η less what its cut says
        k = step if step < cuts else -1
        if k == first:
            continue
        at = end if k < 0 else row
        table[at, 0] = const[first] - (0.0 if k < 0 else const[k])
        j = 1
        for w in range(sites):
            own = value[first, w, least[w]]
            other = 0.0 if k < 0 else value[k, w, least[w]]
            table[at, 0] += own - other
            for s in range(options):
                if s != least[w]:
                    table[at, j] = value[first, w, s] - own
                    if k >= 0:
                        table[at, j] -= value[k, w, s] - other
                    j += 1
        table[at, j] = 1.0
        if k >= 0:
            basic[row] = sites * options + k
            row += 1


@fast
def _pivot(table: Floats, r: int, c: int) -> None:
    columns = table.shape[1]
    pivot = table[r, c]
    for j in range(columns):
        table[r, j] = -table[r, j] / pivot
    table[r, c] = 1.0 / pivot
    for i in range(table.shape[0]):
        if i == r:
            continue
        factor = table[i, c]
        if factor == 0.0:
            continue
        table[i, c] = 0.0
        for j in range(columns):
            table[i, j] += factor * table[r, j]


@compiled
def settle(table: Floats, basic: Ints, free: Ints, barred: Bools, most: int) -> int:
    """Run the dual simplex method for so many pivots at most; return how many there were.

    Whenever it stops, what the last row says of the slacks are weights that make a valid bound.
    """
    rows = basic.size
    options = barred.shape[1]
    kinds = barred.size
    for pivots in range(most):
        worst, r, down = TOLERANCE, -1, False
        for i in range(rows):
            b = table[i, 0]
            if -b > worst:
                worst, r, down = -b, i, False
            elif b > worst and basic[i] < kinds and barred[basic[i] // options, basic[i] % options]:
                worst, r, down = b, i, True
        if r < 0:
            return pivots
        ratio, size, c = np.inf, 0.0, -1
        for j in range(free.size):
            v = free[j]
            if v < kinds and barred[v // options, v % options]:
                continue
            a = -table[r, j + 1] if down else table[r, j + 1]
            if a > 1e-9:
                q = max(table[rows, j + 1], 0.0) / a
                if q < ratio - 1e-12 or (q < ratio + 1e-12 and a > size):
                    ratio, size, c = min(q, ratio), a, j
        if c < 0:
            return pivots
        _pivot(table, r, c + 1)
        basic[r], free[c] = free[c], basic[r]
    return most


@compiled
def weigh(const: Floats, value: Floats, size: Floats, barred: Bools, table: Floats, free: Ints, weight: Floats,
          mixed: Floats) -> float:  # fmt: skip
    """Mix the cuts by the dictionary's prices; return the least that the mixture says of any sizes not barred.

    What rounding may have added is taken off; ``weight`` is set, adding up to 1, and ``mixed``, shape (sites, options).
    """
    cuts, sites, options = value.shape
    rows = table.shape[0] - 1
    weight[:] = 0.0
    total = 0.0
    for j in range(free.size):
        k = free[j] - sites * options
        if k >= 0 and table[rows, j + 1] > 0.0:
            weight[k] = table[rows, j + 1]
            total += weight[k]
    if total <= 0.0:
        weight[np.argmax(const)] = 1.0
        total = 1.0
    mixed[:] = 0.0
    least = 0.0
    sizes = 0.0
    for k in range(cuts):
        if weight[k] > 0.0:
            weight[k] /= total
            least += weight[k] * const[k]
            sizes += weight[k] * size[k]
            for w in range(sites):
                for s in range(options):
                    mixed[w, s] += weight[k] * value[k, w, s]
    for w in range(sites):
        best = np.inf
        for s in range(options):
            if not barred[w, s]:
                best = min(best, mixed[w, s])
        least += best
    return float(least - 2.0**-51 * (cuts + sites + 8) * sizes)


@compiled
def solution(table: Floats, basic: Ints, y: Floats) -> None:
    """Set ``y``, shape (sites, options), to the point that the dictionary stands at."""
    y[:] = 0.0
    options = y.shape[1]
    for i in range(basic.size):
        if basic[i] < y.size:
            y[basic[i] // options, basic[i] % options] = min(1.0, max(0.0, table[i, 0]))
