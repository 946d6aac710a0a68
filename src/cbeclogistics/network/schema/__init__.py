"""The tables of an instance, each column with type, unit, range, default and help.

Validation, the format's documentation, the starting instance and the JSON Schema all read this.
"""

from .column import FORMS, Column, Form, Kind, Table
from .customs import AGREEMENTS, CHANNELS, CURRENCIES, DUTY_RATES, FEES, GAPS, TAXES, TERRITORIES
from .exports import EXPORTS
from .goods import DEMAND, PRODUCTS, SALES_CHANNELS, SUPPLY
from .places import DISTANCES, GATEWAY_KINDS, GROUPS, SITE_KINDS, SITE_OPTIONS, SITES, STOCKING_KINDS, STORAGE_TIERS
from .policy import POLICIES
from .prices import COUNTED, PLACEMENT_FEES, VOLUME_BREAKS
from .routes import SHIPMENTS, STOPS, VEHICLES, WAYS
from .transport import CONTAINERS, LANES, LOCAL_CHARGES, MODES, RATE_CARDS, SURCHARGES

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SITES, SITE_OPTIONS, STORAGE_TIERS, PRODUCTS, SUPPLY, DEMAND, LANES, RATE_CARDS, SURCHARGES, LOCAL_CHARGES,
        VOLUME_BREAKS, PLACEMENT_FEES, CONTAINERS, DISTANCES, TERRITORIES, CHANNELS, DUTY_RATES, TAXES, FEES,
        EXPORTS, AGREEMENTS, GAPS, CURRENCIES, GROUPS, POLICIES, VEHICLES, STOPS, SHIPMENTS, WAYS,
    )
}  # fmt: skip

__all__ = [
    "COUNTED", "FORMS", "GATEWAY_KINDS", "MODES", "SALES_CHANNELS", "SITE_KINDS", "STOCKING_KINDS", "TABLES", "Column",
    "Form", "Kind", "Table",
]  # fmt: skip
