"""Where the instance of a row comes from: a published file, or the generator of the planner family."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.location.problems import CFL, SSCFLP, Located

if TYPE_CHECKING:
    from ..engine.planner.problem import Planner


@dataclass(frozen=True)
class Source:
    """One instance of a suite; small, so that it can be handed to another process.

    Attributes
    ----------
    suite, instance
        Names; of the warehouses of OR-Library with the problem that is made of the file.
    path
        Published file, or folder of a planner instance; None where the instance is drawn.
    capacity
        Of every site, where the file leaves it open (OR-Library's capa).
    uncapacitated
        Whether the capacities are to be forgotten.
    size, seed
        Possible flows and seed of a generated instance.
    best_known, proven
        Best published cost, NaN where none is known, and whether it is called optimal.
    """

    suite: str
    instance: str
    path: Path | None = None
    capacity: float | None = None
    uncapacitated: bool = False
    size: float = 0.0
    seed: int = 0
    best_known: float = float("nan")
    proven: bool = False

    def problem(self) -> Located | Planner:
        """Read or draw the instance.

        Raises
        ------
        InputError
            The file is not what it should be.
        """
        from ..loaders import benchmarks as readers

        if self.path is None:
            from ..engine.planner.generate import generate

            return generate(self.size, self.seed)
        if self.suite == "planner":
            from ..engine.planner.files import load

            return load(self.path)
        match self.suite:
            case "orlib-warehouse":
                found = readers.read_warehouse(self.path, self.capacity)
                return found.without_capacity() if self.uncapacitated else found
            case "ufllib":
                return readers.read_ufllib(self.path)
            case "sscflp":
                return readers.read_sscflp(self.path)
            case "pmedian":
                return readers.read_pmedian(self.path)
            case "tscflp":
                return readers.read_tscflp(self.path)
            case _:
                return readers.read_cmnd(self.path)


def possible_flows(problem: Located | Planner) -> int:
    """Return how many flows a plan may use."""
    from ..engine.location.problems import CMND, TSCFLP, UFL, PMedian

    match problem:
        case UFL() | CFL() | SSCFLP():
            return problem.sites * problem.customers
        case PMedian():
            return int(problem.distance.size)
        case TSCFLP():
            return problem.plants * problem.depots + problem.depots * problem.customers
        case CMND():
            return problem.arcs * problem.commodities
        case _:
            return problem.possible_flows
