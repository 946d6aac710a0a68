"""Readers of the field's published location and routing instances; the data itself is not part of this package."""

from .best_known import BestKnown, best_known
from .cmnd import read_cmnd
from .cordeau import read_mdvrp
from .orlib_pmedian import read_pmedian
from .orlib_warehouse import read_warehouse
from .prodhon_lrp import read_lrp
from .prodhon_lrp_2e import read_lrp_2e
from .solomon import read_solomon
from .sscflp import read_sscflp
from .tscflp import read_tscflp
from .ufllib import UflLibSolution, read_ufllib, read_ufllib_solution
from .vrplib import PublishedRoutes, read_vrplib, read_vrplib_solution

__all__ = [
    "BestKnown",
    "PublishedRoutes",
    "UflLibSolution",
    "best_known",
    "read_cmnd",
    "read_lrp",
    "read_lrp_2e",
    "read_mdvrp",
    "read_pmedian",
    "read_solomon",
    "read_sscflp",
    "read_tscflp",
    "read_ufllib",
    "read_ufllib_solution",
    "read_vrplib",
    "read_vrplib_solution",
    "read_warehouse",
]
