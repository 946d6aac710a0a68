"""What rows mean together: one idea a file, each with its `CHECKS`."""

from . import (
    balance,
    charges,
    connect,
    customs,
    dated,
    measures,
    money,
    places,
    policies,
    prices,
    provenance,
    rates,
    routes,
    tax,
    unmet,
)  # fmt: skip
from .check import Check

MODULES = (
    places, money, rates, charges, prices, customs, measures, tax, dated, connect, policies, balance, unmet, routes,
    provenance,
)  # fmt: skip
CHECKS: tuple[Check, ...] = tuple(check for module in MODULES for check in module.CHECKS)

__all__ = ["CHECKS", "Check"]
