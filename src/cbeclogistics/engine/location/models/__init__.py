"""Each location problem as one whole model in its strong formulation, for any backend."""

from .model import LocationModel
from .whole import model_of, solve_whole

__all__ = ["LocationModel", "model_of", "solve_whole"]
