"""A landed cost for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .render import amount, table

if TYPE_CHECKING:
    from rich.console import RenderableType


def cost_tables(cost: dict[str, Any]) -> list[RenderableType]:
    """Return the lines of the cost, then the other channels."""

    def money(value: float) -> str:
        return amount(value, 2)

    rows = [("customs value", "", money(cost["customs_value"]), "", "")]
    rows += [(f"duty {d['layer']}", d["rate"], money(d["amount"]), d["rule"], d["source"]) for d in cost["duties"]]
    rows += [(f["name"], "", money(f["amount"]), f["rule"], f["source"]) for f in cost["fees"]]
    rules, rates, sources = (", ".join(t[k] for t in cost["taxes"]) for k in ("rule", "rate", "source"))
    rows.append(("VAT and excise", rates, money(cost["vat"]), rules, sources))
    if cost["vat_recoverable"]:
        rows.append(("  of which comes back", "", money(cost["vat_recoverable"]), "", ""))
    rows.append(("duty, fees and tax", "", money(cost["total_taxes"]), "", ""))
    rows.append(("landed cost", "", money(cost["landed_cost"]), "", ""))
    rows.append(("  a unit", "", money(cost["unit_landed_cost"]), "", ""))
    where = f"Into {cost['territory']} by {cost['channel']} on {cost['date']}, {cost['currency']}"
    parts: list[RenderableType] = [
        table(("line", "rate", "amount", "rule", "source"), rows, right=("amount",), title=where)
    ]
    others = [
        (o["channel"], o["procedure"], money(o["landed_cost"]), "before the duty that is put off" * o["duty_suspended"])
        for o in cost["alternatives"]
    ]
    others += [(c["channel"], c["procedure"], "", c["why"]) for c in cost["closed"]]
    if others:
        columns = ("channel", "procedure", "landed cost", "note")
        parts += ["", table(columns, others, right=("landed cost",), title="The other channels")]
    return parts
