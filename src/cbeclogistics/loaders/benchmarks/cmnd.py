"""Multicommodity network design in the dow format (the C, C+ and R sets of Crainic, Gendron and Frangioni).

Format: a line of title; ``nodes arcs commodities``; for each arc ``from to unit_cost capacity fixed_cost`` and two
numbers that are not used; for each commodity ``origin destination demand``. Nodes count from 1.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...engine.location.problems import CMND
from .tokens import Tokens, stem


def read_cmnd(path: str | Path) -> CMND:
    """Read an instance.

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    tokens = Tokens(path, skip_lines=1)
    nodes, arcs = tokens.whole("the number of nodes"), tokens.whole("the number of arcs")
    commodities = tokens.whole("the number of commodities")
    began = tokens.place
    arc = tokens.table(arcs, 7, "the arcs")
    tail, head = (tokens.indices(arc[:, k], nodes, "a node", began + k + 7 * np.arange(arcs)) for k in (0, 1))
    began = tokens.place
    good = tokens.table(commodities, 3, "the commodities")
    origin, destination = (
        tokens.indices(good[:, k], nodes, "a node", began + k + 3 * np.arange(commodities)) for k in (0, 1)
    )
    tokens.end()
    return CMND(
        nodes, tail, head, unit_cost=arc[:, 2], fixed_cost=arc[:, 4], capacity=arc[:, 3],
        origin=origin, destination=destination, demand=good[:, 2], name=stem(path),
    )  # fmt: skip
