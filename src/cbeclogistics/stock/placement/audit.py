"""Checks a placement against the chain: every rule and figure recomputed, with no code of the search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .answer import Placement
from .chain import Chain, Stage

SLACK = 1e-9  # relative, of units and money


@dataclass(frozen=True)
class Verdict:
    """What the audit found.

    Attributes
    ----------
    broken
        Rules that do not hold, each with where and by how much; empty: all hold.
    cost
        Holding cost of safety stock, recomputed.
    """

    broken: tuple[str, ...]
    cost: float

    @property
    def holds(self) -> bool:
        """Whether every rule does."""
        return not self.broken


def audit(chain: Chain, placement: Placement) -> Verdict:
    """Recompute a placement.

    Service times are whole and at least 0, no stage waits less than a supplier quotes, none quotes more than it takes
    or than its customers stand; net times, units and costs are what follows; the bound is not above the cost.
    """
    if placement.names != tuple(stage.name for stage in chain.stages):
        return Verdict(("the stages are not those of the chain",), float("nan"))
    broken = [*_times(chain, placement)]
    cost = 0.0
    for i, stage in enumerate(chain.stages):
        net = int(placement.waits_days[i]) + stage.processing_days - int(placement.quotes_days[i])
        mean, std = _reaching(chain, stage)
        factor = chain.safety_factor if stage.safety_factor is None else stage.safety_factor
        safety = factor * std * net**chain.growth_exponent if net > 0 else 0.0
        cost += stage.holding_cost * safety
        for what, stated, right in (
            ("net_days", placement.net_days[i], net), ("safety_units", placement.safety_units[i], safety),
            ("base_units", placement.base_units[i], mean * net + safety),
            ("stage_cost", placement.stage_cost[i], stage.holding_cost * safety),
        ):  # fmt: skip
            if not _same(float(stated), right):
                broken.append(f"{stage.name}: {what} is {right}, not {stated}")
    if not _same(placement.cost, cost):
        broken.append(f"the placement costs {cost}, not {placement.cost}")
    if placement.bound > cost * (1 + SLACK):
        broken.append(f"the bound {placement.bound} is above the cost {cost}")
    return Verdict(tuple(broken), cost)


def _same(stated: float, right: float) -> bool:
    return abs(stated - right) <= SLACK * max(1.0, abs(right))


def _times(chain: Chain, placement: Placement) -> Iterator[str]:
    quoted, waited = ({} for _ in range(2))
    for i, stage in enumerate(chain.stages):
        quoted[stage.name], waited[stage.name] = int(placement.quotes_days[i]), int(placement.waits_days[i])
        if quoted[stage.name] != placement.quotes_days[i] or waited[stage.name] != placement.waits_days[i]:
            yield f"{stage.name}: its times are not whole days"
        if quoted[stage.name] < 0:
            yield f"{stage.name}: quotes {quoted[stage.name]} days"
        longest = (0 if stage.sells else None) if stage.max_service_days is None else stage.max_service_days
        if longest is not None and quoted[stage.name] > longest:
            yield f"{stage.name}: quotes {quoted[stage.name]} days, its customers wait {longest}"
        if quoted[stage.name] > waited[stage.name] + stage.processing_days:
            yield f"{stage.name}: quotes {quoted[stage.name]} days, more than it takes"
        if waited[stage.name] < stage.supplier_days:
            yield f"{stage.name}: waits {waited[stage.name]} days, its suppliers outside need {stage.supplier_days}"
    for arc in chain.arcs:
        if waited[arc.customer] < quoted[arc.supplier]:
            yield f"{arc.customer}: waits {waited[arc.customer]} days, {arc.supplier} quotes {quoted[arc.supplier]}"


def _reaching(chain: Chain, stage: Stage) -> tuple[float, float]:
    """Mean and deviation of the demand that reaches a stage: a unit of it is followed along every way downstream."""
    units = {stage.name: 1.0}
    needs: dict[str, float] = {}
    while units:
        for name, amount in units.items():
            needs[name] = needs.get(name, 0.0) + amount
        ahead: dict[str, float] = {}
        for arc in chain.arcs:
            if arc.supplier in units:
                ahead[arc.customer] = ahead.get(arc.customer, 0.0) + arc.units * units[arc.supplier]
        units = ahead
    p = chain.pooling_exponent
    sold = [one for one in chain.stages if one.name in needs]
    mean = sum(needs[one.name] * one.demand_mean_units for one in sold)
    return mean, sum((needs[one.name] * one.demand_std_units) ** p for one in sold) ** (1 / p)
