"""Tables of customs, tax and money: territories, channels, duty layers, taxes, fees, currencies."""

from .column import CONFIDENCE, CURRENCY, DATED, PROVENANCE, Table, date, ident, many, number, text, yes_no
from .goods import SALES_CHANNELS
from .transport import MODES

CUSTOMS_CURRENCY = ident(
    "customs_currency",
    "Currency of the customs accounts, in which amounts are rounded and steps stand; empty: the base currency, without "
    "rounding.", refers="currencies", required=False,
)  # fmt: skip

TERRITORIES = Table(
    "territories",
    "Customs territories: one country or a customs union in which goods circulate freely after one release.",
    (
        ident("territory", "Short name, such as EU."),
        text("name", "Name for people."),
        many("countries", "ISO alpha-2 codes of the countries that form it.", required=True, form="country"),
        text("valuation", "What duty is charged on: FOB (freight left out) or CIF (freight and insurance in).",
             required=True, choices=("FOB", "CIF")),
        number("export_vat_pct", "VAT on inputs that exports from here are refunded by products.export_rebate_pct.",
               "%", default=0, maximum=100),
        number("export_rebate_days", "Days from export until the refund is there.", "days", default=0),
        number("drawback_pct", "Share of the duty paid, and of the fees that say so, that is refunded when goods leave "
               "again.", "%", default=0,
               maximum=100),
        number("drawback_days", "Days from export until it is refunded.", "days", default=0),
        number("value_step", "The value that duty is charged on is cut down to a multiple of this.", "currency",
               default=0),
        number("duty_step", "The duty of a line and of an entry is cut down to a multiple of this.", "currency",
               default=0),
        number("tax_base_step", "The base of a tax is cut down to a multiple of this, but not that of a tax on taxes "
               "alone.", "currency", default=0),
        number("tax_step", "A tax of an entry is cut down to a multiple of this.", "currency", default=0),
        CUSTOMS_CURRENCY,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("territory",),
    required=True,
)  # fmt: skip

CHANNELS = Table(
    "channels",
    "Clearance channels: the procedures by which goods cross into a territory, each with its own value basis, "
    "duty, tax and thresholds.",
    (
        ident("channel", "Short name, unique in the territory."),
        ident("territory", "Territory that the goods enter.", refers="territories"),
        text("procedure", "The procedure in the words of the trade.", required=True,
             choices=("formal", "low_value", "courier", "postal", "bonded", "cbec_retail", "release")),
        text("applies_to", "bulk: a load on its way to a stocking site; parcel: an order sent from abroad to the "
                           "buyer; release: an order sent to the buyer out of bond.", required=True,
             choices=("bulk", "parcel", "release")),
        many("modes", "Modes the channel is open to; empty: any.", choices=MODES),
        many("sales_channels", "Sales channels it is open to; empty: any.", choices=SALES_CHANNELS),
        many("origins", "Countries of origin it is open to; empty: any.", form="country"),
        many("shipped_from", "Countries it is open to that the goods are sent from, whatever their origin; empty: any.",
             form="country"),
        text("value_basis", "transfer: the products' customs_value; retail: the price of the order without tax.",
             choices=("transfer", "retail"), default="transfer"),
        number("value_share_pct", "Share of the value that counts for customs.", "%", default=100, maximum=100,
               above=True),
        text("duty", "tariff: the layers of duty_rates; none: free; suspended: due on release; flat: duty_pct and "
                     "duty_per_item instead of the tariff.", choices=("tariff", "none", "suspended", "flat"),
             default="tariff"),
        number("duty_pct", "Flat duty on the customs value.", "%", default=0),
        number("duty_per_item", "Flat duty for each distinct tariff subheading of the consignment.", "currency",
               default=0),
        text("tax", "import: on value and duty at the border; at_sale: in the price the buyer pays; none: free; "
                    "suspended: due on release; composite: tax_share_pct of VAT and consumption tax on the price.",
             choices=("import", "at_sale", "none", "suspended", "composite"), default="import"),
        number("duty_deduction", "Taken off the flat duty of a consignment, as far as it goes.", "currency", default=0),
        many("taxes", "The only taxes that an import tax is made of here; empty: every tax of the country."),
        number("tax_share_pct", "Share of the full taxes that a composite tax takes.", "%", default=100, maximum=100),
        yes_no("recoverable", "The import tax is deducted or deferred, so that only its delay costs."),
        number("refund_days", "Days until a recoverable tax is back.", "days", default=0),
        number("min_value", "The channel is open to consignments worth more than this.", "currency"),
        number("max_value", "The channel is open to consignments worth at most this.", "currency"),
        text("threshold_on", "What the limits look at: intrinsic (goods alone, without tax), cif (with freight and "
                             "insurance), customs_value (what counts for customs here, after value_share_pct).",
             choices=("intrinsic", "cif", "customs_value"), default="intrinsic"),
        yes_no("single_item_only", "Open only to orders of one unit (an indivisible item above the limit)."),
        number("annual_limit", "Most that a buyer may spend through the channel in a year.", "currency per year"),
        number("entries_per_year", "Entries a stocking site makes in a year under release; empty: one an order.",
               "entries per year", above=True),
        CURRENCY,
        *DATED,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("channel", "territory", "effective_from"),
)  # fmt: skip

DUTY_RATES = Table(
    "duty_rates",
    "Layers of duty. All layers in force for a territory, origin and code are added up, less what excludes what; "
    "within a layer the longest matching code wins, then the named origin over `*`.",
    (
        ident("rule", "Short name of the rule, unique."),
        ident("territory", "Territory that the goods enter.", refers="territories"),
        many("origins", "Countries of origin, or `*` for any.", required=True, form="country or *"),
        text("hs", "Beginning of the tariff code it is for; `*`: every code.", required=True, form="hs"),
        text("layer", "Name of the layer, such as MFN or S301.", required=True),
        number("rate_pct", "Ad valorem rate.", "% of customs value", default=0),
        number("per_kg", "Specific rate by weight.", "currency per kg", default=0),
        number("per_unit", "Specific rate by piece.", "currency per unit", default=0),
        number("per_litre", "Specific rate by content.", "currency per litre", default=0),
        many("per_measure", "Rates by what else a shipment states of the goods (`measures`): an amount for one, such "
             "as `0.145 m2`, or a share of the value of a part, such as `6% case`. Plans leave them out.",
             form="measure"),
        number("min_pct", "Least of the layer: share of the customs value, added to min_per_kg, min_per_unit and "
               "min_per_litre.", "% of customs value", default=0),
        number("min_per_kg", "Least by weight.", "currency per kg", default=0),
        number("min_per_unit", "Least by piece.", "currency per unit", default=0),
        number("min_per_litre", "Least by content.", "currency per litre", default=0),
        number("max_pct", "Most of the layer: share of the customs value, added to max_per_kg, max_per_unit and "
                          "max_per_litre; all 0: no limit.", "% of customs value", default=0),
        number("max_per_kg", "Most by weight.", "currency per kg", default=0),
        number("max_per_unit", "Most by piece.", "currency per unit", default=0),
        number("max_per_litre", "Most by content.", "currency per litre", default=0),
        number("ceiling_pct", "The layer only fills up to this total with the base layer (MFN), by its rate_pct at "
                              "most where it has one; empty: it is added whole.",
               "% of customs value"),
        text("replaces", "Layer that this one takes the place of where it is lower (preference, provisional rate)."),
        many("suppresses", "Layers that are not charged where this one is."),
        text("exporter", "Exporter or producer it is for (anti-dumping, countervailing); empty: all others."),
        many("modes", "Modes of the border-crossing transport it is for; empty: any.", choices=MODES),
        many("channels", "Channels it is for; empty: any."),
        number("unit_value_over", "It is for goods worth more than this a unit.", "currency per unit"),
        number("unit_value_to", "It is for goods worth at most this a unit.", "currency per unit"),
        number("value_over", "It is for consignments worth more than this.", "currency"),
        number("value_to", "It is for consignments worth at most this.", "currency"),
        ident("agreement", "Trade agreement whose preference it is.", refers="agreements", required=False),
        yes_no("privileged", "The rate is locked when goods are admitted into a zone, not when they leave it."),
        yes_no("no_drawback", "Not refunded when goods leave again."),
        CURRENCY,
        *DATED,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("rule",),
)  # fmt: skip

TAXES = Table(
    "taxes",
    "Taxes on consumption at import or sale.",
    (
        ident("rule", "Short name of the rule, unique."),
        text("country", "ISO alpha-2 code of the country that levies it.", required=True, form="country"),
        text(
            "kind",
            "vat: the tax on the sale, inside the price that consumers pay; excise: consumption tax within "
            "its own base; levy: any other tax on import.",
            choices=("vat", "excise", "levy"),
            default="vat",
        ),
        text(
            "tax",
            "Short name of the tax, such as JCT; of the rows of one tax that fit, one is charged; empty: the kind.",
        ),
        text("name", "What it is called there."),
        text(
            "hs", "Beginning of the tariff code it is for; `*`: every code; the longest wins.", default="*", form="hs"
        ),
        number("rate_pct", "Rate.", "%", required=True, maximum=100),
        many(
            "base",
            "What it is charged on: value, duty, fees (of customs), carriage (international freight and "
            "insurance that are not in the value), onward (transport to the first destination), taxes (every "
            "excise and levy), or the name of a tax; empty: by kind, for vat value;duty;taxes, for excise "
            "value;duty, for levy value.",
        ),
        yes_no("within", "The tax is part of its own base (an excise always is)."),
        yes_no("creditable", "An excise or levy that comes back where the channel is recoverable, as vat does."),
        *DATED,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("rule",),
)

FEES = Table(
    "fees",
    "What customs, brokers and carriers charge for an entry.",
    (
        ident("rule", "Short name of the rule, unique."),
        ident("territory", "Territory that the goods enter.", refers="territories"),
        text("name", "What it is called."),
        many("channels", "Channels it falls due in; empty: every channel that is not suspended.", refers="channels"),
        many("modes", "Modes it falls due for; empty: any.", choices=MODES),
        many("countries", "Countries of the territory that levy it, on orders alone; empty: all.", form="country"),
        text(
            "kind",
            "customs: owed to the state; service: what brokers and carriers ask.",
            choices=("customs", "service"),
            default="customs",
        ),
        text(
            "per",
            "What the amounts are for: an entry, or each distinct subheading (item) in it. A plan takes what one "
            "load, order or joint entry holds for one subheading.",
            choices=("entry", "item"),
            default="entry",
        ),
        text(
            "rate_on",
            "What rate_pct is of: the customs value, the international freight, or the duty.",
            choices=("value", "freight", "duty"),
            default="value",
        ),
        number("rate_pct", "Share of the customs value, freight or duty of the entry.", "%", default=0),
        number("amount", "Amount for the entry.", "currency per entry", default=0),
        number("minimum", "Least for the entry.", "currency per entry", default=0),
        number("maximum", "Most for the entry; empty: no limit.", "currency per entry"),
        yes_no("drawback", "Refunded as the duty is (drawback_pct of the territory) when goods leave again."),
        CURRENCY,
        *DATED,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("rule",),
)

GAPS = Table(
    "gaps",
    "What is charged and is not in the rules: `cost` and `rules` tell it of goods that it may concern. Plans do not "
    "read it.",
    (
        ident("gap", "Short name, unique."),
        ident("territory", "Territory that the goods enter.", refers="territories"),
        text("layer", "Layer of duty that is told to be missing for goods which no rule of the layer is for."),
        text("fee", "Name of the fee that is told to be missing on days on which none of its rows is in force."),
        many("origins", "Countries of origin, or `*` for any.", required=True, form="country or *"),
        many("except_origins", "Countries of origin that it does not concern.", form="country"),
        many("hs", "Beginnings of the tariff codes it concerns, or `*` for any.", required=True, form="hs"),
        many("except_hs", "Beginnings of the tariff codes it does not concern.", form="hs"),
        text("text", "What is missing.", required=True),
        *DATED,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("gap",),
)  # fmt: skip

AGREEMENTS = Table(
    "agreements",
    "Trade agreements: what a preference asks for besides the origin.",
    (
        ident("agreement", "Short name, such as RCEP."),
        text("name", "Name for people."),
        text("origin_rule", "What makes goods originating, in words."),
        yes_no("direct_consignment", "Goods must come straight from the country of origin."),
        number("certificate_cost", "Cost of the proof of origin, for each entry.", "currency per entry", default=0),
        CURRENCY,
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("agreement",),
)

CURRENCIES = Table(
    "currencies",
    "What one unit of each currency is worth in the base currency. The rate of a day is that of the latest row of the "
    "currency that has begun.",
    (
        ident("currency", "ISO 4217 code.", form="currency"),
        date("effective_from", "First day of the rate; empty: always was."),
        number("rate", "Base currency for one unit.", "base currency per unit", required=True, above=True),
        number(
            "spread_pct",
            "What banks keep of money taken in this currency when it is changed.",
            "%",
            default=0,
            maximum=100,
        ),
        *PROVENANCE,
        CONFIDENCE,
    ),
    key=("currency", "effective_from"),
)

__all__ = ["AGREEMENTS", "CHANNELS", "CURRENCIES", "DUTY_RATES", "FEES", "GAPS", "TAXES", "TERRITORIES"]
