"""What a visit costs before routes are known: Daganzo's continuous approximation.

A vehicle that serves m stops drives out and back once for all of them, and from stop to stop otherwise:

    visit ≈ (2 r / m + local) · cost of the way + service · cost of the hour + fixed / m

r is the way from the site, local the way to the nearest stops, and m what fills the vehicle or its day.

Source: Daganzo, Logistics Systems Analysis (2005), ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from ..routing.problem import RoutingProblem, VehicleType
from ..routing.servable import why_not
from .least import day_of, least_of_visits

Floats = npt.NDArray[np.float64]
NEIGHBOURS = 3
LOCAL = 0.9  # of the mean way to the nearest stops: a tour goes to one of them, not to the mean


@dataclass(frozen=True)
class VisitCosts:
    """Cost of a day's visit to each stop from each site, shape (sites, stops).

    Attributes
    ----------
    estimate
        Inf where no vehicle of the site can serve the stop.
    least
        No routes cost less than the sum of their stops' (`least.py`).
    dimension
        Index of the load that fills a site's vehicles first, shape (sites,).
    """

    sites: tuple[str, ...]
    estimate: Floats
    least: Floats
    dimension: npt.NDArray[np.int64]


def visit_costs(problem: RoutingProblem, *, triangle: bool) -> VisitCosts:
    """Estimate and bound of what a visit costs.

    Parameters
    ----------
    problem
        With the load of a full day at each stop.
    triangle
        Whether no way is longer than one over another place.
    """
    stops = np.array([stop.place for stop in problem.stops])
    load = np.array([problem.load(stop.deliver) for stop in problem.stops], dtype=float)
    service = np.array([stop.service_min for stop in problem.stops])
    sites = tuple(dict.fromkeys(problem.depots[kind.start_depot].name for kind in problem.vehicles))
    shape = len(sites), len(stops)
    estimate, least = np.full(shape, np.inf), np.full(shape, np.inf)
    near = _nearest(problem, stops)
    dimension = np.array([_fullest(problem, site, load) for site in sites])
    for kind in problem.vehicles:
        at = sites.index(problem.depots[kind.start_depot].name)
        capacity = _capacity(kind, load.shape[1])
        begin, end = (problem.depots[d].place for d in (kind.start_depot, kind.end_depot))
        out_km, out_min = problem.travel.between(np.full(stops.size, begin), stops, kind.profile)
        back_km, back_min = problem.travel.between(stops, np.full(stops.size, end), kind.profile)
        round_km, round_min = out_km + back_km, out_min + back_min
        local_km, local_min = (LOCAL * way for way in _local(problem, stops, near, kind.profile))
        fits = _stops_a_trip(load, capacity, (day_of(kind) - round_min) / np.maximum(local_min + service, 1e-9))
        cost = (round_km / fits + local_km) * kind.cost_per_km + kind.fixed_cost / fits
        cost += (round_min / fits + local_min + service) / 60 * kind.cost_per_hour
        alone = replace(problem, vehicles=(kind,))
        served = np.array([why_not(alone, stop, k) is None for k, stop in enumerate(problem.stops)])
        share = load[:, dimension[at]] / capacity[dimension[at]]
        floor = least_of_visits(problem, kind, stops, share, triangle=triangle)
        estimate[at, served] = np.minimum(estimate[at, served], cost[served])
        least[at, served] = np.minimum(least[at, served], floor[served])
    return VisitCosts(sites, estimate, least, dimension)


def _capacity(kind: VehicleType, dimensions: int) -> Floats:
    return np.array(kind.capacity or [np.inf] * dimensions)


def _fullest(problem: RoutingProblem, site: str, load: Floats) -> int:
    """Index of the load that fills the largest vehicle of a site first."""
    mine = [kind for kind in problem.vehicles if problem.depots[kind.start_depot].name == site]
    return int(np.argmax(load.sum(axis=0) / np.max([_capacity(kind, load.shape[1]) for kind in mine], axis=0)))


def _stops_a_trip(load: Floats, capacity: Floats, in_a_day: Floats) -> Floats:
    mean = load.mean(axis=0)
    by_load = float(np.min(np.divide(capacity, mean, out=np.full(mean.size, np.inf), where=mean > 0), initial=np.inf))
    return np.clip(np.minimum(in_a_day, by_load), 1.0, max(1.0, float(len(load))))


def _nearest(problem: RoutingProblem, stops: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Nearest other stops of each, as the crow flies, shape (stops, at most `NEIGHBOURS`)."""
    points = np.array([problem.travel.point(int(place)) for place in stops])
    flat = points * np.array([np.cos(np.radians(points[:, 1].mean())), 1.0])
    count = min(NEIGHBOURS + 1, len(stops))
    return np.asarray(cKDTree(flat).query(flat, k=count)[1].reshape(len(stops), count)[:, 1:], dtype=np.int64)


def _local(
    problem: RoutingProblem, stops: npt.NDArray[np.int64], near: npt.NDArray[np.int64], profile: int
) -> tuple[Floats, Floats]:
    """Mean way to the nearest stops, kilometres and minutes."""
    if not near.shape[1]:
        return np.zeros(stops.size), np.zeros(stops.size)
    km, minutes = problem.travel.between(np.repeat(stops[:, None], near.shape[1], axis=1), stops[near], profile)
    return (np.where(np.isfinite(way), way, 0.0).mean(axis=1) for way in (km, minutes))  # type: ignore[return-value]
