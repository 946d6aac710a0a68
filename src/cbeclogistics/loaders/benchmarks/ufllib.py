"""UflLib: uncapacitated facility location in its two formats, and the solutions published beside.

"Simple": ``FILE: name``; ``sites customers 0``; for each site its number, opening cost and service cost of each
customer. "ORLIB": ``sites customers``; for each site a capacity (ignored) and the opening cost; for each customer its
demand, then what serving all of it costs from each site.

A solution (``.opt`` proven, ``.bub`` not) gives for each customer its site, counted from 0, then the cost.

Source: M. Hoefer, UflLib, Max-Planck-Institut für Informatik.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...engine.location.problems import UFL
from ...engine.location.solutions import Assigned
from .tokens import Tokens, read_text, stem


@dataclass(frozen=True)
class UflLibSolution:
    """A published solution.

    Attributes
    ----------
    solution
        Its sites and assignment.
    cost
        As the file states it.
    proven
        Whether the file is called optimal (``.opt``).
    """

    solution: Assigned
    cost: float
    proven: bool


def read_ufllib(path: str | Path) -> UFL:
    """Read an instance of either format.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    text = read_text(path)
    return _simple(path, text) if text.lstrip().upper().startswith("FILE:") else _orlib(path, text)


def _simple(path: Path, text: str) -> UFL:
    before = next(i for i, line in enumerate(text.splitlines()) if line.strip())
    tokens = Tokens(path, text, skip_lines=before + 1)
    sites, customers = tokens.whole("the number of sites"), tokens.whole("the number of customers")
    tokens.numbers(1, "the zero that ends the line of sizes")
    began = tokens.place
    rows = tokens.table(sites, customers + 2, "number, opening cost and service costs of each site")
    tokens.end()
    numbers = tokens.indices(rows[:, 0], sites, "the number of a site", began + (customers + 2) * np.arange(sites))
    if np.unique(numbers).size < sites:
        seen = np.zeros(sites, dtype=bool)
        for row, number in enumerate(numbers):
            if seen[number]:
                raise tokens.fail("this site has a line already", began + (customers + 2) * row)
            seen[number] = True
    order = np.argsort(numbers)
    return UFL(rows[order, 1], rows[order, 2:], stem(path))


def _orlib(path: Path, text: str) -> UFL:
    tokens = Tokens(path, text)
    sites, customers = tokens.whole("the number of sites"), tokens.whole("the number of customers")
    heads = tokens.table(sites, 2, "capacity and opening cost of each site")
    rows = tokens.table(customers, 1 + sites, "demand and service costs of each customer")
    tokens.end()
    return UFL(heads[:, 1], rows[:, 1:].T, stem(path))


def read_ufllib_solution(path: str | Path, problem: UFL) -> UflLibSolution:
    """Read a ``.opt`` or ``.bub`` file.

    Raises
    ------
    InputError
        It does not fit the problem.
    """
    path = Path(path)
    tokens = Tokens(path)
    began = tokens.place
    sites = tokens.numbers(problem.customers, "the site of each customer")
    places = began + np.arange(problem.customers)
    assignment = tokens.indices(sites, problem.sites, "a site", places, first=0)
    cost = float(tokens.numbers(1, "the cost")[0])
    tokens.end()
    return UflLibSolution(Assigned(np.unique(assignment), assignment), cost, path.suffix == ".opt")
