"""Small problems of location with routing, and the best answer by trying everything."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np

from cbeclogistics.routing.location import LocationRouting, TwoEchelon
from cbeclogistics.routing.travel import Plane


def one_echelon(seed: int, *, depots: int = 3, customers: int = 6, slack: float = 1.3) -> LocationRouting:
    """Customers and depots anywhere in a square of 100; about two depots are needed."""
    draw = np.random.default_rng(seed)
    demand = draw.integers(1, 10, customers).astype(float)
    capacity = np.full(depots, np.ceil(slack * demand.sum() / 2))
    points = draw.integers(0, 100, (depots + customers, 2)).astype(float)
    opening = draw.integers(20, 120, depots).astype(float)
    return LocationRouting(opening, capacity, demand, 18.0, 25.0, Plane(points, 1.0, "up"), f"small-{seed}")


def two_echelon(seed: int) -> TwoEchelon:
    """The same with a platform in the corner, whose vehicles can serve hardly more than one satellite."""
    second = one_echelon(seed)
    points = np.vstack([np.zeros(2), [second.travel.point(k) for k in range(second.depots)]])
    return TwoEchelon(second, float(second.capacity[0]) + 4.0, 60.0, Plane(points, 2.0, "up"))


def cheapest(problem: LocationRouting | TwoEchelon) -> float:
    """Cost of the best answer: every depot for every customer, every route, every set of satellites."""
    second = problem.second if isinstance(problem, TwoEchelon) else problem
    length, depots, customers = second.length(), second.depots, second.customers
    route = np.full((depots, 1 << customers), np.inf)
    for members in range(1, 1 << customers):
        who = [c for c in range(customers) if members >> c & 1]
        if second.demand[who].sum() <= second.vehicle_capacity:
            for depot in range(depots):
                route[depot, members] = second.route_cost + _tour(length, depot, [depots + c for c in who])
    served = np.full((depots, 1 << customers), np.inf)  # a depot's routes over a set of customers
    served[:, 0] = 0.0
    for members in range(1, 1 << customers):
        part = members
        while part:
            served[:, members] = np.minimum(served[:, members], route[:, part] + served[:, members ^ part])
            part = (part - 1) & members
    best = np.inf
    for choice in np.ndindex(*(depots,) * customers):
        sets, load = [0] * depots, np.zeros(depots)
        for customer, depot in enumerate(choice):
            sets[depot] |= 1 << customer
            load[depot] += second.demand[customer]
        if (load > second.capacity).any():
            continue
        opened = [d for d in range(depots) if sets[d]]
        cost = second.opening_cost[opened].sum() + sum(served[d, sets[d]] for d in opened)
        if isinstance(problem, TwoEchelon):
            cost += _first_level(problem, opened, load)
        best = min(best, float(cost))
    return best


def _first_level(problem: TwoEchelon, opened: list[int], load: np.ndarray) -> float:
    if not opened:
        return 0.0
    first, rest = opened[0], opened[1:]
    best = np.inf
    for count in range(len(rest) + 1):
        for others in combinations(rest, count):
            sites = [first, *others]
            if load[sites].sum() <= problem.vehicle_capacity:
                left = [d for d in opened if d not in sites]
                way = _tour(problem.length(), 0, [d + 1 for d in sites])
                best = min(best, problem.route_cost + way + _first_level(problem, left, load))
    return best


def _tour(length: np.ndarray, home: int, stops: list[int]) -> float:
    return min(
        float(sum(length[a, b] for a, b in zip((home, *order), (*order, home), strict=True)))
        for order in permutations(stops)
    )
