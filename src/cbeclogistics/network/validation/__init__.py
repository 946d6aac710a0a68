"""Validation of an instance: once, on loading, everything that is wrong at once."""

from .validate import validate

__all__ = ["validate"]
