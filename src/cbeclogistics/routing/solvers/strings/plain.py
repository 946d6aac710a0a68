"""Which problems are plain enough for the search by strings, and their figures as it wants them."""

from __future__ import annotations

import numpy as np

from ...problem import ALWAYS, RoutingProblem
from ...travel import Ints
from ..scaled import FAR, MOST, Scaled
from .tour import REQUIRED, Ground

NEIGHBOURS = 200
WAITING, LATE = 0.2, 1.0  # what a unit of time of the one or the other makes stops farther from each other


def is_plain(problem: RoutingProblem) -> bool:
    """Whether there are only deliveries (or only collections), at most one window a stop, and what costs add up by way.

    Hourly wages and limits of hours do where nobody waits, because there are no windows.
    """
    stops, kinds = problem.stops, problem.vehicles
    if problem.shipments or not stops or any(len(s.windows) > 1 or s.release_min for s in stops):
        return False
    if any(any(s.deliver) for s in stops) and any(any(s.collect) for s in stops):
        return False
    if any(k.max_reloads and k.reload_depots for k in kinds) or any(k.max_overtime_min for k in kinds):
        return False
    hours = any(k.cost_per_hour or np.isfinite(k.max_duration_min) for k in kinds)
    if hours and is_timed(problem):
        return False
    return not (_far(problem) and _long(problem))


def is_timed(problem: RoutingProblem) -> bool:
    """Whether anything must be at a time."""
    windows = [window for stop in problem.stops for window in stop.windows]
    windows += [kind.shift for kind in problem.vehicles] + [depot.window for depot in problem.depots]
    return any(window != ALWAYS for window in windows)


def _long(problem: RoutingProblem) -> bool:
    return any(np.isfinite(kind.max_duration_min) for kind in problem.vehicles)


def _far(problem: RoutingProblem) -> bool:
    return any(np.isfinite(kind.max_distance_km) for kind in problem.vehicles)


def ground(problem: RoutingProblem, whole: Scaled) -> Ground:
    """Return the figures of a plain problem."""
    stops, depots = problem.stops, problem.depots
    n, d = len(stops), len(depots)
    order = np.r_[d : d + n, 0:d]
    service = np.zeros(n + d, np.int64)
    service[:n] = [whole.at_least(stop.service_min, whole.minute) for stop in stops]
    service[n:] = [whole.at_least(depot.loading_min, whole.minute) for depot in depots]
    distance = [way[np.ix_(order, order)] for way in whole.distance]
    duration = [way[np.ix_(order, order)] + service[:, None] for way in whole.duration]
    prices = [(whole.profile[k], whole.per_distance(kind), whole.per_duration(kind.cost_per_hour))
              for k, kind in enumerate(problem.vehicles)]  # fmt: skip
    kinds = list(dict.fromkeys(prices))
    cost = np.stack([np.minimum(FAR, distance[p] * km + duration[p] * minute) for p, km, minute in kinds])
    for k, (p, _, _) in enumerate(kinds):
        cost[k][(distance[p] >= FAR) | (duration[p] >= FAR)] = FAR
    timed = is_timed(problem)
    minutes = np.stack(duration) if timed else np.zeros((0, 1, 1), np.int64)
    span = duration[0] if _long(problem) else distance[0]
    limited = _long(problem) or _far(problem)
    counts = [min(kind.count, n) for kind in problem.vehicles]
    past = np.cumsum(counts)
    rows = []
    for k, kind in enumerate(problem.vehicles):
        first, last = depots[kind.start_depot], depots[kind.end_depot]
        most = (whole.at_most(kind.max_duration_min, whole.minute) if _long(problem)
                else whole.at_most(kind.max_distance_km, whole.km))  # fmt: skip
        begins = max(whole.at_least(kind.shift[0], whole.minute), whole.at_least(first.window[0], whole.minute))
        closes = min(whole.at_most(kind.shift[1], whole.minute), whole.at_most(last.window[1], whole.minute))
        rows.append([kinds.index(prices[k]), whole.profile[k], whole.cost(kind.fixed_cost), most, begins, closes,
                     past[k] - counts[k], past[k]])  # fmt: skip
    kind_of = np.repeat(np.arange(len(counts)), counts)
    ends = np.array([[k, n + problem.vehicles[k].start_depot, n + problem.vehicles[k].end_depot] for k in kind_of])
    windows = [stop.windows[0] if stop.windows else ALWAYS for stop in stops]
    opens = np.array([whole.at_least(w[0], whole.minute) for w in windows])
    closes_at = np.array([max(whole.at_least(w[0], whole.minute), whole.at_most(w[1], whole.minute)) for w in windows])
    room = np.array([[whole.at_most(c, f) for c, f in zip(kind.capacity, whole.load, strict=True)]
                     if kind.capacity else [MOST] * len(whole.load) for kind in problem.vehicles])  # fmt: skip
    demand = np.array([whole.loads(problem.load(stop.deliver if any(stop.deliver) else stop.collect))
                       for stop in stops])  # fmt: skip
    prize = np.array([REQUIRED if stop.prize is None else whole.cost(stop.prize) for stop in stops])
    symmetric = bool((cost == cost.transpose(0, 2, 1)).all())
    return Ground(
        cost, cost if symmetric else np.ascontiguousarray(cost.transpose(0, 2, 1)), minutes,
        span[None] if limited else np.zeros((0, 1, 1), np.int64),
        np.column_stack([opens, closes_at, prize, demand]), np.column_stack([np.array(rows), room]),
        _near(cost[0, :n, :n], minutes[0, :n, :n] if timed else None, opens, closes_at),
        np.column_stack([(demand / np.maximum(1, room.max(axis=0))).max(axis=1), cost[0, :n, n:].min(axis=1)]), ends,
    )  # fmt: skip


def _near(
    cost: Ints, minutes: Ints | None, opens: Ints, closes: Ints
) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    """Nearest stops of each, by cost; waiting for one, or being late there, makes it farther."""
    n = len(cost)
    many = min(NEIGHBOURS, n - 1)
    near = np.empty((n, many), np.int32)
    for a in range(n):
        far = np.minimum(cost[a], cost[:, a]).astype(float)
        if minutes is not None:
            on = (
                np.maximum(0, opens - closes[a] - minutes[a]) * WAITING
                + np.maximum(0, opens[a] + minutes[a] - closes) * LATE
            )
            back = (
                np.maximum(0, opens[a] - closes - minutes[:, a]) * WAITING
                + np.maximum(0, opens + minutes[:, a] - closes[a]) * LATE
            )
            far += np.minimum(on, back)
        far[a] = np.inf
        first = np.argpartition(far, many - 1)[:many] if many else np.zeros(0, np.intp)
        near[a] = first[np.lexsort((first, far[first]))]
    return near
