"""What is wrong with a chain, all of it at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from ...errors import InputError, Problem
from .chain import Chain
from .order import downstream_order

MOST_DAYS = 10_000  # a table of so many service times is kept for each stage


def checked(chain: Chain) -> None:
    """Raise if a chain contradicts itself.

    Raises
    ------
    InputError
        Every fault, each with the table, the number of the row and the column.
    """
    faults = [*_chain(chain), *_stages(chain), *_arcs(chain)]
    if not faults and len(placed := downstream_order(chain)) < len(chain.stages):
        left = ", ".join(s.name for i, s in enumerate(chain.stages) if i not in set(placed))
        faults.append(
            Problem(
                "arcs", f"supply that never comes back to where it began, but {left} supply one another in a circle"
            )
        )
    if faults:
        raise InputError(faults, chain.name)


def _chain(chain: Chain) -> Iterator[Problem]:
    if not chain.stages:
        yield Problem("stages", "at least one stage")
    if not chain.safety_factor >= 0:
        yield Problem("chain", "at least 0", column="safety_factor", value=str(chain.safety_factor))
    if not 1 <= chain.pooling_exponent < math.inf:
        yield Problem("chain", "a number of at least 1", column="pooling_exponent", value=str(chain.pooling_exponent))
    if not 0 <= chain.growth_exponent <= 1:
        yield Problem("chain", "between 0 and 1", column="growth_exponent", value=str(chain.growth_exponent))


def _stages(chain: Chain) -> Iterator[Problem]:
    names = Counter(stage.name for stage in chain.stages)
    for row, stage in enumerate(chain.stages, start=2):
        if names[stage.name] > 1:
            yield Problem("stages", "a name that no other stage has", row, "name", stage.name)
        for column in ("holding_cost", "demand_mean_units", "demand_std_units", "safety_factor"):
            value = getattr(stage, column)
            if value is not None and not 0 <= value < math.inf:
                yield Problem("stages", "a number of at least 0", row, column, str(value))
        for column in ("processing_days", "supplier_days", "max_service_days"):
            value = getattr(stage, column)
            if value is None and column == "max_service_days":
                continue
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_DAYS:
                yield Problem(
                    "stages", f"whole days, from 0 to {MOST_DAYS:,}", row, column, str(value),
                    remedy="round, or count in another unit of time",
                )  # fmt: skip


def _arcs(chain: Chain) -> Iterator[Problem]:
    known = {stage.name for stage in chain.stages}
    pairs = Counter((arc.supplier, arc.customer) for arc in chain.arcs)
    for row, arc in enumerate(chain.arcs, start=2):
        for column, name in (("supplier", arc.supplier), ("customer", arc.customer)):
            if name not in known:
                yield Problem("arcs", "the name of a stage", row, column, name)
        if pairs[arc.supplier, arc.customer] > 1:
            yield Problem("arcs", "one row for each supplier and customer", row, "customer", arc.customer)
        if not 0 < arc.units < math.inf:
            yield Problem("arcs", "a number above 0", row, "units", str(arc.units))
