"""Tables of prices that depend on how much is bought in a year, or on how many sites are used."""

from .column import CURRENCY, PROVENANCE, Table, ident, many, number, text

COUNTED = {
    "freight": ("m3", "kg", "unit", "container", "order"),
    "storage": ("m3",),
    "inbound": ("m3", "kg", "unit", "container"),
    "outbound": ("m3", "kg", "unit", "order"),
}

VOLUME_BREAKS = Table(
    "volume_breaks",
    "Discounts, tiers and steps by how much a carrier or a warehouse is given in a year. The rows of one name are its "
    "breaks; what they come to is added to the prices of rate_cards and sites, or taken off.",
    (
        ident("volume_break", "Name of the agreement, the same in each row of its breaks."),
        text("on", "What it is on: freight of lanes, or at stocking sites storage (what lies there), inbound (what "
                   "arrives), outbound (what leaves to markets).", required=True, choices=tuple(COUNTED)),
        many("lanes", "Lanes whose freight it is on; empty: all of the carrier.", refers="lanes"),
        text("carrier", "Carrier (lanes.carrier) whose freight it is on; empty: that of the lanes."),
        ident("sites", "Stocking sites: a site, group or selector; not for freight.", refers="selector",
              required=False),
        text("over", "total: the quantities of all its lanes or sites count together; each: each pair of sites that a "
                     "lane links, or each site, by itself.", choices=("total", "each"), default="total"),
        text("per", "What is counted: m3, kg, units, whole containers, orders. Freight counts what it can: containers "
                    "on lanes by the container, orders on deliveries; a discount is on what it counts alone. "
                    "Storage counts m3.", required=True,
             choices=("m3", "kg", "unit", "container", "order")),
        number("from_quantity", "Break begins at this quantity: in a year; of storage, m3 that lie there at one time "
                                "on average. At the break itself the cheaper row counts.", "per", default=0),
        text("kind", "all_units: the row that holds the quantity is for all of it; incremental: each row is for the "
                     "part of the quantity in it; stepwise: the row that holds the quantity says what is paid for the "
                     "year, such as for a second shift.", choices=("all_units", "incremental", "stepwise"),
             default="all_units"),
        number("discount_pct", "Taken off what rate cards or sites ask for it (all_units only). Local charges and "
                               "what is asked for dangerous goods are not discounted.", "%", default=0, maximum=100),
        number("price", "Price of each m3, kg, unit, container or order on top; of storage, of each m3 and month; "
                        "stepwise, for the year.", "currency", default=0),
        CURRENCY,
        *PROVENANCE,
    ),
    key=("volume_break", "from_quantity"),
)  # fmt: skip

PLACEMENT_FEES = Table(
    "placement_fees",
    "What a fulfilment network asks for goods sent into it, by how many of its sites they are sent to: the more, the "
    "less it moves itself.",
    (
        ident("placement", "Name of the network's fee, the same in each of its rows."),
        ident("sites", "Stocking sites of the network: a group or selector.", refers="selector"),
        number("sites_at_least", "The row counts from so many sites on, until the next one does.", "sites", default=1),
        number("least_share_pct", "A site counts in a period in which it receives at least this share of what comes "
                                  "into the network; where none does, one counts.", "%", default=5,
               minimum=0.1, maximum=100),
        text("per", "What the fee is for.", choices=("unit", "m3", "kg"), default="unit"),
        number("amount", "Fee for what arrives from outside the network.", "currency per unit, m3 or kg",
               required=True),
        CURRENCY,
        *PROVENANCE,
    ),
    key=("placement", "sites_at_least"),
)  # fmt: skip
