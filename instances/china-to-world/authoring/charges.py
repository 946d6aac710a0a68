"""Surcharges of carriers, charges of terminals, and storage that grows with age."""

from __future__ import annotations

from .common import AS_OF, Row, Sources, day
from .parcels import EXPRESS, EXPRESS_AS

FUEL_PCT = 30.0  # express: 25-35 % in parcel_rates.csv
BOXES = ("40HQ", "40HQ-US")
# Charge of local_charges.csv, where, in or out, for what.
TERMINALS = (
    ("THC_CN", "kind=seaport&country=CN", "out", "load"), ("VGM", "kind=seaport&country=CN", "out", "load"),
    ("THC_EU", "kind=seaport&territory=EU", "in", "load"), ("THC_UK", "kind=seaport&country=GB", "in", "load"),
)  # fmt: skip
PAPERS = (("DOC_CN", "kind=seaport&country=CN"), ("EXP_DECL", "kind=seaport&country=CN"))
OLD_DAYS = 181.0


def surcharges() -> list[Row]:
    """Fuel on express."""
    cards = ";".join(f"EXP-{region}" for region in (*EXPRESS, *EXPRESS_AS))
    return [{"surcharge": "FUEL-EXPRESS", "rate_cards": cards, "kind": "pct", "amount": FUEL_PCT,
             "source": "parcel_rates.csv EXP-* notes: 25-35 %", "as_of": AS_OF}]  # fmt: skip


def local_charges(sources: Sources) -> list[Row]:
    """Terminal handling of containers at sea, and the papers of what leaves China by sea."""
    at = {r["code"]: r for r in sources.rows("local_charges")}
    rows: list[Row] = []
    for code, site, direction, per in TERMINALS:
        for box in BOXES:
            rows.append(_row(f"{code}-{box}", at[code], site, direction, per) | {"container": box})
    rows += [_row(code, at[code], site, "out", "entry") for code, site in PAPERS]
    return rows


def _row(name: str, charge: dict[str, str], site: str, direction: str, per: str) -> Row:
    return {"charge": name, "site": site, "direction": direction, "modes": "ocean", "per": per,
            "amount": float(charge["mid"]), "currency": charge["currency"],
            "source": f"local_charges.csv {charge['code']} mid; {charge['source']}",
            "as_of": day(charge["as_of"])}  # fmt: skip


def storage_tiers(sources: Sources) -> list[Row]:
    """Aged stock in the US."""
    (aged,) = (r for r in sources.rows("warehouse_costs") if r["fee"].startswith("aged inventory"))
    return [{"site": "kind=overseas_warehouse&country=US", "from_days": OLD_DAYS, "per_m3_month": float(aged["mid"]),
             "source": "warehouse_costs.csv FBA aged inventory 181+ d mid (unsourced), taken for 3PL: assumption",
             "as_of": day(aged["as_of"])}]  # fmt: skip
