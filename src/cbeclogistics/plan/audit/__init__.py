"""The independent audit: a plan recomputed from the instance's raw tables, without the optimiser's formulation."""

from .audit import audit

__all__ = ["audit"]
