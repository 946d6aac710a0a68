"""What `bench` must know of a kind of problem: one `Family` each, in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar

from ..engine.limits import Limits, Watch
from ..errors import BackendError
from .names import DRAWN_STOPS, LOCATED_ROUTES, LOCATION, PLANNER, ROUTING

P = TypeVar("P")
WARMING = 120.0  # seconds for a small problem that has all compiled
_MODULES = {
    **dict.fromkeys(LOCATION, "located"), PLANNER: "planned", **dict.fromkeys((*ROUTING, DRAWN_STOPS), "routed"),
    **dict.fromkeys(LOCATED_ROUTES, "located_routes"),
}  # fmt: skip


class Document(Protocol):
    """An answer that can be written."""

    def to_json(self) -> str:
        """Return it as JSON."""
        ...


@dataclass(frozen=True)
class Found:
    """What a method answered.

    Attributes
    ----------
    proof, solver
        Why it stopped; what answered.
    cost
        Of the answer by the independent checker; inf without one.
    bound
        Proven; -inf where nothing is.
    document
        The answer, to be written; None where there is none.
    vehicles
        In use, where fewer of them go before cost; else None.
    """

    proof: str
    cost: float
    bound: float
    solver: str
    document: Document | None = None
    vehicles: int | None = None


Method = Callable[[P, Limits, Watch], Found]


@dataclass(frozen=True)
class Family(Generic[P]):
    """A kind of problem.

    Attributes
    ----------
    ours
        The product's own solver; given a name, what the name stands for in its place.
    peers
        By name.
    warm_up
        A small problem that reaches what is compiled or loaded at first use, and seconds for it; None where none is
        needed.
    possible_flows
        How many flows a plan of a problem may use; None: it has none.
    stops
        Whom vehicles come to: stops, shipments, customers; None: no vehicles are out.
    """

    ours: Callable[[str], Method[P]]
    peers: Mapping[str, Method[P]]
    warm_up: Callable[[P], tuple[P, float] | None]
    possible_flows: Callable[[P], int] | None = None
    stops: Callable[[P], int] | None = None


def family(suite: str) -> Family[Any]:
    """Return the family of a suite."""
    found = import_module(f".{_MODULES[suite]}", __package__).FAMILY
    assert isinstance(found, Family)
    return found


def hold(broken: tuple[str, ...], cost: float, stated: float, name: str) -> None:
    """Raise where a checker found a rule broken, or another cost than was stated."""
    if broken or abs(cost - stated) > 1e-6 * max(1.0, abs(cost)):
        raise BackendError(f"the answer to {name} is wrong: {'; '.join(broken) or f'it costs {cost}, not {stated}'}")
