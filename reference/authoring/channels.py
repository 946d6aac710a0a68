"""Clearance channels in bulk, out of bond, and of parcels that need a word more than a threshold."""

from __future__ import annotations

from . import china, parcels
from .common import Row, Sources, assumed, unsourced
from .places import NAMES, SOURCED

# Days until import VAT is back in bulk; 0: postponed accounting, or no such tax.
REFUND_DAYS = {"US": 0, "EU": 30, "GB": 0, "CA": 60, "MX": 90, "BR": 90, "JP": 60, "KR": 60, "AU": 30, "NZ": 30,
               "SG": 30, "MY": 60, "TH": 60, "ID": 90, "PH": 90, "VN": 60, "HK": 0, "GCC": 30, "EAEU": 60, "TR": 60,
               "CN": 30}  # fmt: skip
# Territories with a free zone or customs warehouse here, and the rule behind it.
BONDED = {"US": "US-FTZ", "EU": "EU-CW", "GB": "", "GCC": "", "SG": "", "JP": "", "KR": ""}
ENTRIES_PER_YEAR = 52  # one entry a week, with one processing fee


def channels(sources: Sources) -> list[Row]:
    """All channels."""
    rows = [_formal(sources, territory) for territory in NAMES]
    for territory, rule in BONDED.items():
        said = sources.rule(rule) if rule else unsourced("free zones and customs warehouses by general practice")
        weekly = said["source"] + ("" if territory == "US" else "; an entry a week: assumption")
        rows.append({"channel": "bonded", "territory": territory, "procedure": "bonded", "applies_to": "bulk",
                     "duty": "suspended", "tax": "suspended", **said})  # fmt: skip
        rows.append({"channel": "release", "territory": territory, "procedure": "release", "applies_to": "release",
                     "duty": "tariff", "tax": "import", "recoverable": True,
                     "refund_days": REFUND_DAYS[territory], "entries_per_year": ENTRIES_PER_YEAR,
                     **said, "source": weekly})  # fmt: skip
    return [*rows, *china.channels(sources), *parcels.channels(sources)]


def _formal(sources: Sources, territory: str) -> Row:
    days = REFUND_DAYS[territory]
    said = sources.rule(f"{territory}-VAL") if territory in SOURCED else assumed("the general procedure")
    if territory not in ("US", "HK"):  # they have no import tax
        said |= {"source": f"{said['source']}; {days} days until the import tax is back: assumption",
                 "confidence": "low" if said["confidence"] == "low" else "medium"}  # fmt: skip
    return {"channel": "formal", "territory": territory, "procedure": "formal", "applies_to": "bulk",
            "duty": "tariff", "tax": "import", "recoverable": True, "refund_days": days, **said}  # fmt: skip
