"""Where data walks in: folders, workbooks, shipped instances."""

from .load import load

__all__ = ["load"]
