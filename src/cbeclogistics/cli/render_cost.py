"""A landed cost for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from .render import amount, table

if TYPE_CHECKING:
    from rich.console import RenderableType


def cost_tables(cost: dict[str, Any]) -> list[RenderableType]:
    """Return the lines of the cost, then the other channels."""

    def money(value: float) -> str:
        return amount(value, 2)

    rows = [("customs value", "", money(cost["customs_value"]), "", "")]
    rows += [
        (f"duty {d['layer']}" + (f", line {d['line']}" if "line" in d else ""), d["rate"], money(d["amount"]),
         d["rule"], _source(d))
        for d in cost["duties"]
    ]  # fmt: skip
    rows += [(f["name"], "", money(f["amount"]), f["rule"], _source(f)) for f in cost["fees"]]
    rows += [(t["name"], t["rate"], money(t["amount"]), t["rule"], _source(t)) for t in cost["taxes"]]
    rows.append(("duty, fees and tax", "", money(cost["total_taxes"]), "", ""))
    if cost["vat_recoverable"]:
        rows.append(("  of which comes back", "", money(cost["vat_recoverable"]), "", ""))
    apart = "" if cost["services_included"] else "not counted"
    rows += [(f["name"], apart, money(f["amount"]), f["rule"], _source(f)) for f in cost["services"]]
    rows.append(("all that is due", "", money(cost["total_due"]), "", ""))
    rows.append(("landed cost", "", money(cost["landed_cost"]), "", ""))
    rows.append(("  a unit", "", money(cost["unit_landed_cost"]), "", ""))
    if cost["drawback"]:
        rows.append(("refund if exported again", "", money(cost["drawback"]), "", ""))
    if export := cost.get("export"):
        by = f" by {export['procedure']}" * bool(export["procedure"]) + f", {export['refund_days']:g} days"
        rows.append((f"VAT back on export{by}", "", money(export["refund"]), "", export["source"]))
        rows.append(("  VAT in the price", "", money(export["cost"]), "", ""))
    where = f"Into {cost['territory']} by {cost['channel']} on {cost['date']}, {cost['currency']}"
    parts: list[RenderableType] = [
        table(("line", "rate", "amount", "rule", "source"), rows, right=("amount",), title=where),
        *(Text(f"Not in the rules: {g['missing']}: {g['text']} ({g['source']})", style="bold") for g in cost["gaps"]),
    ]
    others = [
        (o["channel"], o["procedure"], money(o["total_due"]), money(o["landed_cost"]), o["note"])
        for o in cost["alternatives"]
    ]
    others += [(c["channel"], c["procedure"], "", "", c["why"]) for c in cost["closed"]]
    if others:
        columns = ("channel", "procedure", "all that is due", "landed cost", "note")
        parts += ["", table(columns, others, right=columns[2:4], title="The other channels")]
    return parts


def summary_tables(found: dict[str, Any]) -> list[RenderableType]:
    """Return what a table of shipments comes to, and what could not be priced."""
    amounts = ("customs_value", "duty", "fee", "vat", "total_taxes", "landed_cost")
    rows = [(t["currency"], *(amount(t[name], 2) for name in amounts)) for t in found["totals"]]
    columns = ("currency", *(name.replace("_", " ") for name in amounts))
    head = f"{found['priced']:,} of {found['shipments']:,} shipments priced, written to {found['out']}"
    parts: list[RenderableType] = [table(columns, rows, right=columns[1:], title=head)]
    channels = [(name, f"{n:,}") for name, n in found["channels"].items()]
    parts += ["", table(("channel taken", "shipments"), channels, right=("shipments",))]
    if found["problems"]:
        said = [(f"{p['shipments']:,}", p["problem"]) for p in found["problems"]]
        parts += ["", table(("shipments", "not priced because"), said, right=("shipments",))]
    return parts


def _source(line: dict[str, Any]) -> str:
    """Where a line's rule comes from, the day that was true, and how far it is to be trusted."""
    trust = line.get("confidence", "")
    parts = [line["source"], line.get("as_of", ""), f"confidence {trust}" if trust not in ("", "high") else ""]
    return ", ".join(p for p in parts if p)
