"""OR-Library's warehouse location (cap41 .. cap134, capa, capb, capc).

Format: ``sites customers``; for each site ``capacity opening_cost``; for each customer its demand, then what serving
all of it costs from each site. In capa, capb and capc the word ``capacity`` stands in place of the number.

Source: J. E. Beasley, OR-Library, capinfo and uncapinfo.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...engine.location.problems import CFL, UFL
from ...errors import InputError, Problem
from .tokens import Tokens, stem

WORD = "capacity"
CAPACITIES = {  # each gives four instances of the three files without capacities
    "capa": (8000, 10000, 12000, 14000),
    "capb": (5000, 6000, 7000, 8000),
    "capc": (5000, 5750, 6500, 7250),
}


def read_warehouse(path: str | Path, capacity: float | None = None) -> CFL:
    """Read an instance; `CFL.without_capacity` makes it the uncapacitated one.

    Parameters
    ----------
    capacity
        Of every site, in place of the word ``capacity``; needed there unless the capacities are forgotten anyway: then
        each site is given the whole demand.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    tokens = Tokens(path)
    sites, customers = tokens.whole("the number of sites"), tokens.whole("the number of customers")
    capacities, costs, open_ended = np.zeros(sites), np.zeros(sites), np.zeros(sites, dtype=bool)
    for site in range(sites):
        at = tokens.place
        word = tokens.words(1, f"the capacity of site {site + 1}")[0]
        if word.lower() == WORD:
            open_ended[site] = True
        else:
            try:
                capacities[site] = float(word)
            except ValueError:
                expected = f"expected the capacity of site {site + 1}, a number or the word {WORD}"
                raise tokens.fail(expected, at) from None
        costs[site] = tokens.numbers(1, f"the opening cost of site {site + 1}")[0]
    rest = tokens.table(customers, 1 + sites, "demands and service costs")
    tokens.end()
    if capacity is not None and not open_ended.any():
        raise InputError([Problem(str(path), "gives its own capacities", value=f"{capacity:g}", column="capacity")])
    demand = rest[:, 0]
    capacities[open_ended] = demand.sum() if capacity is None else capacity
    name = stem(path) + (f"-{capacity:g}" if capacity is not None else "")
    return CFL(costs, rest[:, 1:].T, capacities, demand, name)


def read_uncapacitated(path: str | Path) -> UFL:
    """Read an instance with the capacities forgotten."""
    return read_warehouse(path).without_capacity()
