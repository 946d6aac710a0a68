"""Tables of transport: lanes, rate cards, surcharges, local charges, containers."""

from .column import CURRENCY, DATED, PROVENANCE, Table, ident, many, number, text
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
    "Prices of transport. Rows of one card are its zones by distance, and within a zone its weight breaks by the "
    "load's (parcel's) chargeable weight.",
    (
        ident("rate_card", "Name of the card."),
        text("basis", "container: bought by the whole container; weight: by chargeable kg in loads of load_kg; "
                      "parcel: by the order.", required=True, choices=("container", "weight", "parcel")),
        ident("container", "Container type, for basis container.", refers="containers", required=False),
        text("break_kind", "all_units: the break that holds the chargeable weight prices all of it; incremental: each "
                           "break that the weight enters adds its base, and its per_kg for the weight inside it.",
             choices=("all_units", "incremental"), default="all_units"),
        number("to_km", "Zone: ways up to this distance, and farther than the zone before; empty: any farther way.",
               "km", above=True),
        number("from_kg", "Break begins at this chargeable weight.", "kg", default=0),
        number("to_kg", "Break ends below or at this chargeable weight; empty: no end.", "kg", above=True),
        number("base", "Price of the load or parcel whatever it weighs.", "currency", default=0),
        number("per_kg", "Price of each chargeable kg.", "currency per kg", default=0),
        number("per_m3", "Price of each m3 of the goods.", "currency per m3", default=0),
        number("per_km", "Price of each km of the way, for the load or parcel.", "currency per km", default=0),
        number("minimum", "Least price of a load or parcel, before surcharges.", "currency", default=0),
        number("kg_per_m3", "Chargeable weight of volume: 166.67 air (6000 cm3 a kg), 200 express (5000 cm3 a kg), "
                            "199.14 US parcels (139 cubic inches a pound), 333 road and rail, 1000 sea W/M; 0: weight "
                            "alone.", "kg per m3", default=0),
        number("minimum_kg", "Least chargeable weight of a load or parcel.", "kg", default=0),
        number("round_kg", "The chargeable weight of a load or parcel is rounded up to a multiple of this; 0: it is "
                           "not.", "kg", default=0),
        number("load_kg", "Chargeable weight of one load (one customs entry), for basis weight.", "kg",
               default=1000, above=True),
        CURRENCY,
        *PROVENANCE,
    ),
    key=("rate_card", "to_km", "from_kg"),
    required=True,
)  # fmt: skip

SURCHARGES = Table(
    "surcharges",
    "What carriers add to the price of a card: fuel, peak season, remote places, homes, dangerous goods. All that "
    "apply are added up, none on top of another.",
    (
        ident("surcharge", "Short name, unique, such as FUEL-EXPRESS or PEAK-2026."),
        many("rate_cards", "Cards that it is added to; empty: every card.", refers="rate_cards"),
        text("kind", "pct: share of the price of the load or parcel; per_load: for a container or a load of load_kg; "
                     "per_parcel: for a parcel; per_kg: for each chargeable kg, but not of containers.", required=True,
             choices=("pct", "per_load", "per_parcel", "per_kg")),
        number("amount", "The share, or the amount.", "% or currency", required=True),
        text("applies", "all; dangerous: products that are dangerous goods; remote: ways to a site that is remote; "
                        "residential: orders of consumers (B2C).",
             choices=("all", "dangerous", "remote", "residential"), default="all"),
        CURRENCY,
        *DATED,
        *PROVENANCE,
    ),
    key=("surcharge",),
)  # fmt: skip

LOCAL_CHARGES = Table(
    "local_charges",
    "What is charged where bulk goods come in or go out, beside the carrier's price and sites.load_cost: terminal "
    "handling, documents, export declaration, security filing, unloading.",
    (
        ident("charge", "Short name, unique, such as THC-EU."),
        ident("site", "Where: a site, group or selector.", refers="selector"),
        text("direction", "in: on what arrives there; out: on what leaves.", required=True, choices=("in", "out")),
        many("modes", "Modes that it is for; empty: any.", choices=MODES),
        ident("container", "Container type that it is for; empty: any, and loads without one.", refers="containers",
              required=False),
        text("per", "load: each container, or load of load_kg; entry: the same, on links into another territory only; "
                    "m3, kg: of the goods.", required=True, choices=("load", "entry", "m3", "kg")),
        number("amount", "Amount.", "currency", required=True),
        CURRENCY,
        *PROVENANCE,
    ),
    key=("charge",),
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
