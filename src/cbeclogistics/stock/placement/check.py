"""What is wrong with a chain, all of it at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from ...errors import InputError, Problem
from .chain import Chain
from .order import downstream_order

MOST_DAYS = 3_000  # along the longest way; a table of so many by so many service times is made for a stage


def checked(chain: Chain) -> None:
    """Raise if a chain contradicts itself.

    Raises
    ------
    InputError
        Every fault, each with the table, the number of the row and the column.
    """
    faults = [*_chain(chain), *_stages(chain), *_arcs(chain)]
    faults += [] if faults else [*_ways(chain)]
    if faults:
        raise InputError(faults, chain.name)


def _ways(chain: Chain) -> Iterator[Problem]:
    order, index = downstream_order(chain), {stage.name: i for i, stage in enumerate(chain.stages)}
    if len(order) < len(chain.stages):
        left = ", ".join(s.name for i, s in enumerate(chain.stages) if i not in set(order))
        yield Problem(
            "arcs", f"supply that never comes back to where it began, but {left} supply one another in a circle"
        )
        return
    begins = [stage.supplier_days for stage in chain.stages]
    customers: list[list[int]] = [[] for _ in chain.stages]
    for arc in chain.arcs:
        customers[index[arc.supplier]].append(index[arc.customer])
    for i in order:
        for j in customers[i]:
            begins[j] = max(begins[j], begins[i] + chain.stages[i].processing_days)
    for row, (stage, begun) in enumerate(zip(chain.stages, begins, strict=True), start=2):
        if begun + stage.processing_days > MOST_DAYS and begun <= MOST_DAYS:
            yield Problem(
                "stages", f"at most {MOST_DAYS:,} days in all from the first supplier on", row, "processing_days",
                str(begun + stage.processing_days), remedy="count in a longer unit of time, such as weeks",
            )  # fmt: skip


def _chain(chain: Chain) -> Iterator[Problem]:
    if not chain.stages:
        yield Problem("stages", "at least one stage")
    if not 0 <= chain.safety_factor < math.inf:
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
