"""The answer in the planner's words: whom each site serves, from how far, and what today's sites would cost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ..engine.arrays import Floats
from ..engine.limits import Limits, Watch
from ..engine.weber.alternate import allocate
from ..engine.weber.problem import WeberProblem
from ..engine.weber.sphere import km_between, unit
from ..engine.weber.starts import among
from ..network.network import Network
from .answer import GreenfieldSite, Today

EXACT = 1e-6


def described(
    network: Network, problem: WeberProblem, demand: pd.DataFrame, sources: pd.DataFrame | None, cities: pd.DataFrame,
    kept: pd.DataFrame, points: Floats,
) -> dict[str, Any]:  # fmt: skip
    """Sites of the answer, and its parts of the cost.

    Parameters
    ----------
    cities
        Where the new sites stand.
    points
        Best points anywhere, longitude and latitude.
    """
    at = unit(cities[["longitude", "latitude"]].to_numpy(float))
    site, _ = allocate(problem, at) if len(at) else (np.full(len(demand), -1), None)
    tonnes = demand["tonnes"].to_numpy(float)
    everywhere = np.concatenate([at, unit(problem.existing)])
    serving = np.where(site >= 0, site, len(at) + problem.costs(unit(problem.existing)).argmin(axis=0)
                       if len(kept) else site)  # fmt: skip
    km = km_between(everywhere, problem.demand_xyz)[serving, np.arange(len(demand))]
    inbound = float(problem.inbound_each @ problem.inbound_km(everywhere)[serving])
    names = site_names(cities, set(network.table("sites")["site"]))
    made = [
        _site(names[k], cities.iloc[k], demand[site == k], km[site == k], tonnes.sum(), at[k], problem, sources, points)
        for k in range(len(at))
    ]
    return {
        "sites": tuple(sorted(made, key=lambda s: (-s.share, s.site))),
        "kept_share": float(tonnes[site < 0].sum() / tonnes.sum()),
        "outbound_cost": float(problem.outbound @ km), "inbound_cost": inbound,
        "fixed_cost": problem.fixed_cost * len(at), "mean_km": float(tonnes @ km / tonnes.sum()),
    }  # fmt: skip


def today(
    problem: WeberProblem, demand: pd.DataFrame, stocking: pd.DataFrame, kept: pd.DataFrame, new: int, limits: Limits,
    watch: Watch,
) -> Today | None:  # fmt: skip
    """Best choice of the instance's stocking sites beside those that stay, as many as there are new ones."""
    open_to_choice = stocking[~stocking["site"].isin(kept["site"])]
    if open_to_choice.empty or not new:
        return None
    places = unit(open_to_choice[["longitude", "latitude"]].to_numpy(float))
    choice = among(replace(problem, sites=new), places, replace(limits, gap=EXACT), watch, None)
    at = np.concatenate([places[choice.chosen], unit(problem.existing)])
    serving = problem.costs(at).argmin(axis=0)
    tonnes = demand["tonnes"].to_numpy(float)
    km = km_between(at, problem.demand_xyz)[serving, np.arange(len(demand))]
    names = [*open_to_choice["site"].iloc[choice.chosen], *kept["site"]]
    return Today(tuple(names), choice.cost, float(tonnes @ km / tonnes.sum()))


def _site(
    name: str, city: pd.Series, served: pd.DataFrame, km: Floats, total: float, at: Floats, problem: WeberProblem,
    sources: pd.DataFrame | None, points: Floats,
) -> GreenfieldSite:  # fmt: skip
    tonnes = served["tonnes"].to_numpy(float)
    mine = float(tonnes.sum())
    by_country = served.groupby("country")["tonnes"].sum().sort_values(ascending=False, kind="stable")
    abroad = float(tonnes[(served["territory"] != city["territory"]).to_numpy()].sum())
    from_points = km_between(at[None], unit(points))[0] if len(points) else np.empty(0)
    nearest = int(from_points.argmin()) if from_points.size else None
    gateway = ""
    if sources is not None and len(sources):
        way = km_between(at[None], problem.source_xyz)[0] + problem.before_km
        gateway = str(sources["site"].iloc[int(way.argmin())])
    return GreenfieldSite(
        site=name, city=city["city"], region=city["region"], country=city["country"], territory=city["territory"],
        latitude=float(city["latitude"]), longitude=float(city["longitude"]), population=int(city["population"]),
        as_of=city["as_of"],
        point_latitude=None if nearest is None else float(points[nearest, 1]),
        point_longitude=None if nearest is None else float(points[nearest, 0]),
        point_km=None if nearest is None else float(from_points[nearest]),
        share=mine / total, markets=len(served), mean_km=float(tonnes @ km / mine) if mine else 0.0,
        countries=tuple(by_country.index), abroad_share=abroad / mine if mine else 0.0, gateway=gateway,
    )  # fmt: skip


def site_names(cities: pd.DataFrame, taken: Container[str]) -> list[str]:
    """Names for sites that the instance does not have yet: G_DE_DUISBURG."""
    names: dict[str, None] = {}
    for city, country in zip(cities["city"], cities["country"], strict=True):
        plain = unicodedata.normalize("NFKD", city).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^A-Z0-9]+", "_", plain.upper()).strip("_") or "CITY"
        name, number = f"G_{country}_{slug}", 2
        while name in taken or name in names:
            name, number = f"G_{country}_{slug}_{number}", number + 1
        names[name] = None
    return list(names)
