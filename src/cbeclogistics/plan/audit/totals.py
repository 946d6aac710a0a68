"""Money is conserved from the lines to the landed cost, and the bound and gap say what they mean."""

from __future__ import annotations

import math

import numpy as np

from ...money import to_cents
from ..components import COMPONENTS, UNIT_COMPONENTS
from ..plan import Check, Plan

SAME = 1e-6


def totals(plan: Plan) -> list[Check]:
    """Lines sum to components, components to the landed cost; bound ≤ landed cost; the gap is theirs."""
    costs = plan.tables["costs"]
    cents = np.round(costs["amount"].to_numpy(float) * 100)
    landed = int(to_cents(plan.landed_cost)) if math.isfinite(plan.landed_cost) else None
    lines = int(cents.sum())
    by = {str(c): float(v) for c, v in costs.assign(cents=cents).groupby("component")["cents"].sum().items()}
    stated = {str(c): int(to_cents(v)) for c, v in plan.cost_breakdown.items()}
    wrong = [c for c in sorted({*by, *stated}) if int(by.get(c, 0)) != stated.get(c, 0)]
    unknown = sorted({*by, *stated} - set(COMPONENTS))
    total = f"landed cost {plan.landed_cost:,.2f} {plan.currency}"
    return [
        Check("cost lines sum to the landed cost", lines == landed,
              f"{lines / 100:,.2f} in {len(costs):,} lines, {total}"),
        Check("components are those of the landed cost", not unknown,
              ", ".join(unknown) or f"{len(stated)} components"),
        Check("components are the sums of their cost lines", not wrong, "; ".join(
            f"{c}: {stated.get(c, 0) / 100:,.2f} stated, {by.get(c, 0) / 100:,.2f} in lines" for c in wrong)
            or f"{len(stated)} components"),
        Check("components sum to the landed cost", sum(stated.values()) == landed,
              f"{sum(stated.values()) / 100:,.2f} in components, {total}"),
        *_objective(plan),
        _bound(plan),
        _gap(plan),
    ]  # fmt: skip


def _rounding(plan: Plan) -> float:
    """What rounding each amount to cents can come to, in the base currency."""
    t = plan.tables
    rounded = int((t["flows"][list(UNIT_COMPONENTS)].to_numpy(float) != 0).sum())
    rounded += 3 * len(t["containers"]) + 3 * len(t["sites"]) + len(t["demand"]) + len(t["tier_prices"])
    rounded += len(t["costs"])
    return 0.005 * rounded


def _objective(plan: Plan) -> list[Check]:
    """The optimiser minimised what the plan costs, and the landed cost is that with each amount rounded."""
    off = abs(plan.unrounded_cost - plan.model_objective)
    by = abs(plan.landed_cost - plan.unrounded_cost)
    return [
        Check("the optimiser's objective is what the plan costs", off <= SAME * max(abs(plan.unrounded_cost), 1.0),
              f"{plan.model_objective:,.4f} minimised, {plan.unrounded_cost:,.4f} priced, {plan.currency}"),
        Check("the landed cost is what the plan costs but for rounding to cents",
              by <= _rounding(plan) + 1e-9 * abs(plan.landed_cost),
              f"{plan.landed_cost:,.2f} in cents, {plan.unrounded_cost:,.4f} before, {plan.currency}"),
    ]  # fmt: skip


def _bound(plan: Plan) -> Check:
    """The bound is no more than the landed cost, but for what rounding each amount to cents can take from it."""
    passed = plan.bound <= plan.landed_cost + _rounding(plan) + 1e-9 * abs(plan.landed_cost)
    return Check("the bound is not above the landed cost", passed,
                 f"bound {plan.bound:,.2f}, landed cost {plan.landed_cost:,.2f}, {plan.currency}")  # fmt: skip


def _gap(plan: Plan) -> Check:
    """(landed cost − bound) / landed cost, never below 0."""
    if math.isfinite(plan.bound) and plan.landed_cost != plan.bound:
        gap = max(0.0, (plan.landed_cost - plan.bound) / max(abs(plan.landed_cost), 1e-12))
    else:
        gap = 0.0 if plan.landed_cost == plan.bound else math.inf
    passed = plan.gap == gap or abs(plan.gap - gap) <= 1e-9 * max(1.0, gap)
    detail = f"{plan.gap:.6%} stated, {gap:.6%} recomputed"
    return Check("the gap is (landed cost - bound) / landed cost", passed, detail)
