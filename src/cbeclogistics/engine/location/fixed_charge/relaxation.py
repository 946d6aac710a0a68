"""The linear relaxation of a fixed-charge model, its links added while they bite, and the bound its duals prove."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from ...arrays import Arrays, Floats
from ...backends.highs_lp import LpResult, WarmLP
from ...best import Best
from ...dual_bound import priced
from ...relaxation import with_rows
from .gated import Gated

SHARE = 0.25  # of the time, after which no further round begins
LEAST_GAIN = 1e-6  # of the bound; rounds that gain less are not repeated


@dataclass(frozen=True)
class Relaxed:
    """A relaxation solved.

    Attributes
    ----------
    model
        The gated model with the links that were found.
    x
        Optimum of the relaxation, shape (columns,).
    bound
        Proven by the duals, whatever the solver's tolerances.
    reduced
        Reduced costs that go with the bound, shape (columns,).
    """

    model: Arrays
    x: Floats
    bound: float
    reduced: Floats


def relax(gated: Gated, best: Best) -> Relaxed | LpResult:
    """Relax; the result of the first LP where that has no optimum."""
    lp = WarmLP(gated.model)
    result = lp.solve(best.left, best.relay("solving the relaxation"))
    if result.x is None:
        return result
    added: list[tuple[sp.csr_matrix, Floats]] = []
    total = best.watch.elapsed() + best.left.time_limit
    relaxed = _proven(gated.model, result, best)
    while (found := gated.links.find(relaxed.x)) is not None and not best.stopped:
        if best.watch.elapsed() > SHARE * total:
            break
        best.say("tightening the relaxation")
        lp.add_rows(found[0], np.full(found[1].size, -np.inf), found[1])
        added.append(found)
        result = lp.solve(best.left, best.relay("tightening the relaxation"))
        if result.x is None:
            added.pop()
            break
        before, relaxed = relaxed.bound, _proven(with_rows(gated.model, added), result, best)
        if relaxed.bound - before < LEAST_GAIN * abs(before):
            break
    return relaxed


def _proven(model: Arrays, result: LpResult, best: Best) -> Relaxed:
    assert result.x is not None
    assert result.row_dual is not None
    bound, reduced = priced(model, result.row_dual)
    best.bound = max(best.bound, bound)
    return Relaxed(model, result.x, bound, reduced)
