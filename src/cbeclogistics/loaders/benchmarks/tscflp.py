"""Two-stage capacitated location of Fernandes et al. 2014.

Format: ``plants depots customers``; demands; for each plant ``capacity opening_cost``; for each plant the cost a unit
to each depot; for each depot ``capacity opening_cost``; for each depot the cost a unit to each customer.

Source: Fernandes, Rocha, Aloise, Ribeiro, Santos & Silva 2014, Computers & Industrial Engineering 75.
"""

from __future__ import annotations

from pathlib import Path

from ...engine.location.problems import TSCFLP
from .tokens import Tokens, stem


def read_tscflp(path: str | Path) -> TSCFLP:
    """Read an instance.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    tokens = Tokens(path)
    plants, depots = tokens.whole("the number of plants"), tokens.whole("the number of depots")
    customers = tokens.whole("the number of customers")
    demand = tokens.numbers(customers, "demands")
    plant = tokens.table(plants, 2, "capacity and opening cost of each plant")
    inbound = tokens.table(plants, depots, "costs from plants to depots")
    depot = tokens.table(depots, 2, "capacity and opening cost of each depot")
    outbound = tokens.table(depots, customers, "costs from depots to customers")
    tokens.end()
    return TSCFLP(plant[:, 1], plant[:, 0], depot[:, 1], depot[:, 0], demand, inbound, outbound, stem(path))
