"""From points anywhere to real cities: the exact choice among the cities near each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from ..engine.arrays import Floats, Ints
from ..engine.limits import Limits, Watch
from ..engine.weber.problem import WeberProblem
from ..engine.weber.sphere import RADIUS_KM, km_between, unit
from ..engine.weber.starts import Choice, among, thinned

NEAREST = 30  # cities looked at for each point, and for each city of a first choice among all
GAP = 1e-6  # the choice is exact but for rounding
FIRST_WORK = 100  # of the location solver, for the first choice


def snap(problem: WeberProblem, points: Floats, cities: Floats, limits: Limits, watch: Watch) -> Choice:
    """Choose cities for the sites.

    A first choice among all cities and the points themselves say where to look; the choice among the cities nearest to
    them is exact, unless time runs out.

    Parameters
    ----------
    points, cities
        Longitudes and latitudes, shape (n, 2).

    Returns
    -------
    Choice
        Indices of cities, with their cost and what no choice of the cities looked at costs less than.
    """
    places = unit(cities)
    few = thinned(places, len(problem.demand))
    first = few[among(problem, few, limits, watch, FIRST_WORK).chosen]
    looked_at = _nearest(np.concatenate([unit(points), first]), places)
    chosen = among(problem, places[looked_at], replace(limits, gap=GAP).after(watch.elapsed()), watch, None)
    return Choice(looked_at[chosen.chosen], chosen.cost, chosen.bound)


def apart(cities: pd.DataFrame, km: float) -> pd.DataFrame:
    """Cities without those that lie nearer than so many km to a larger one: districts and suburbs."""
    larger_first = cities.sort_values(["population", "geonames_id"], ascending=[False, True], kind="stable")
    at = unit(larger_first[["longitude", "latitude"]].to_numpy(float))
    pairs = cKDTree(at).query_pairs(2 * np.sin(km / RADIUS_KM / 2), output_type="ndarray")
    kept = np.ones(len(at), dtype=bool)
    for larger, smaller in pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]:
        if kept[larger]:
            kept[smaller] = False
    return larger_first[kept].sort_index().reset_index(drop=True)


def _nearest(points: Floats, places: Floats) -> Ints:
    """Places nearest to any of the points, ascending."""
    if not len(points):
        return np.arange(len(places))[:NEAREST]
    km = km_between(points, places)
    count = min(NEAREST, len(places))
    return np.unique(np.argpartition(km, count - 1, axis=1)[:, :count])
