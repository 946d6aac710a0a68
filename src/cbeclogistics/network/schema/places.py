"""Tables of places: sites, their size options, storage by age, groups, distances."""

from .column import CURRENCY, PROVENANCE, Table, ident, number, text, yes_no

SITE_KINDS = (
    "factory", "hub", "seaport", "airport", "rail_terminal", "bonded_zone", "overseas_warehouse", "market",
)  # fmt: skip
GATEWAY_KINDS = ("seaport", "airport", "rail_terminal")
STOCKING_KINDS = ("bonded_zone", "overseas_warehouse")

SITES = Table(
    "sites",
    "Every place of the network: where goods are made, pass, wait or are sold.",
    (
        ident("site", "Short name of the place, unique."),
        text("name", "Name for people."),
        text("kind", "What the place is.", required=True, choices=SITE_KINDS),
        text("country", "ISO 3166 alpha-2 code; decides the customs territory and the tax.", required=True,
             form="country"),
        number("latitude", "WGS84 latitude.", "degrees", required=True, minimum=-90, maximum=90),
        number("longitude", "WGS84 longitude.", "degrees", required=True, minimum=-180, maximum=180),
        yes_no("bonded", "An overseas warehouse under duty suspension (customs warehouse, free-trade zone). "
                         "A bonded_zone always is."),
        yes_no("remote", "Carriers ask a surcharge for coming here."),
        number("stock_days", "Days goods lie here on average (stocking sites).", "days", default=30),
        number("dwell_days", "Days it takes to pass through (hubs, gateways).", "days", default=0),
        number("load_cost", "Cost of handling one load (container, air consignment) that arrives here: "
                            "terminal handling, documents, unloading.", "currency per load", default=0),
        number("inbound_per_m3", "Cost of receiving goods into stock.", "currency per m3", default=0),
        number("storage_per_m3_month", "Rent of stored volume.", "currency per m3 and month", default=0),
        number("outbound_per_order", "Cost of picking and packing one order.", "currency per order", default=0),
        number("outbound_per_kg", "Handling of what leaves, by weight.", "currency per kg", default=0),
        number("return_per_unit", "Cost of taking back and processing a returned unit that was sold from here.",
               "currency per unit", default=0),
        CURRENCY,
        text("unlocode", "UN/LOCODE.", form="unlocode"),
        text("iata", "IATA airport code.", form="iata"),
        *PROVENANCE,
    ),
    key=("site",),
    required=True,
)  # fmt: skip

SITE_OPTIONS = Table(
    "site_options",
    "Sizes and contracts in which a stocking site can be had; at most one is chosen for each site.",
    (
        ident("site", "The stocking site.", refers="sites"),
        ident("option", "Name of the size or contract, unique for the site."),
        text("tenure", "How the space is held.", choices=("own", "lease", "3pl"), default="3pl"),
        text("status", "existing: open today; candidate: may be opened; forced: must be the one chosen; "
                       "closed: may not be chosen.", choices=("existing", "candidate", "forced", "closed"),
             default="candidate"),
        number("opening_cost", "Paid once if the option is chosen and not existing.", "currency", default=0),
        number("fixed_cost_per_year", "Paid for each year the option is held.", "currency per year", default=0),
        number("closing_cost", "Paid once if the option is existing and not chosen.", "currency", default=0),
        number("storage_m3", "Volume that can lie here at one time; empty: no limit.", "m3"),
        number("throughput_m3_per_year", "Volume that can pass in a year; empty: no limit.", "m3 per year"),
        CURRENCY,
        *PROVENANCE,
    ),
    key=("site", "option"),
)  # fmt: skip

STORAGE_TIERS = Table(
    "storage_tiers",
    "Surcharges on stock by its age, on top of sites.storage_per_m3_month. Free days: leave that empty and begin the "
    "first tier where they end.",
    (
        ident("site", "Stocking site, group or selector.", refers="selector"),
        number(
            "from_days", "Age from which the tier counts, until the next one of the site begins.", "days", default=0
        ),
        number("per_m3_month", "Surcharge on stock of that age.", "currency per m3 and month", required=True),
        CURRENCY,
        *PROVENANCE,
    ),
    key=("site", "from_days"),
)

GROUPS = Table(
    "groups",
    "Named sets of sites or products, for lanes and policies.",
    (
        ident("group", "Name of the set."),
        ident("member", "A site or a product that belongs to it.", refers="sites|products"),
    ),
    key=("group", "member"),
)

DISTANCES = Table(
    "distances",
    "Known distances; what is not here is the great circle times the circuity of the mode.",
    (
        ident("from_site", "Where the way begins.", refers="sites"),
        ident("to_site", "Where it ends.", refers="sites"),
        text("mode", "Mode of transport the distance is for.", required=True,
             choices=("ocean", "air", "rail", "road", "express", "post")),
        number("distance_km", "Length of the way.", "km", required=True, above=True),
        *PROVENANCE,
    ),
    key=("from_site", "to_site", "mode"),
)  # fmt: skip

__all__ = ["DISTANCES", "GATEWAY_KINDS", "GROUPS", "SITES", "SITE_KINDS", "SITE_OPTIONS", "STOCKING_KINDS",
           "STORAGE_TIERS"]  # fmt: skip
