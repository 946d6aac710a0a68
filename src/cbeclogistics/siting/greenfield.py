"""`greenfield`: the story of a study. Markets weigh, sites go anywhere, then to cities; today's are measured too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ..engine.answer import Proof
from ..engine.arrays import Floats
from ..engine.limits import CancelToken, Limits, Progress, Watch
from ..engine.weber.alternate import alternate
from ..engine.weber.outcome import WeberOutcome
from ..engine.weber.problem import WeberProblem
from ..engine.weber.solve import solve_weber
from ..engine.weber.sphere import km_between, lonlat, unit
from ..errors import InputError, Problem
from ..network.network import Network
from .answer import Greenfield
from .describe import described, today
from .gateways import gateways
from .scope import TABLE, scope_of
from .snap import apart, snap
from .weights import WEIGHTS, Rates, Weight, market_tonnes

STATUS = {Proof.OPTIMAL: "optimal", Proof.CANCELLED: "interrupted"}
APART, MOST_APART_KM = 0.03, 15.0  # of the mean way to markets: cities nearer to a larger one are a part of it
POINTS_SHARE = 0.8  # of the time, for the points; the rest for the cities


def greenfield(
    network: Network, sites: int, *, countries: Sequence[str] | None = None, markets: str | None = None,
    weight: Weight = "kg", outbound_rate: float | None = None, inbound_rate: float | None = None,
    per_site_cost: float = 0.0, keep_existing: bool = False, min_population: int = 100_000, gap: float = 0.01,
    time_limit: float = 60.0, seed: int = 0, progress: Callable[[Progress], None] | None = None,
    cancel: CancelToken | None = None,
) -> Greenfield:  # fmt: skip
    """Find where stocking sites would go if they could be anywhere, and in which cities.

    A site costs its fixed cost, and each tonne the way from its gateway and on to its market: road at a rate per
    tonne-km, the way to the gateway at the instance's rate cards. Customs, stock and size do not count here: solve an
    instance with the sites as candidates for these.

    Parameters
    ----------
    sites
        Most new sites.
    countries
        Where they may stand (ISO 3166 alpha-2); None: in customs territories with markets and a stocking site.
    markets
        Which ones to serve: a site, group or selector. None: with `countries` those of their territories, else all.
    weight
        ``kg``, ``m3`` or ``orders``: how the tonnes are shared out among markets.
    outbound_rate, inbound_rate
        Base currency per tonne-km of road; None: USD 0.50 and 0.12. An inbound rate of 0 leaves the way in out.
    per_site_cost
        Base currency per new site and year.
    keep_existing
        Whether the stocking sites that are open today stay and serve too.
    min_population
        Of a city that may hold a site, 50,000 or more.
    gap
        Share within which the points are to be proven the best.

    Returns
    -------
    Greenfield
        Sites in cities, what they cost, what the best points cost, and a proven bound.

    Raises
    ------
    InputError
        With everything that is wrong with what was asked.
    """
    _check(sites, weight, per_site_cost)
    rates = Rates.of(network, outbound_rate, inbound_rate)
    scope = scope_of(network, countries, markets, min_population)
    demand = market_tonnes(network, weight, scope.markets)
    sources = gateways(network, rates.inbound, scope.territories) if rates.inbound > 0 else None
    years = sum(p.days for p in network.settings.periods) / 365
    kept = scope.stocking[scope.stocking["existing"]] if keep_existing else scope.stocking.iloc[:0]
    problem = weber_problem(network, demand, sources, rates, sites, per_site_cost * years, kept)
    watch = Watch(progress, cancel or CancelToken()) if progress else Watch(cancel=cancel or CancelToken())
    anywhere = solve_weber(problem, Limits(time_limit * POINTS_SHARE, gap, seed), watch)
    limits = Limits(time_limit, gap, seed).after(watch.elapsed())
    watch.say("cities", anywhere.cost, anywhere.bound)
    quiet = Watch(cancel=watch.cancel)
    cities = apart(scope.cities, min(MOST_APART_KM, APART * _mean_km(problem, anywhere)))
    places = cities[["longitude", "latitude"]].to_numpy(float)
    chosen = snap(problem, anywhere.places, places, limits, quiet)
    points, cost_anywhere = _better(problem, anywhere, places[chosen.chosen])
    return Greenfield(
        instance=network.name, currency=network.settings.base_currency,
        status="interrupted" if watch.cancel.cancelled else STATUS.get(anywhere.proof, "feasible"),
        cost=chosen.cost, cost_anywhere=cost_anywhere, bound=min(anywhere.bound, cost_anywhere),
        **described(network, problem, demand, sources, cities.iloc[chosen.chosen], kept, points),
        today=today(problem, demand, scope.stocking, kept, len(chosen.chosen), limits, quiet),
        kept=tuple(kept["site"]), tonnes=float(demand["tonnes"].sum()), markets=len(demand), weight=weight,
        outbound_rate=rates.outbound, inbound_rate=rates.inbound, per_site_cost=float(per_site_cost),
        seconds=watch.elapsed(), seed=seed,
    )  # fmt: skip


def weber_problem(
    network: Network, demand: pd.DataFrame, sources: pd.DataFrame | None, rates: Rates, sites: int, fixed_cost: float,
    kept: pd.DataFrame,
) -> WeberProblem:  # fmt: skip
    """State the study as a problem of the engine: km are great circles, so rates are multiplied by the circuity."""
    tonnes = demand["tonnes"].to_numpy(float)
    road = network.settings.costs.circuity_road
    existing = kept[["longitude", "latitude"]].to_numpy(float)
    markets = demand[["longitude", "latitude"]].to_numpy(float)
    outbound = tonnes * rates.outbound * road
    if sources is None or sources.empty:
        return WeberProblem(markets, outbound, sites, fixed_cost, existing=existing)
    before = sources["cost_per_tonne"].to_numpy(float) / (rates.inbound * road)
    return WeberProblem(
        markets, outbound, sites, fixed_cost, tonnes * rates.inbound * road,
        sources[["longitude", "latitude"]].to_numpy(float), before, existing,
    )  # fmt: skip


def _better(problem: WeberProblem, anywhere: WeberOutcome, cities: Floats) -> tuple[Floats, float]:
    """Best points known: those found first, or where the descent from the cities ends."""
    if len(cities):
        points, cost = alternate(problem, unit(cities))
        if cost < anywhere.cost:
            return lonlat(points), cost
    return anywhere.places, anywhere.cost


def _mean_km(problem: WeberProblem, anywhere: WeberOutcome) -> float:
    """Km from sites to markets, weighted by what the way out costs."""
    places = np.concatenate([anywhere.places, problem.existing])
    km = km_between(unit(places), problem.demand_xyz)
    serving = problem.costs(unit(places)).argmin(axis=0)
    return float(np.average(km[serving, np.arange(serving.size)], weights=problem.outbound + 1e-12))


def _check(sites: int, weight: str, per_site_cost: float) -> None:
    wrong = []
    if not (isinstance(sites, int) and not isinstance(sites, bool) and sites >= 1):
        wrong.append(Problem(TABLE, "expected a whole number, 1 or more", column="sites", value=str(sites)))
    if weight not in WEIGHTS:
        wrong.append(Problem(TABLE, f"expected one of {', '.join(WEIGHTS)}", column="weight", value=str(weight)))
    if not 0 <= per_site_cost < np.inf:
        wrong.append(Problem(TABLE, "expected an amount, 0 or more", column="per_site_cost", value=str(per_site_cost)))
    if wrong:
        raise InputError(wrong)
