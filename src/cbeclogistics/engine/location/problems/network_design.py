"""Multicommodity fixed-charge network design: pay for arcs, then send every commodity through them."""

from __future__ import annotations

from dataclasses import dataclass

from .checking import Checks, Floats, Ints


@dataclass(frozen=True, eq=False)
class CMND:
    """Capacitated multicommodity network design; flows may be split, an arc's capacity is shared by all commodities.

    Minimise Σ fixed cost of open arcs + Σ unit cost of the arc · flow.

    Attributes
    ----------
    nodes
        Number of nodes; they are 0 .. nodes - 1.
    tail, head
        Shape (arcs,): nodes that each arc leaves and reaches. Parallel arcs are allowed.
    unit_cost, fixed_cost
        Shape (arcs,): money a unit of flow; money for opening.
    capacity
        Shape (arcs,), units of flow.
    origin, destination
        Shape (commodities,): nodes.
    demand
        Shape (commodities,), units of flow.
    name
        Of the instance; free.

    Raises
    ------
    InputError
        With everything that is wrong.
    """

    nodes: int
    tail: Ints
    head: Ints
    unit_cost: Floats
    fixed_cost: Floats
    capacity: Floats
    origin: Ints
    destination: Ints
    demand: Floats
    name: str = ""

    def __post_init__(self) -> None:
        checks = Checks("CMND")
        whole = isinstance(self.nodes, int) and not isinstance(self.nodes, bool)
        if not (whole and self.nodes >= 1):
            checks.say("nodes", "expected a whole number, 1 or more", self.nodes)
            checks.done()
        for first, others, amounts in (
            ("tail", ("tail", "head"), ("unit_cost", "fixed_cost", "capacity")),
            ("origin", ("origin", "destination"), ("demand",)),
        ):
            count = len(getattr(self, first))
            for name in others:
                object.__setattr__(self, name, checks.indices(name, getattr(self, name), (count,), self.nodes))
            for name in amounts:
                object.__setattr__(self, name, checks.amounts(name, getattr(self, name), (count,)))
        checks.done()

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return int(self.tail.size)

    @property
    def commodities(self) -> int:
        """Number of commodities."""
        return int(self.demand.size)
