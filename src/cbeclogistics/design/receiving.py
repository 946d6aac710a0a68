"""Which sites of a network goods are sent to: those that receive a least share of what comes into it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Block, Floats, Ints
from .piecewise import Sums, Terms

WITHIN = 1e-6  # of the most that can arrive: so near to its share a site may count or not, as the solver has it


def receiving(model: ArrayModel, site: Ints, arrives: Terms, share: float, most: float) -> Terms:
    """Add a switch for each site, on where it receives its share, and return their sum.

    share · C − share · most · (1 − r) ≤ C_s ≤ share · C + (1 − share) · most · r        C = Σ_s C_s, r_s binary

    Parameters
    ----------
    site
        Where each column of `arrives` leads.
    share
        Least part of all that arrives, above 0.
    most
        Most that can arrive at all sites together.
    """
    names, place = np.unique(site, return_inverse=True)
    scaled = arrives.values / most
    parts = [Terms(arrives.columns, scaled * ((place == s) - share)) for s in range(names.size)]
    above = Sums(parts, np.ones(names.size))
    switch = model.add_columns("receives", names.size, upper=1.0, integer=True, follows=True)
    s = np.arange(names.size)
    for low, high, slack in ((-share, np.inf, -share), (-np.inf, 0.0, -(1 - share))):
        rows = model.add_rows("receives", names.size, lower=low, upper=high)
        above.add(model, rows, 1.0)
        model.add_entries(rows[s], switch[s], slack)
    model.completions.append(_Receiving(above, switch))
    return Terms(switch[s], np.ones(names.size))


@dataclass(frozen=True)
class _Receiving:
    """Sets the switches; `above` is what a site receives over its share."""

    above: Sums
    switch: Block

    def __call__(self, x: Floats) -> None:
        above, said = self.above.at(x), x[self.switch.slice] > 0.5
        x[self.switch.slice] = np.where(np.abs(above) <= WITHIN, said, above > 0)
