"""Tables of transport: lanes, rate cards, containers."""

from .column import CURRENCY, PROVENANCE, Table, ident, many, number, text
from .goods import SALES_CHANNELS

MODES = ("ocean", "air", "rail", "road", "express", "post")

LANES = Table(
    "lanes",
    "Directed links between sites by one mode. Either end may be a site, a group, or a selector such as "
    "`kind=bonded_zone&country=CN`; the lane then stands for every pair. A lane that ends at a market is a delivery.",
    (
        ident("lane", "Short name, unique."),
        ident("from_site", "Site, group or selector where it begins.", refers="selector"),
        ident("to_site", "Site, group or selector where it ends.", refers="selector"),
        text("mode", "How the goods travel.", required=True, choices=MODES),
        ident("rate_card", "What it costs.", refers="rate_cards"),
        number("transit_days", "Days on the way.", "days", required=True),
        number("transit_km_per_day", "If given, distance divided by this is added to transit_days.", "km per day",
               above=True),
        number("distance_km", "Length of the way; empty: from `distances`, else great circle times circuity.", "km",
               above=True),
        number("max_distance_km", "Pairs farther apart than this are not offered.", "km", above=True),
        many("channels", "The only clearance channels the carrier offers; empty: any.", refers="channels"),
        many("sales_channels", "The only sales channels a delivery serves; empty: any.", choices=SALES_CHANNELS),
        number("capacity_m3_per_year", "Most volume in a year, for each pair; empty: no limit.", "m3 per year"),
        text("carrier", "Who carries."),
        *PROVENANCE,
    ),
    key=("lane",),
    required=True,
)  # fmt: skip

RATE_CARDS = Table(
    "rate_cards",
    "Prices of transport. Rows of one card are its weight breaks; the break that holds the load's (parcel's) "
    "chargeable weight prices all of it.",
    (
        ident("rate_card", "Name of the card."),
        text("basis", "container: bought by the whole container; weight: by chargeable kg in loads of load_kg; "
                      "parcel: by the order.", required=True, choices=("container", "weight", "parcel")),
        ident("container", "Container type, for basis container.", refers="containers", required=False),
        number("from_kg", "Break begins at this chargeable weight.", "kg", default=0),
        number("to_kg", "Break ends below or at this chargeable weight; empty: no end.", "kg", above=True),
        number("base", "Price of the load or parcel whatever it weighs.", "currency", default=0),
        number("per_kg", "Price of each chargeable kg.", "currency per kg", default=0),
        number("per_km", "Price of each km of the way, for the load or parcel.", "currency per km", default=0),
        number("minimum", "Least price of a load or parcel.", "currency", default=0),
        number("surcharge_pct", "Fuel, peak and other surcharges on all of the above.", "%", default=0, maximum=500),
        number("kg_per_m3", "Chargeable weight of volume: 167 air, 200 express, 1000 sea W/M; 0: weight alone.",
               "kg per m3", default=0),
        number("load_kg", "Chargeable weight of one load (one customs entry), for basis weight.", "kg",
               default=1000, above=True),
        CURRENCY,
        *PROVENANCE,
    ),
    key=("rate_card", "from_kg"),
    required=True,
)  # fmt: skip

CONTAINERS = Table(
    "containers",
    "Container types: both volume and payload bind.",
    (
        ident("container", "Type, such as 40HQ."),
        number("usable_m3", "Volume that can really be filled.", "m3", required=True, above=True),
        number(
            "payload_kg",
            "Weight that can really be carried, roads included.",
            "kg",
            required=True,
            above=True,
        ),
        number("teu", "Twenty-foot equivalents.", "TEU", default=1, above=True),
        *PROVENANCE,
    ),
    key=("container",),
)
