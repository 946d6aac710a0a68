"""What rows mean together: one idea a file, each with its `CHECKS`."""

from . import balance, charges, connect, customs, dated, money, places, policies, provenance, rates, tax, unmet
from .check import Check

CHECKS: tuple[Check, ...] = tuple(
    check
    for module in (places, money, rates, charges, customs, tax, dated, connect, policies, balance, unmet, provenance)
    for check in module.CHECKS
)

__all__ = ["CHECKS", "Check"]
