"""China: bonded stock (1210; outside the pilot cities 1239), direct purchase (9610), the composite tax, its limits."""

from __future__ import annotations

from .common import Row, Sources
from .parcels import modes
from .public import public

LIMITS = (  # a transaction, a year, first and last day
    (2000, 20000, "2016-04-08", "2018-12-31"),
    (5000, 26000, "2019-01-01", ""),
)


def channels(sources: Sources) -> list[Row]:
    """The channels of retail imports, each within and above the limit of a transaction."""
    modes_of = {r["code"]: r for r in sources.rows("customs_modes")}
    rows: list[Row] = [
        {"channel": f"bonded-{code}", "territory": "CN", "procedure": "bonded", "applies_to": "bulk",
         "duty": "suspended", "tax": "suspended", "source": f"customs_modes {code}{note}: {modes_of[code]['source']}",
         "as_of": day, "confidence": trust}
        for code, note, day, trust in (
            ("1210", "", "2025-01-01", "high"),
            ("1239", " (needs a licence for what is imported for the first time)", "2026-05-22", "medium"),
        )
    ]  # fmt: skip
    for code, applies_to in (("1210", "release"), ("1239", "release"), ("9610", "parcel")):
        for limit, year, begin, end in LIMITS:
            retail: Row = {"territory": "CN", "procedure": "cbec_retail", "applies_to": applies_to, "currency": "CNY",
                           "sales_channels": "B2C", "value_basis": "retail", "annual_limit": year,
                           "modes": modes("CN") if applies_to == "parcel" else (),
                           "effective_from": begin, "effective_to": end}  # fmt: skip
            old = public("cn-cbec-2016", "limits of announcement 2016 No. 18") if end else {}
            rows.append({"channel": f"cbec-{code}", **retail, "duty": "none", "tax": "composite", "tax_share_pct": 70,
                         "max_value": limit, "threshold_on": "cif", **sources.rule("CN-CBEC"), **old})  # fmt: skip
            if not end:
                rows.append({"channel": f"cbec-{code}-over", **retail, "duty": "tariff", "tax": "import",
                             "min_value": limit, "max_value": year, "threshold_on": "cif", "single_item_only": True,
                             **sources.rule("CN-CBEC-OVER")})  # fmt: skip
    return rows
