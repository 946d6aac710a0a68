"""Where data walks in: folders, workbooks, shipped instances."""

from .load import load, shipped_instances
from .starting import starting_instance

__all__ = ["load", "shipped_instances", "starting_instance"]
