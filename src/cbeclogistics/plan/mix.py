"""What the goods at each place are a mix of: how they came there, in the shares of the flows that brought them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.linalg import spsolve

Floats = npt.NDArray[np.float64]


class Mix:
    """Places (site, status, product, origin) of a plan's flows, and what a unit at each of them came by.

    Parameters
    ----------
    flows
        Table `flows` of a plan, or all rows of it of some products.
    """

    def __init__(self, flows: pd.DataFrame) -> None:
        goods = ["product", "origin_country", "exporter"]
        places = pd.concat([
            flows[["from", "from_status", *goods]].set_axis(["site", "status", *goods], axis=1),
            flows[["to", "to_status", *goods]].set_axis(["site", "status", *goods], axis=1),
        ])  # fmt: skip
        node = places.groupby(["site", "status", *goods], sort=False).ngroup().to_numpy()
        self._start, self._end = node[: len(flows)], node[len(flows) :]
        units = flows["units"].to_numpy(float)
        self._count = int(node.max()) + 1 if node.size else 0
        self._arrived = np.maximum(np.bincount(self._end, units, self._count), 1e-12)
        self._share = units / self._arrived[self._end]
        came = sp.csr_matrix((self._share, (self._end, self._start)), shape=(self._count, self._count))
        self._system = sp.csc_matrix(sp.identity(self._count) - came)

    def unit_cost_at_start(self, own: Floats) -> Floats:
        """Return what a unit has cost when it stands where each flow begins: the mean over the ways it came.

        Parameters
        ----------
        own
            Cost of each flow itself, shape (n,).
        """
        paid = np.bincount(self._end, own, self._count) / self._arrived
        unit_cost = np.atleast_1d(spsolve(self._system, paid)) if self._count else paid
        return np.asarray(unit_cost[self._start], dtype=float)

    def drawn(self, taken: Floats) -> Floats:
        """Return the units of each flow that stand behind units taken where other flows begin.

        Parameters
        ----------
        taken
            Units that each flow takes from where it begins, shape (n,); 0 for those that are not asked about.
        """
        if not self._count:
            return np.zeros(0)
        asked = np.bincount(self._start, taken, self._count)
        needed = np.atleast_1d(spsolve(sp.csc_matrix(self._system.T), asked))
        return np.asarray(needed[self._end] * self._share, dtype=float)
