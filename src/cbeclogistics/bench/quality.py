"""How far above the best published costs each method is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .row import Row


@dataclass(frozen=True)
class Quality:
    """A method over the instances with a best published cost.

    Attributes
    ----------
    instances
        Of them.
    answered
        On how many of them it has an answer.
    fewest
        On how many of them it needs no more vehicles than the best, where their number goes before cost; else None.
    mean, worst
        Above the best cost, as a share of it, over the answers with as many vehicles; NaN where there are none.
    """

    instances: int
    answered: int
    fewest: int | None
    mean: float
    worst: float

    def as_dict(self) -> dict[str, Any]:
        """Plain data; what is not known is None."""
        return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in asdict(self).items()}


def qualities(rows: Sequence[Row]) -> dict[str, Quality]:
    """Return the quality of each method of some rows."""
    made = {}
    for method in dict.fromkeys(row.method for row in rows):
        asked = [row for row in rows if row.method == method and math.isfinite(row.best_known)]
        answered = [row for row in asked if math.isfinite(row.objective)]
        counted = [row for row in asked if row.best_vehicles is not None]
        fewest = sum((row.vehicles or math.inf) <= (row.best_vehicles or 0) for row in counted) if counted else None
        above = [row.distance for row in answered if math.isfinite(row.distance)]
        mean = sum(above) / len(above) if above else math.nan
        made[method] = Quality(len(asked), len(answered), fewest, mean, max(above, default=math.nan))
    return made
