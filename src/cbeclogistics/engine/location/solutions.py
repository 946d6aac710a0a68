"""What a solution of a location problem says: enough for anyone to recompute its cost, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problems.checking import Floats, Ints


@dataclass(frozen=True, eq=False)
class Flows:
    """Amounts between pairs, the pairs without any left out.

    Attributes
    ----------
    source, target
        Shape (n,): indices; of what, and of which unit `amount` is, the solution says that holds them.
    amount
        Shape (n,).
    """

    source: Ints
    target: Ints
    amount: Floats

    @classmethod
    def of(cls, table: Floats, least: float = 0.0) -> Flows:
        """Entries of a table, shape (sources, targets), that exceed ``least``."""
        source, target = np.nonzero(table > least)
        return cls(source.astype(np.int64), target.astype(np.int64), table[source, target])


@dataclass(frozen=True, eq=False)
class Assigned:
    """Solution of `UFL`, `SSCFLP` and `PMedian`: each customer has one site.

    Attributes
    ----------
    open_sites
        Indices of the open (chosen) sites, ascending.
    assignment
        Shape (customers,): index of the customer's site.
    """

    open_sites: Ints
    assignment: Ints


@dataclass(frozen=True, eq=False)
class Split:
    """Solution of `CFL`: a customer's demand may come from several sites.

    Attributes
    ----------
    open_sites
        Indices of the open sites, ascending.
    shares
        From sites to customers, the share of the customer's demand, 0 to 1.
    """

    open_sites: Ints
    shares: Flows


@dataclass(frozen=True, eq=False)
class TwoStage:
    """Solution of `TSCFLP`.

    Attributes
    ----------
    open_plants, open_depots
        Indices, ascending.
    inbound
        From plants to depots, units.
    outbound
        From depots to customers, units.
    """

    open_plants: Ints
    open_depots: Ints
    inbound: Flows
    outbound: Flows


@dataclass(frozen=True, eq=False)
class Design:
    """Solution of `CMND`.

    Attributes
    ----------
    open_arcs
        Indices, ascending.
    flow
        On arcs (source) of commodities (target), units.
    """

    open_arcs: Ints
    flow: Flows


Solution = Assigned | Split | TwoStage | Design
