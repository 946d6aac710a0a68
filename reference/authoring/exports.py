"""Procedures by which goods are exported: China's customs supervision modes."""

from __future__ import annotations

from .common import Row, Sources, provenance

# Code: name, what leaves by it, sales channels of orders, share of the rebate, trust, what no source says. None says in
# how many days the refund is there, so that the days of the territory (an assumption) hold for every one.
MODES = (
    ("0110", "general trade", "bulk;zone", "", 100, "medium", ""),
    ("1039", "market procurement, exempt without a rebate, up to USD 150,000 a declaration", "bulk", "", 0, "medium",
     ""),
    ("1210", "into a bonded zone", "zone", "", 100, "low", "rebate on entry to the zone"),
    ("9610", "parcels to consumers", "parcel", "B2C", 100, "low", "rebate"),
    ("9710", "orders of businesses abroad", "parcel", "B2B", 100, "medium", ""),
)  # fmt: skip


def exports(sources: Sources) -> list[Row]:
    """Rows of China; its mode 1239 is one of import alone."""
    modes = {r["code"]: r for r in sources.rows("customs_modes")}
    rows: list[Row] = []
    for code, name, applies_to, channels, share, trust, unsourced in MODES:
        said = provenance(modes[code], f"customs_modes {code}", trust)
        said["source"] += f"; {unsourced}: unsourced" * bool(unsourced)
        rows.append({"export": code, "name": name, "territory": "CN", "applies_to": applies_to,
                     "sales_channels": channels, "rebate_share_pct": share, **said})  # fmt: skip
    exempt = {**modes["9610"], "source": "unsourced; 4 % of the income is taxed as profit besides"}
    rows.append({
        "export": "9610-exempt", "name": "parcels of pilot zones without input invoices, exempt without a rebate",
        "territory": "CN", "applies_to": "parcel", "sales_channels": "B2C", "rebate_share_pct": 0,
        **provenance(exempt, "customs_modes 9610", "low"),
    })  # fmt: skip
    rows.append({
        "export": "9810", "name": "to warehouses abroad, rebate on departure", "territory": "CN", "applies_to": "bulk",
        "rebate_share_pct": 100, "effective_from": "2025-01-27", **sources.rule("CN-9810R"),
    })  # fmt: skip
    return rows
