"""The tables of a plan, each column with type, unit and meaning: reading, audit and documentation stand on it."""

from __future__ import annotations

from ..network.schema.column import Column, Kind, Table
from .components import UNIT_COMPONENTS
from .route_tables import ROUTE_TABLES


def _text(name: str, help: str, choices: tuple[str, ...] = ()) -> Column:
    return Column(name, Kind.TEXT, help, choices=choices)


def _number(name: str, help: str, unit: str, *, required: bool = True) -> Column:
    return Column(name, Kind.NUMBER, help, unit=unit, required=required)


MONEY = "base currency"
STATUS = ("free", "bonded", "for_export")
_PERIOD = _text("period", "Period of the horizon.")
_PRODUCT = _text("product", "The product.")
_ORIGIN = (
    _text("origin_country", "Country of origin, ISO alpha-2."),
    _text("exporter", "Exporter or producer, for anti-dumping and countervailing duties; empty: none is named."),
)  # fmt: skip
_FROM, _TO = _text("from", "Site it leaves."), _text("to", "Site it reaches.")
_MODE = _text("mode", "How it travels.")
_LANE = _text("lane", "Lane of the instance.")
_PLACE = (
    _text("name", "Name for people."), _text("kind", "What the place is."), _text("country", "ISO alpha-2 code."),
    _number("latitude", "WGS84 latitude.", "degrees"), _number("longitude", "WGS84 longitude.", "degrees"),
)  # fmt: skip

SITES = Table(
    "sites",
    "Every stocking site: the option chosen, what it costs and what passes it.",
    (
        _text("site", "The stocking site."),
        _text("option", "Size option chosen; empty: none."),
        _text("decision", "What becomes of the site.", ("open", "keep", "resize", "close", "not opened")),
        _number("units", "What arrives in the horizon.", "units"),
        _number("throughput_m3", "Volume of it.", "m3"),
        _number("stored_m3", "Volume that lies there on average over the horizon.", "m3"),
        _number("storage_m3", "Room of the chosen option; empty: no limit, or none chosen.", "m3", required=False),
        _number("opening", "Paid once for opening.", MONEY),
        _number("fixed", "Fixed cost over the horizon.", MONEY),
        _number("closing", "Paid once for closing what is open today and not chosen.", MONEY),
        *_PLACE,
    ),
    key=("site",),
)
FLOWS = Table(
    "flows",
    "One row a flow: units of a product of one origin over one lane through one channel, with its cost by component.",
    (
        _PERIOD,
        _text("kind", "inbound: ends at a site; delivery: from a stocking site to a market; direct: from a factory or "
                      "hub to a market.", ("inbound", "delivery", "direct")),
        _PRODUCT, *_ORIGIN, _FROM, _TO, _MODE,
        _text("channel", "Clearance channel; `domestic`: a delivery without clearance; empty: an inbound link inside a "
                         "territory."),
        _LANE,
        _text("from_status", "Customs status in which it leaves.", STATUS),
        _text("to_status", "Customs status in which it arrives.", STATUS),
        _text("sales_channel", "B2C or B2B; empty for inbound."),
        _number("units", "Quantity, rounded to 1e-6.", "units"),
        _number("volume_m3", "Volume of it, rounded to 1e-6.", "m3"),
        _number("unit_cost", "Cost of a unit of this flow.", f"{MONEY} per unit"),
        _number("cost", "Sum of the components.", MONEY),
        *(_number(c, f"Component `{c}`: docs/model.md, section 2.", MONEY) for c in UNIT_COMPONENTS),
    ),
)  # fmt: skip
CONTAINERS = Table(
    "containers",
    "Loads of each inbound link and channel that carries anything: containers, or consignments by weight.",
    (
        _PERIOD, _FROM, _TO, _MODE, _text("channel", "Clearance channel; empty inside a territory."), _LANE,
        _text("basis", "Basis of the rate card.", ("container", "weight", "parcel")),
        _text("container", "Container type; empty for other bases."),
        _number("loads", "Whole containers; for other bases the load as it is, in loads of `load_kg`.", "loads"),
        _number("volume_m3", "Volume carried.", "m3"),
        _number("weight_kg", "Weight carried.", "kg"),
        _number("fill", "Share of the room or of the payload that is used, whichever is fuller, at "
                        "most 1; 1 for other bases.", "share"),
        _number("price_per_load", "Price of one load, with the local charges that are for each load, and "
                "without what is for dangerous goods or for volume.", MONEY),
        _number("handling_per_load", "`load_cost` of the site it reaches.", MONEY),
        _number("customs_value", "Customs value of all that is carried; 0 inside a territory.", MONEY),
        _number("container_rounding", "Price of the loads less the freight of the flows; negative where dense and "
                                      "light goods share containers.", MONEY),
        _number("handling_rounding", "Handling of the loads less the flows' share of it.", MONEY),
        _number("fees", "Fees of the entries; each load is one.", MONEY),
    ),
    key=("period", "lane", "from", "to", "channel"),
)  # fmt: skip
CLEARANCES = Table(
    "clearances",
    "What is cleared by which channel into which site or market; duty and tax sum to those of the flows.",
    (
        _PERIOD, _text("kind", "Kind of the flow."),
        _text("channel", "Clearance channel; `domestic`: sold out of free circulation, without clearance."),
        _TO, _PRODUCT, *_ORIGIN,
        _number("units", "Quantity.", "units"), _number("duty", "Duty.", MONEY),
        _number("tax", "Taxes that remain as cost.", MONEY),
    ),
    key=("period", "kind", "channel", "to", "product", "origin_country", "exporter"),
)  # fmt: skip
DEMAND = Table(
    "demand",
    "Every demand: what of it is delivered, what is not and at what penalty.",
    (
        _PERIOD, _text("market", "The market."), _PRODUCT, _text("sales_channel", "B2C or B2B."),
        _number("units", "Units wanted.", "units"), _number("delivered", "Units delivered.", "units"),
        _number("unserved", "Units not delivered.", "units"), _number("penalty", "Penalty for them.", MONEY),
    ),
    key=("period", "market", "product", "sales_channel"),
)  # fmt: skip
TIER_PRICES = Table(
    "tier_prices",
    "What volume_breaks and placement_fees come to, each shared out over the links and channels that pay it; empty "
    "where the instance has neither.",
    (
        _PERIOD, _text("table", "Table of the instance.", ("volume_breaks", "placement_fees")),
        _text("rule", "Name of the agreement or placement fee."), _FROM, _TO, _MODE, _LANE,
        _text("channel", "Clearance channel; empty inside a territory."),
        _number("quantity", "What this link and channel count in it; of placement_fees, what pays.",
                "as `per` says; of storage m3 months"),
        _number("counted", "What all count together in the period, by which the tier is taken; of placement_fees, "
                "sites that receive their share.", "as quantity, or sites"),
        _number("tier_from", "Where the tier taken begins in this period.", "as counted"),
        _number("amount", "Its part of what the tier comes to; negative for a discount.", MONEY),
    ),
)  # fmt: skip
FLEET = Table(
    "fleet",
    "Own vehicles by period and site: what their routes cost, and what the design had priced that delivery at; empty "
    "where none deliver.",
    (
        _PERIOD, _text("site", "Where they start."), _number("days", "Delivery days of the period.", "days"),
        _number("routes", "Routes of a typical day.", "routes"),
        _number("cost_per_day", "Of these routes, with the prizes of stops left to others.", MONEY),
        _number("routed", "Of all days.", MONEY), _number("priced", "Sum of `last_mile` of their flows.", MONEY),
        _number("difference", "routed - priced.", MONEY),
    ),
    key=("period", "site"),
)  # fmt: skip
FLEET_PRICES = Table(
    "fleet_prices",
    "What the design reckoned delivery by own vehicles at: lane `FLEET-from-to`.",
    (
        _FROM, _TO, _number("per_kg", "Price of a kg.", f"{MONEY} per kg"),
        _number("per_m3", "Price of a m3.", f"{MONEY} per m3"),
    ),
    key=("from", "to"),
)  # fmt: skip
COSTS = Table(
    "costs",
    "Lines that sum to the landed cost.",
    (
        _text("period", "Period; empty for what is paid once for the horizon."),
        _text("component", "Component of landed cost."),
        _text("kind", "inbound, delivery, direct: sums of flows; container: rounding of loads and of their "
                      "handling; entry: fees; tier: volume, placement; site: options; demand: penalties; "
                      "route: what routes cost beyond the price."),
        _text("from", "Site it leaves."),
        _text("to", "Site or market it reaches; empty for sums of flows."),
        _text("channel", "Clearance channel."), _text("product", "Product; empty where several share it."),
        _number("amount", "Amount, whole cents.", MONEY),
    ),
)  # fmt: skip
PLACES = Table(
    "places", "Every site that the plan names, for maps.", (_text("site", "The site."), *_PLACE), key=("site",)
)
PLAN_TABLES: dict[str, Table] = {
    t.name: t for t in (
        SITES, FLOWS, CONTAINERS, CLEARANCES, DEMAND, TIER_PRICES, COSTS, PLACES, FLEET, FLEET_PRICES,
        *ROUTE_TABLES.values(),
    )
}  # fmt: skip
