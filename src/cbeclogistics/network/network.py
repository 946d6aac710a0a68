"""The network: a validated instance, immutable, as typed tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import Problem
from .exchange import rates_on, spreads_on
from .expand import Selection, expand_lanes
from .settings import Settings

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, eq=False)
class Network:
    """An instance that passed validation.

    Attributes
    ----------
    settings
        What `instance.toml` says.
    tables
        Every table of the schema by name, columns typed, defaults filled in, money still in the row's currency.
        `sites` has one column more, ``territory``. Text is object of str, numbers float, dates datetime64[s], lists
        tuples of str; a number or date that is not given and has no default is NaN or NaT.
    warnings
        What validation found odd but not wrong.
    """

    settings: Settings
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    warnings: tuple[Problem, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))

    def __reduce__(self) -> tuple[object, ...]:
        return Network, (self.settings, dict(self.tables), self.warnings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def name(self) -> str:
        """Name of the instance."""
        return self.settings.name

    def table(self, name: str) -> pd.DataFrame:
        """Return a copy-on-write view of a table."""
        return self.tables[name].copy(deep=False)

    @cached_property
    def selection(self) -> Selection:
        """Resolver of groups and selectors."""
        return Selection(self.tables["sites"], self.tables["groups"])

    @cached_property
    def links(self) -> pd.DataFrame:
        """Every lane pair by pair: `expand.expand_lanes`."""
        t = self.tables
        return expand_lanes(t["lanes"], t["sites"], t["distances"], self.selection, self.settings.costs)

    @cached_property
    def rates(self) -> dict[str, float]:
        """Value of one unit of each currency in the base currency, on the first day whose rules apply."""
        return rates_on(self.tables["currencies"], self.settings.first_day, self.settings.base_currency)

    @cached_property
    def spreads(self) -> dict[str, float]:
        """Share of money taken in each currency that its change costs, on that day."""
        return spreads_on(self.tables["currencies"], self.settings.first_day, self.settings.base_currency)

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """Sites as points (WGS84)."""
        import geopandas as gpd

        t = self.tables["sites"]
        return gpd.GeoDataFrame(t.copy(), geometry=gpd.points_from_xy(t["longitude"], t["latitude"]), crs="EPSG:4326")

    @property
    def lanes(self) -> gpd.GeoDataFrame:
        """Lanes pair by pair as great circles cut at the antimeridian (WGS84)."""
        import geopandas as gpd

        from .geography import great_circles

        t = self.tables["sites"].set_index("site")
        links = self.links
        a, b = t.loc[links["from_site"]], t.loc[links["to_site"]]
        lines = great_circles(a["longitude"], a["latitude"], b["longitude"], b["latitude"])
        return gpd.GeoDataFrame(links.drop(columns="row"), geometry=lines, crs="EPSG:4326")

    @cached_property
    def hash(self) -> str:
        """Content hash: equal for equal settings and tables, whatever format they were read from."""
        h = hashlib.sha256(repr(self.settings).encode())
        for name in sorted(self.tables):
            h.update(name.encode())
            h.update(self.tables[name].to_csv(index=False, lineterminator="\n").encode())
        return h.hexdigest()[:16]
