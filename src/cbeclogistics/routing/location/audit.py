"""Checks an answer against the problem: every rule and the cost recomputed, with no code of the search."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np

from ..audit import Verdict
from ..travel import Travel
from .answer import LocatedRoutes
from .problem import LocationRouting, TwoEchelon

SLACK = 1e-6  # relative to what a sum is held against


def audit(problem: LocationRouting | TwoEchelon, answer: LocatedRoutes) -> Verdict:
    """Recompute an answer.

    Every customer is in one tour, every tour begins at an open depot, no vehicle and no depot has more than it can
    take. With two echelons each satellite that sends goods out is in one first-level tour and gets exactly those, and
    no first-level vehicle has more than it can take.
    """
    second = problem.second if isinstance(problem, TwoEchelon) else problem
    broken = [*_known(second, answer), *_served(second, answer)]
    if broken:  # indices that do not exist cannot be priced
        return Verdict(tuple(broken), math.inf)
    sent = [0.0] * second.depots
    terms = [float(second.opening_cost[depot]) for depot in answer.open_depots]
    for number, tour in enumerate(answer.tours, start=1):
        load = math.fsum(float(second.demand[customer]) for customer in tour.customers)
        sent[tour.depot] += load
        broken += _most(f"load of tour {number}", load, second.vehicle_capacity)
        if tour.depot not in answer.open_depots:
            broken.append(f"tour {number} begins at depot {tour.depot}, which is not open")
        stops = [tour.depot, *(second.depots + customer for customer in tour.customers), tour.depot]
        terms += [second.route_cost, *_legs(second.travel, stops)]
    for depot, load in enumerate(sent):
        broken += _most(f"load of depot {depot}", load, float(second.capacity[depot]))
    if isinstance(problem, TwoEchelon):
        broken += _first_level(problem, answer, sent)
        for first in answer.first_tours:
            terms += [problem.route_cost, *_legs(problem.travel, [0, *(s + 1 for s in first.satellites), 0])]
    elif answer.first_tours:
        broken.append("there is one echelon, but there are first-level tours")
    cost = math.fsum(terms)
    if not abs(cost - answer.cost) <= SLACK * max(1.0, abs(cost)):
        broken.append(f"all together costs {cost}, not {answer.cost}")
    return Verdict(tuple(broken), cost)


def _known(second: LocationRouting, answer: LocatedRoutes) -> Iterator[str]:
    depots = [*answer.open_depots, *(tour.depot for tour in answer.tours)]
    depots += [satellite for first in answer.first_tours for satellite in first.satellites]
    for depot in depots:
        if not 0 <= depot < second.depots:
            yield f"there is no depot {depot}"
    if len(set(answer.open_depots)) < len(answer.open_depots):
        yield "a depot is opened twice"
    for tour in answer.tours:
        for customer in tour.customers:
            if not 0 <= customer < second.customers:
                yield f"there is no customer {customer}"


def _served(second: LocationRouting, answer: LocatedRoutes) -> Iterator[str]:
    times = Counter(customer for tour in answer.tours for customer in tour.customers)
    for customer in range(second.customers):
        if times[customer] != 1:
            yield f"customer {customer} is visited {times[customer]} times"
    if any(not tour.customers for tour in answer.tours):
        yield "a tour visits nobody"


def _first_level(problem: TwoEchelon, answer: LocatedRoutes, sent: list[float]) -> Iterator[str]:
    visited: Counter[int] = Counter()
    for number, first in enumerate(answer.first_tours, start=1):
        if len(first.delivered) != len(first.satellites):
            yield f"first-level tour {number} does not say what each satellite gets"
            continue
        yield from _most(f"load of first-level tour {number}", math.fsum(first.delivered), problem.vehicle_capacity)
        for satellite, got in zip(first.satellites, first.delivered, strict=True):
            visited[satellite] += 1
            if not abs(got - sent[satellite]) <= SLACK * max(1.0, sent[satellite]):
                yield f"satellite {satellite} gets {got} and sends out {sent[satellite]}"
    for satellite, load in enumerate(sent):
        if visited[satellite] != (load > 0):
            yield f"satellite {satellite} is in {visited[satellite]} first-level tours"


def _most(what: str, amount: float, limit: float) -> Iterator[str]:
    if not amount <= limit + SLACK * max(1.0, abs(limit)):
        yield f"{what}: {amount:.9g} exceeds {limit:.9g}"


def _legs(travel: Travel, places: list[int]) -> list[float]:
    at = np.array(places)
    return [float(leg) for leg in travel.between(at[:-1], at[1:])[0]]
