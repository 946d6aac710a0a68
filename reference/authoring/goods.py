"""Products to plan with: typical weight, size and value of 26 families."""

from __future__ import annotations

from .common import Row, Sources, provenance

NOT_BY_AIR = {"powerbank": "UN3480: not by passenger aircraft", "ebike": "large lithium battery"}
LITRES = {"wine": 0.75}
REBATE_NOTE = {"powerbank": "6 % from 2026-04-01 to 2026-12-31 (9 % before, 0 after): MoF/STA 2026 No. 2",
               "solar": "0 % since 2026-04-01: MoF/STA 2026 No. 2"}  # fmt: skip


def products(sources: Sources) -> list[Row]:
    """Products, in dollars."""
    rows = []
    for r in sources.rows("products"):
        name = r["product_id"]
        said = provenance(r, "products", "low")
        for note in (NOT_BY_AIR.get(name), REBATE_NOTE.get(name)):
            said["source"] += f"; {note}" if note else ""
        rows.append({
            "product": name, "name": r["name"], "hs6": r["hs6"], "weight_kg": float(r["unit_weight_kg"]),
            "volume_m3": float(r["unit_cbm"]), "customs_value": float(r["fob_value_usd"]), "currency": "USD",
            "litres": LITRES.get(name), "export_rebate_pct": float(r["export_rebate_pct"]),
            "return_pct": float(r["return_rate_pct"]),
            "barred_modes": ("air", "express") if name in NOT_BY_AIR else (), **said,
        })  # fmt: skip
    return rows
