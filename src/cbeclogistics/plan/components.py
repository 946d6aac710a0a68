"""The components of landed cost, in the order in which plans list them."""

from __future__ import annotations

COMPONENTS = (
    "goods", "export_vat", "freight", "container_rounding", "volume_price", "insurance", "handling", "duty", "drawback",
    "tax", "fees", "storage", "capital", "last_mile", "route_difference", "payment", "returns", "placement", "opening",
    "fixed", "closing", "unserved",
)  # fmt: skip
UNIT_COMPONENTS = (
    "goods", "export_vat", "freight", "insurance", "handling", "duty", "drawback", "tax", "fees", "storage",
    "capital", "last_mile", "payment", "returns",
)  # fmt: skip
COLUMN = {name: i for i, name in enumerate(UNIT_COMPONENTS)}
