"""Part of what one unit costs."""

from __future__ import annotations

from dataclasses import dataclass

from .explanation import Rule

REST = float("nan")  # amount of the item that takes what the others of its component leave


@dataclass(frozen=True)
class Item:
    """Part of a component that one rule makes, per unit at full loads, base currency; NaN: what others of it leave."""

    component: str
    what: str
    rate: str
    per_unit: float
    rule: Rule | None = None

    @property
    def stands(self) -> bool:
        """Whether it is worth a line also where it is nothing: layers of duty, and how goods are exported."""
        by_procedure = self.rule is not None and self.rule.table == "exports"
        return self.component == "duty" or (self.component == "export_vat" and by_procedure)
