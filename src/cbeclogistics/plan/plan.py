"""The plan: a document of tables, its landed cost, the bound that proves how good it is, and the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

FORMAT = 1
TABLES = (
    "sites", "flows", "containers", "clearances", "demand", "tier_prices", "costs", "places", "fleet", "fleet_prices",
    "routes", "route_stops", "unserved_stops",
)  # fmt: skip


class Status(StrEnum):
    """What is known of a plan."""

    OPTIMAL = "optimal"  # within the gap asked for
    FEASIBLE = "feasible"  # a limit came first
    INTERRUPTED = "interrupted"  # stopped by the user


@dataclass(frozen=True)
class Check:
    """One check of the audit."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True)
class Audit:
    """Outcome of the independent audit."""

    checks: tuple[Check, ...] = ()

    @property
    def passed(self) -> bool:
        """Every check passed, and there was one."""
        return bool(self.checks) and all(c.passed for c in self.checks)


@dataclass(frozen=True)
class Plan:
    """A plan of least landed cost.

    Attributes
    ----------
    status
        Whether the gap asked for was reached.
    landed_cost, bound, gap
        Cost of the plan; proven lower bound on the cost of any plan; (landed_cost − bound) / landed_cost.
    model_objective, unrounded_cost
        What the optimiser minimised, at this plan; what the plan costs, every amount priced anew and none rounded.
        `landed_cost` is the second with each amount rounded to the cent.
    cost_breakdown
        Amount by component; sums to `landed_cost` to the cent.
    tables
        DataFrames by name: `sites`, `flows`, `containers`, `clearances`, `demand`, `costs` (docs/plan.md).
    open_sites
        Stocking sites in use, ``site/option``.
    """

    status: Status
    instance: str
    instance_hash: str
    currency: str
    landed_cost: float
    bound: float
    gap: float
    model_objective: float
    unrounded_cost: float
    cost_breakdown: Mapping[str, float]
    open_sites: tuple[str, ...]
    solver: str
    version: str
    seed: int
    runtime_s: float
    possible_flows: int
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    audit: Audit = Audit()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))
        object.__setattr__(self, "cost_breakdown", MappingProxyType(dict(self.cost_breakdown)))

    def __reduce__(self) -> tuple[object, ...]:
        values = {f: getattr(self, f) for f in self.__dataclass_fields__}
        values["tables"], values["cost_breakdown"] = dict(self.tables), dict(self.cost_breakdown)
        return _rebuild, (values,)

    @property
    def sites(self) -> pd.DataFrame:
        """Stocking sites and their chosen options, with what passes them."""
        return self.tables["sites"]

    @property
    def flows(self) -> pd.DataFrame:
        """One row a flow, with its cost by component."""
        return self.tables["flows"]

    @property
    def costs(self) -> pd.DataFrame:
        """Lines that sum to the landed cost."""
        return self.tables["costs"]

    @property
    def objective_difference(self) -> float:
        """|`unrounded_cost` − `model_objective`| as a share of the first: 0 but for floating point."""
        return abs(self.unrounded_cost - self.model_objective) / max(abs(self.unrounded_cost), 1.0)

    def summary(self) -> dict[str, Any]:
        """Return what `solve --json` prints."""
        return {
            "status": str(self.status),
            "landed_cost": self.landed_cost,
            "bound": self.bound,
            "gap": self.gap,
            "model_objective": self.model_objective,
            "unrounded_cost": self.unrounded_cost,
            "objective_difference": self.objective_difference,
            "currency": self.currency,
            "runtime_s": round(self.runtime_s, 3),
            "cost_breakdown": dict(self.cost_breakdown),
            "audit": {
                "passed": self.audit.passed,
                "checks": [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in self.audit.checks],
            },
            "open_sites": list(self.open_sites),
            "solver": self.solver,
            "instance": self.instance,
            "instance_hash": self.instance_hash,
            "version": self.version,
            "seed": self.seed,
            "possible_flows": self.possible_flows,
            "notes": list(self.notes),
        }

    def geometry(self) -> dict[str, gpd.GeoDataFrame]:
        """Sites as points, flows between pairs of sites as great circles, routes and their stops, by layer name."""
        from .geometry import layers

        return layers(self)

    def save(self, folder: str | Path) -> Path:
        """Write the plan to a folder, published by rename: it stands there whole or not at all."""
        from .save import save

        return save(self, Path(folder))


def _rebuild(values: dict[str, Any]) -> Plan:
    return Plan(**values)
