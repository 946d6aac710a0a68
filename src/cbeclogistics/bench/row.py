"""One row of a benchmark."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

OURS = "cbeclogistics"


@dataclass(frozen=True)
class Row:
    """What one method reached on one instance; money in the instance's own unit.

    Attributes
    ----------
    method
        "cbeclogistics", or the name of a peer.
    possible_flows
        Flows that a plan may use; None of routes.
    stops
        Stops and shipments that there are, or customers; None where no vehicles are out.
    status
        optimal: proven within the gap asked; limit: stopped by the clock; infeasible; or what went wrong.
    objective, bound
        Cost of the answer by the independent checker, and what no answer can cost less than; NaN where there is none.
    gap
        (objective - bound) / objective.
    vehicles, best_vehicles
        In use, and in the best published answer, where fewer of them go before cost; else None.
    best_known, distance
        Best published cost, and how far above it the answer is, as a share of it; NaN with another number of vehicles.
    time_limit
        Seconds that it had.
    seconds
        From the problem in memory to the answer.
    seconds_to_1pct, seconds_to_01pct
        Until the method's own gap was first 1 %, 0.1 %; NaN where it was not.
    peak_mb
        Peak memory of the process.
    solver
        What answered, with its version.
    """

    suite: str
    instance: str
    method: str
    possible_flows: int | None = None
    stops: int | None = None
    status: str = ""
    objective: float = math.nan
    bound: float = math.nan
    gap: float = math.nan
    vehicles: int | None = None
    best_vehicles: int | None = None
    best_known: float = math.nan
    distance: float = math.nan
    time_limit: float = math.nan
    seconds: float = math.nan
    seconds_to_1pct: float = math.nan
    seconds_to_01pct: float = math.nan
    peak_mb: float = math.nan
    solver: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain data; what is not known is None."""
        return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in asdict(self).items()}
