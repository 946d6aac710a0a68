"""What is looked at: the markets to serve, the cities that may hold a site, the stocking sites of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..errors import InputError, Problem
from ..loaders.cities import LEAST_POPULATION, read_cities
from ..network.network import Network
from ..network.schema.places import STOCKING_KINDS
from ..network.validation.nearest import remedy

TABLE = "greenfield"  # what messages about the options name


@dataclass(frozen=True)
class Scope:
    """What is looked at.

    Attributes
    ----------
    markets
        Names of the markets that count.
    cities
        Cities that may hold a site, as `loaders.cities.read_cities` has them, with their ``territory``.
    stocking
        Rows of `sites` where goods may be stocked today, by an option that is not closed, with a column ``existing``.
    """

    markets: tuple[str, ...]
    cities: pd.DataFrame
    stocking: pd.DataFrame

    @property
    def territories(self) -> frozenset[str]:
        """Customs territories in which a site may stand."""
        return frozenset(self.cities["territory"])


def scope_of(
    network: Network, countries: Sequence[str] | None, markets: str | None, least_population: int
) -> Scope:  # fmt: skip
    """Read what the planner asked for.

    Parameters
    ----------
    countries
        Where sites may stand. None: in the territories of the markets in which the instance has a stocking site.
    markets
        Site, group or selector. None: with `countries` the markets of their customs territories, else all.
    least_population
        Of a city that may hold a site.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    home = _territory_by_country(network)
    chosen = _countries(countries, home, problems)
    served = _markets(network, chosen, markets, home, problems)
    if least_population < LEAST_POPULATION:
        problems.append(
            Problem(TABLE, f"expected {LEAST_POPULATION} or more: the table of cities has none smaller",
                    column="min_population", value=str(least_population))
        )  # fmt: skip
    if problems:
        raise InputError(problems)
    stocking = _stocking(network)
    if chosen is None:
        sites = network.table("sites").set_index("site")
        here = set(sites.loc[list(served), "territory"]) & set(stocking["territory"])
        chosen = tuple(c for c, t in home.items() if t in here)
    cities = read_cities()
    cities = cities[cities["country"].isin(chosen) & (cities["population"] >= least_population)]
    if cities.empty:
        where = "these countries" if countries else "a territory with markets and a stocking site"
        raise InputError([
            Problem(TABLE, f"no city of {least_population:,} people or more is in {where}", column="countries",
                    value=", ".join(countries or ()), remedy="name other countries, or a smaller population"),
        ])  # fmt: skip
    cities = cities.assign(territory=cities["country"].map(home)).reset_index(drop=True)
    inside = stocking["territory"].isin(set(cities["territory"]))
    return Scope(served, cities, stocking[inside].reset_index(drop=True))


def _territory_by_country(network: Network) -> dict[str, str]:
    territories = network.table("territories")
    return {
        country: str(territory)
        for territory, countries in zip(territories["territory"], territories["countries"], strict=True)
        for country in countries
    }


def _countries(
    countries: Sequence[str] | None, home: dict[str, str], problems: list[Problem]
) -> tuple[str, ...] | None:  # fmt: skip
    if countries is None:
        return None
    for country in countries:
        if country not in home:
            problems.append(
                Problem(TABLE, "is in no customs territory of the instance", column="countries", value=country,
                        remedy=remedy(country, home))
            )  # fmt: skip
    return tuple(dict.fromkeys(countries))


def _markets(
    network: Network, chosen: tuple[str, ...] | None, markets: str | None, home: dict[str, str],
    problems: list[Problem],
) -> tuple[str, ...]:  # fmt: skip
    sites = network.table("sites")
    is_market = dict(zip(sites["site"], sites["kind"] == "market", strict=True))
    if markets is not None:
        served = tuple(s for s in network.selection.sites(markets) if is_market[s])
        if not served:
            known = [*network.table("groups")["group"].unique(), "kind=market&country=DE"]
            problems.append(
                Problem(TABLE, "names no market", column="markets", value=markets, remedy=remedy(markets, known))
            )
        return served
    territories = {home[c] for c in chosen if c in home} if chosen is not None else None
    rows = sites[sites["kind"] == "market"]
    if territories is not None:
        rows = rows[rows["territory"].isin(territories)]
        if rows.empty and not problems:
            problems.append(
                Problem(TABLE, "no market is in the customs territories of these countries", column="countries",
                        value=", ".join(chosen or ()), remedy="say with `markets` which ones to serve from there")
            )  # fmt: skip
    return tuple(rows["site"])


def _stocking(network: Network) -> pd.DataFrame:
    """Stocking sites that may be used, and whether they are today."""
    sites, options = network.table("sites"), network.table("site_options")
    usable = options[options["status"] != "closed"]
    held = set(options.loc[options["status"].isin(("existing", "forced")), "site"])
    rows = sites[sites["kind"].isin(STOCKING_KINDS) & sites["site"].isin(usable["site"])]
    return rows.assign(existing=rows["site"].isin(held)).reset_index(drop=True)
