"""Single-source capacitated location: the three formats in which the libraries of the field are published.

=========  ==========================================================================================================
delmaire   ``customers sites``; for each customer its service cost from each site; demands; opening costs; capacities
holmberg   ``sites customers``; for each site ``capacity opening_cost``; demands; for each site the service cost of each
           customer; further numbers, which some files have, are ignored (Holmberg, Yang and OR-Library's)
tbed1      ``sites customers``; demands; capacities; opening costs; for each site the cost of each customer per unit of
           demand
=========  ==========================================================================================================

Except in tbed1 a cost is for serving all of the customer's demand.

Sources: Delmaire, Díaz, Fernández & Ortega 1999; Holmberg, Rönnqvist & Yuan 1999; Yang, Chu & Chen 2012; Avella &
Boccia 2009 (TBED1), as collected in O. Oliveira's OR-Datasets.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from ...engine.location.problems import SSCFLP
from ...errors import InputError, Problem
from .tokens import Tokens, stem

Format = Literal["delmaire", "holmberg", "tbed1"]
FOLDERS: dict[str, Format] = {"Lib_1": "delmaire", "Lib_2": "holmberg", "Lib_4": "holmberg", "Lib_5": "tbed1"}


def read_sscflp(path: str | Path, layout: Format | None = None) -> SSCFLP:
    """Read an instance.

    Parameters
    ----------
    layout
        Format of the file; by default that of the library whose folder it lies in (Lib_1, Lib_2, Lib_4, Lib_5).

    Raises
    ------
    InputError
        Naming file, line, value and what was expected.
    """
    path = Path(path)
    layout = layout or FOLDERS.get(path.parent.name)
    if layout is None:
        known = ", ".join(get_args(Format))
        remedy = f"lay it into a folder {', '.join(FOLDERS)}, or say which: {known}"
        raise InputError([Problem(str(path), "its format is unknown", column="layout", remedy=remedy)])
    tokens = Tokens(path)
    if layout == "delmaire":
        customers, sites = tokens.whole("the number of customers"), tokens.whole("the number of sites")
        service = tokens.table(customers, sites, "service costs").T
        demand = tokens.numbers(customers, "demands")
        opening, capacity = tokens.numbers(sites, "opening costs"), tokens.numbers(sites, "capacities")
        tokens.end()
        return SSCFLP(opening, service, capacity, demand, stem(path))
    sites, customers = tokens.whole("the number of sites"), tokens.whole("the number of customers")
    if layout == "holmberg":
        heads = tokens.table(sites, 2, "capacity and opening cost of each site")
        demand = tokens.numbers(customers, "demands")
        service = tokens.table(sites, customers, "service costs")
        return SSCFLP(heads[:, 1], service, heads[:, 0], demand, stem(path))
    demand = tokens.numbers(customers, "demands")
    capacity, opening = tokens.numbers(sites, "capacities"), tokens.numbers(sites, "opening costs")
    service = tokens.table(sites, customers, "service costs a unit") * demand
    tokens.end()
    return SSCFLP(opening, service, capacity, demand, stem(path))
