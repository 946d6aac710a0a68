"""A chain as arrays, indexed by stage and by arc."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .chain import Chain
from .order import downstream_order

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """What the search works on.

    Attributes
    ----------
    order
        Stages, suppliers before customers.
    days, supplier_days
        Of each stage.
    longest
        Service time that each may quote at most; as long as it could ever need where there is no limit.
    tail, head
        Supplier and customer of each arc.
    rate
        Cost of each stage's safety stock over one day: holding cost · z σ.
    growth
        β: over τ days it costs rate · τ^β.
    mean, std
        Of the demand of a day that reaches each stage, units.
    """

    order: Ints
    days: Ints
    supplier_days: Ints
    longest: Ints
    tail: Ints
    head: Ints
    rate: Floats
    growth: float
    mean: Floats
    std: Floats
    factor: Floats

    @property
    def stages(self) -> int:
        """Number of stages."""
        return int(self.days.size)

    def part(self, stages: Ints) -> Model:
        """Return the model of some of the stages, which no arc joins to others; `stages` by rising index."""
        place = np.full(self.stages, -1)
        place[stages] = np.arange(stages.size)
        arcs = place[self.tail] >= 0
        order = place[self.order]
        return Model(
            order[order >= 0], self.days[stages], self.supplier_days[stages], self.longest[stages],
            place[self.tail[arcs]], place[self.head[arcs]], self.rate[stages], self.growth, self.mean[stages],
            self.std[stages], self.factor[stages],
        )  # fmt: skip

    def cost(self, net_days: Ints) -> Floats:
        """Cost of each stage's safety stock for its net replenishment time; nothing for a time of 0."""
        return np.asarray(self.rate * np.where(net_days > 0, np.maximum(net_days, 1).astype(float) ** self.growth, 0.0))


def model_of(chain: Chain) -> Model:
    """Arrays of a chain that has been checked."""
    index = {stage.name: i for i, stage in enumerate(chain.stages)}
    tail = np.array([index[arc.supplier] for arc in chain.arcs], dtype=np.int64)
    head = np.array([index[arc.customer] for arc in chain.arcs], dtype=np.int64)
    order = np.array(downstream_order(chain), dtype=np.int64)
    mean, std = _reaching(chain, order, tail, head)
    days, supplier_days = (
        np.array([getattr(stage, what) for stage in chain.stages], dtype=np.int64)
        for what in ("processing_days", "supplier_days")
    )
    factor = np.array([chain.safety_factor if s.safety_factor is None else s.safety_factor for s in chain.stages])
    endless = int(days.sum() + supplier_days.max(initial=0))
    longest = [
        (0 if stage.sells else endless) if stage.max_service_days is None else min(stage.max_service_days, endless)
        for stage in chain.stages
    ]
    rate = np.array([stage.holding_cost for stage in chain.stages]) * factor * std
    return Model(
        order, days, supplier_days, np.array(longest, dtype=np.int64), tail, head, rate, chain.growth_exponent, mean,
        std, factor,
    )  # fmt: skip


def _reaching(chain: Chain, order: Ints, tail: Ints, head: Ints) -> tuple[Floats, Floats]:
    """Mean and deviation of the demand that reaches each stage.

    By the units of each stage's item in one unit sold at each other, over all ways between them: demand that comes back
    together by two ways is one demand, not two independent ones.
    """
    sold_mean, sold_std = (
        np.array([getattr(stage, f"demand_{what}_units") for stage in chain.stages]) for what in ("mean", "std")
    )
    sells = np.flatnonzero([stage.sells for stage in chain.stages])
    needs = np.zeros((len(chain.stages), sells.size))
    needs[sells, np.arange(sells.size)] = 1.0
    out: list[list[int]] = [[] for _ in chain.stages]
    for arc, supplier in enumerate(tail):
        out[supplier].append(arc)
    for i in order[::-1]:
        for arc in out[i]:
            needs[i] += chain.arcs[arc].units * needs[head[arc]]
    p = chain.pooling_exponent
    std = np.sum((needs * sold_std[sells]) ** p, axis=1) ** (1 / p)
    return needs @ sold_mean[sells], np.asarray(std)
