"""Table of the procedures by which goods are exported."""

from .column import CONFIDENCE, CURRENCY, DATED, PROVENANCE, Table, ident, many, number, text
from .goods import SALES_CHANNELS

EXPORTS = Table(
    "exports",
    "Procedures by which goods in free circulation leave the territory they were made in: what each gives back of the "
    "VAT on inputs, and when. What is exported takes the cheapest that is open to it; where none is, "
    "territories.export_rebate_days holds and all of the rebate comes back.",
    (
        ident("export", "Code or short name, unique in the territory, such as 9810."),
        text("name", "Name for people."),
        ident("territory", "Territory that the goods leave.", refers="territories"),
        many("applies_to", "bulk: loads to a site of another territory; parcel: orders to a buyer abroad; zone: loads "
             "into a bonded zone or warehouse of the territory itself, which counts as export.",
             choices=("bulk", "parcel", "zone"), required=True),
        many("sales_channels", "Sales channels of the orders that it is open to; empty: any.", choices=SALES_CHANNELS),
        number("rebate_share_pct", "Share of products.export_rebate_pct that comes back; 0: exempt without a rebate.",
               "%", default=100, maximum=100),
        number("rebate_days", "Days from departure until the refund is there; empty: territories.export_rebate_days.",
               "days"),
        number("amount", "What the declaration of an order costs.", "currency per order", default=0),
        CURRENCY,
        *DATED,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("export", "territory", "effective_from"),
)  # fmt: skip
