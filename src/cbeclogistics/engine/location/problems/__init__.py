"""What the problems are: frozen arrays with units and shapes, checked when made; nothing here solves anything."""

from .facility import CFL, SSCFLP, UFL
from .network_design import CMND
from .p_median import PMedian
from .two_stage import TSCFLP

Located = UFL | CFL | SSCFLP | PMedian | TSCFLP | CMND

__all__ = ["CFL", "CMND", "SSCFLP", "TSCFLP", "UFL", "Located", "PMedian"]
