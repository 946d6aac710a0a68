"""Part of what one unit costs."""

from __future__ import annotations

from dataclasses import dataclass

from .explanation import Rule


@dataclass(frozen=True)
class Item:
    """Part of a component that one rule makes, per unit at full loads, base currency."""

    component: str
    what: str
    rate: str
    per_unit: float
    rule: Rule | None = None
