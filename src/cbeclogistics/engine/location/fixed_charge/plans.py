"""Plans of a fixed-charge model: flows for a choice of gates, and choices from slopes."""

from __future__ import annotations

import numpy as np

from ...arrays import Bools, Floats
from ...backends.highs_lp import WarmLP
from ...best import Best
from ...restrict import restrict
from .gated import Gated

USED = 1e-7  # of the largest load, up to which a gate has none
SLOPES, PATIENCE, SHARE = 60, 6, 0.1  # rounds of slopes; those in a row without a better plan; of the time left


def offer_gates(gated: Gated, chosen: Bools, near: Bools, best: Best) -> bool:
    """Offer the best flows through a choice of gates, those that carry nothing shut; whether they are the best plan.

    Parameters
    ----------
    chosen
        Shape (gates,).
    near
        Flows that may be taken, shape (columns,).
    """
    point = gated.model.lower.copy()
    point[gated.gates] = chosen
    through = np.zeros(gated.model.columns, dtype=bool)
    links = gated.links
    through[links.flow] = True
    through[links.flow[point[links.gate] < 0.5]] = False
    part = restrict(gated.model, through & near, point)
    found = WarmLP(part.model).solve(best.left, best.relay("flows through the gates chosen"))
    return found.x is not None and best.offer(without_idle(gated, part.extend(found.x)))


def without_idle(gated: Gated, x: Floats) -> Floats:
    """Point with the gates shut that carry nothing."""
    x = x.copy()
    load = gated.loads @ x
    x[gated.gates[load <= USED * load.max(initial=0.0)]] = 0.0
    closed = gated.links.flow[x[gated.links.gate] < 0.5]
    x[closed] = np.where(x[closed] < USED * load.max(initial=1.0), 0.0, x[closed])
    return x


def scale_slopes(gated: Gated, near: Bools, x: Floats, best: Best) -> None:
    """Plans from linear costs: each gate's cost is spread over what it carried last, again and again.

    Parameters
    ----------
    near
        Flows that may be taken, shape (columns,).
    x
        Point to start from, that of the relaxation.
    """
    model, gates, loads = gated.model, gated.gates, gated.loads
    point = model.lower.copy()
    point[gates] = 1.0
    part = restrict(model, near & ~model.integer, point)
    lp = WarmLP(part.model)
    cost = model.cost[gates]
    widest = loads @ model.upper
    load, opened = loads @ x, x[gates]
    slope = cost / np.maximum(np.where(load > 1e-9, load / np.maximum(opened, 1e-9), widest), 1e-9)
    tried: set[bytes] = set()
    stale, until = 0, best.watch.elapsed() + SHARE * best.left.time_limit
    for _ in range(SLOPES):
        if stale >= PATIENCE or best.watch.elapsed() > until:
            return
        lp.set_costs(np.arange(part.columns.size), (model.cost + slope @ loads)[part.columns])
        found = lp.solve(best.left, best.relay("scaling slopes"))
        if found.x is None or best.stopped:
            return
        flow = part.extend(found.x)
        load = loads @ flow
        used = load > USED * load.max(initial=0.0)
        if used.tobytes() in tried:
            return
        tried.add(used.tobytes())
        stale = 0 if offer_gates(gated, used, near, best) else stale + 1
        best.say("scaling slopes")
        slope = np.where(used, cost / np.maximum(load, 1e-9), slope)
