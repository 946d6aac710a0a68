"""The answer: which depots are open, who is served from where in which order, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tour:
    """A route from a depot (or satellite) and back to it.

    Attributes
    ----------
    depot
        Its index.
    customers
        Their indices, in the order of the visits.
    """

    depot: int
    customers: tuple[int, ...]


@dataclass(frozen=True)
class FirstTour:
    """A route of the first level, from the platform and back to it.

    Attributes
    ----------
    satellites
        Their indices, in the order of the visits.
    delivered
        What each of them gets.
    """

    satellites: tuple[int, ...]
    delivered: tuple[float, ...]


@dataclass(frozen=True)
class LocatedRoutes:
    """Open depots and routes.

    Attributes
    ----------
    open_depots
        Indices, ascending.
    first_tours
        Of the first level; empty where there is one echelon.
    cost
        Of all together.
    seconds
        The search took.
    work
        What was done: rounds of taking customers out and putting them back.
    """

    open_depots: tuple[int, ...]
    tours: tuple[Tour, ...]
    cost: float
    first_tours: tuple[FirstTour, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    work: int = 0
