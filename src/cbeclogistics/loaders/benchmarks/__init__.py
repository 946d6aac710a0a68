"""Readers of the field's published location instances; the data itself is not part of this package."""

from .best_known import BestKnown, best_known
from .cmnd import read_cmnd
from .orlib_pmedian import read_pmedian
from .orlib_warehouse import read_warehouse
from .sscflp import read_sscflp
from .tscflp import read_tscflp
from .ufllib import UflLibSolution, read_ufllib, read_ufllib_solution

__all__ = [
    "BestKnown",
    "UflLibSolution",
    "best_known",
    "read_cmnd",
    "read_pmedian",
    "read_sscflp",
    "read_tscflp",
    "read_ufllib",
    "read_ufllib_solution",
    "read_warehouse",
]
