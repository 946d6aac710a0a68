"""Location with routing, one echelon and two: problems, search, and an audit that shares no code with it."""

from .answer import FirstTour, LocatedRoutes, Tour
from .audit import audit
from .problem import LocationRouting, TwoEchelon
from .solve import locate_and_route

__all__ = ["FirstTour", "LocatedRoutes", "LocationRouting", "Tour", "TwoEchelon", "audit", "locate_and_route"]
