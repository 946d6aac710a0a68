"""A smaller problem in place of a large one: some of its markets, asking for what all ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .problem import Planner


def sampled(problem: Planner, demands: int) -> Planner:
    """Keep about so many demands: those of the largest markets, and of every so manieth of the others, scaled up.

    Sites, supply, and what is asked for of each product in each period stay as they are, so site choices and prices of
    room and supply are nearly those of the whole problem.
    """
    asked = np.bincount(
        problem.demand_market,
        problem.demand_units * problem.unit_volume_m3[problem.demand_product],
        problem.markets,
    )
    order = np.argsort(-asked, kind="stable")
    few = max(2, round(problem.markets * demands / problem.demands))
    whole, rest = order[: few // 2], order[few // 2 :]
    if rest.size <= few - whole.size:
        return problem
    each = rest.size / (few - whole.size)
    drawn = rest[np.floor((np.arange(few - whole.size) + 0.5) * each).astype(np.int64)]
    kept = np.sort(np.concatenate([whole, drawn]))
    place = np.full(problem.markets, -1, dtype=np.int64)
    place[kept] = np.arange(kept.size)
    is_drawn, is_rest = np.zeros(problem.markets, dtype=bool), np.zeros(problem.markets, dtype=bool)
    is_drawn[drawn], is_rest[rest] = True, True
    kind = problem.demand_period * problem.products + problem.demand_product
    of_rest, of_drawn = (
        np.bincount(kind, problem.demand_units * part[problem.demand_market], problem.periods * problem.products)
        for part in (is_rest, is_drawn)
    )
    scale = np.where(of_drawn > 0, of_rest / np.maximum(of_drawn, 1e-12), 1.0)
    on = place[problem.demand_market] >= 0
    market = problem.demand_market[on]
    return replace(
        problem,
        name=f"{problem.name}, {kept.size} of {problem.markets} markets",
        market_territory=problem.market_territory[kept],
        order_price=problem.order_price[:, kept],
        kg_price=problem.kg_price[:, kept],
        direct_order_price=problem.direct_order_price[:, kept],
        direct_kg_price=problem.direct_kg_price[:, kept],
        demand_period=problem.demand_period[on],
        demand_market=place[market],
        demand_product=problem.demand_product[on],
        demand_units=problem.demand_units[on] * np.where(is_drawn[market], scale[kind[on]], 1.0),
    )
