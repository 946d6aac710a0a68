"""Tables of goods and of who wants them: products, supply, demand."""

from .column import CONFIDENCE, CURRENCY, PROVENANCE, Table, ident, many, number, text, yes_no

SALES_CHANNELS = ("B2C", "B2B")

PRODUCTS = Table(
    "products",
    "What is sold, with what customs and carriers need to know of it.",
    (
        ident("product", "Short name, unique."),
        text("name", "Name for people."),
        text("hs6", "Harmonized System subheading, at least six digits.", required=True, form="hs6"),
        number("weight_kg", "Gross weight of one unit in its pack.", "kg", required=True, above=True, maximum=50_000),
        number("volume_m3", "Volume of one unit in its pack.", "m3", required=True, above=True, maximum=100),
        number("customs_value", "Value declared for one unit entered in bulk: the transfer price FOB.",
               "currency per unit", required=True, above=True),
        CURRENCY,
        number("litres", "Liquid content of one unit, for duties per litre.", "litres", default=0),
        number("export_rebate_pct", "Share of value that the origin refunds as export VAT rebate; empty: all VAT.",
               "%", maximum=100),
        number("return_pct", "Share of units that buyers send back.", "%", default=0, maximum=100),
        number("return_resale_pct", "Share of its customs value for which a returned unit is sold again; 100: what is "
                                    "lost of it is in return_cost_pct of the settings.", "%", default=100, maximum=100),
        yes_no("dangerous", "Dangerous goods, for which carriers ask a surcharge."),
        many("barred_modes", "Modes that may not carry the product (dangerous goods).",
             choices=("ocean", "air", "rail", "road", "express", "post")),
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("product",),
    required=True,
)  # fmt: skip

SUPPLY = Table(
    "supply",
    "Which factory makes which product, at what cost and how many.",
    (
        ident("site", "The factory.", refers="sites"),
        ident("product", "What it makes.", refers="products"),
        number(
            "unit_cost",
            "Cost of one unit at the factory gate, without VAT.",
            "currency per unit",
            required=True,
        ),
        CURRENCY,
        number("capacity_units_per_year", "Most units in a year; empty: no limit.", "units per year"),
        text(
            "origin", "Customs origin of what is made here, ISO alpha-2; empty: the factory's country.", form="country"
        ),
        text("exporter", "Exporter or producer, by the name that duty_rates.exporter has; empty: all others."),
        *PROVENANCE,
    ),
    key=("site", "product"),
    required=True,
)

DEMAND = Table(
    "demand",
    "What each market buys, per product, sales channel and period.",
    (
        ident("market", "Where it is sold.", refers="sites"),
        ident("product", "What is sold.", refers="products"),
        text("sales_channel", "B2C: parcels to consumers; B2B: to business buyers.", choices=SALES_CHANNELS,
             default="B2C"),
        ident("period", "Period of the horizon; empty: the first.", required=False),
        number("units", "Units wanted in the period.", "units", required=True),
        number("units_per_order", "Units in one order (one consignment of a parcel channel).", "units", default=1,
               minimum=0, above=True),
        number("promised_days", "Days from order to door that the buyer is promised; empty: no promise.", "days"),
        number("price", "Price of one unit as the buyer sees it: B2C with tax, B2B without.", "currency per unit",
               required=True),
        CURRENCY,
        number("buyer_spend_per_year", "What one buyer spends in a year through retail import, against the annual "
                                       "limit of a channel.", "currency per year"),
        number("unserved_penalty", "Cost of one unit not delivered; empty: every unit must be delivered.",
               "currency per unit"),
        *PROVENANCE,
    ),
    key=("market", "product", "sales_channel", "period"),
    required=True,
)  # fmt: skip
