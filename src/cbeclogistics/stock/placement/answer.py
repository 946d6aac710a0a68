"""Where safety stock lies: the answer of a placement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
GAP = 1e-9  # of the cost, below which a difference is rounding


@dataclass(frozen=True)
class Placement:
    """Where safety stock lies; figures by stage in the order of the chain, shape (stages,).

    Attributes
    ----------
    names
        Of the stages.
    waits_days
        How long a stage waits for its slowest supplier (service time in).
    quotes_days
        How long those whom it supplies wait for it (service time out).
    net_days
        Days of demand that its stock must cover: waits + processing − quotes.
    safety_units
        Stock beyond the mean demand of these days, z σ τ^β.
    base_units
        Stock and orders together: mean demand of these days and safety stock.
    stage_cost
        Holding cost of safety stock.
    cost, bound
        Of the chain, and what no placement can cost less than.
    nodes
        Parts of the search that were looked at; as many as the chain has separate parts where these are trees.
    """

    names: tuple[str, ...]
    waits_days: Ints
    quotes_days: Ints
    net_days: Ints
    safety_units: Floats
    base_units: Floats
    stage_cost: Floats
    cost: float
    bound: float
    nodes: int

    @property
    def proven(self) -> bool:
        """Whether no placement is cheaper, but for rounding."""
        return self.bound >= self.cost * (1 - 2 * GAP)
