"""What one unit of a flow costs, item by item, each with its rate and the row behind it."""

from __future__ import annotations

from collections.abc import Iterator

from ..audit.supply import supply_rows
from ..components import COLUMN, UNIT_COMPONENTS
from .bulk import bulk_items
from .customs import Customs
from .exports import export_items
from .item import REST, Item
from .orders import order_items
from .priced import Priced
from .sources import Sources


def items(priced: Priced, i: int, sources: Sources) -> list[Item]:
    """Items of a unit of a flow in the order of the components; they sum to what the audit finds for each component."""
    said = list(Customs(priced, i, sources).items()) if priced.crosses[i] else []
    said += bulk_items(priced, i, sources) if priced.moves.inbound[i] else order_items(priced, i, sources)
    said += _everywhere(priced, i, sources)
    made: list[Item] = []
    for component in UNIT_COMPONENTS:
        due = float(priced.unit[i, COLUMN[component]])
        mine = [item for item in said if item.component == component]
        parts = [item for item in mine if item.per_unit == item.per_unit]
        left = due - sum(item.per_unit for item in parts)
        made += [item for item in parts if item.per_unit or item.stands]
        if abs(left) > 1e-9 * max(1.0, abs(due)):
            rest = next((item for item in mine if item not in parts), Item(component, "other" * bool(parts), "", left))
            made.append(Item(component, rest.what, rest.rate, left, rest.rule))
    return made


def _everywhere(priced: Priced, i: int, sources: Sources) -> Iterator[Item]:
    """Goods, export VAT and capital."""
    facts, moves, costs = priced.facts, priced.moves, priced.facts.settings.costs
    start, end, p = (int(v[i]) for v in (moves.start, moves.end, moves.product))
    site, product = str(facts.sites[start]), str(facts.products[p])
    row = int(supply_rows(facts, moves)[i])
    if row >= 0:
        cost = float(facts.supply["unit_cost"][row])
        rule = sources.row("supply", site=site, product=product)
        yield Item("goods", f"at the gate of {site}", f"{cost:,.2f} a unit", REST, rule)
    yield from export_items(priced, i, sources)
    days = float(facts.link["transit_days"][moves.link[i]]) + float(facts.site["dwell_days"][end])
    waits, rate = [f"{days:.3g} d on the way"], f"{costs.capital_pct_per_year:g} % a year"
    if moves.inbound[i] and facts.site["stocking"][end]:
        waits.append(f"{float(facts.site['stock_days'][end]):g} d in stock")
        if costs.stock_risk_pct_per_year:
            rate += f", in stock {costs.stock_risk_pct_per_year:g} % more"
    if priced.cleared.recoverable_tax[i] > 0 and priced.cleared.refund_days[i] > 0:
        waits.append(f"{priced.cleared.refund_days[i]:g} d for tax")
    if (vat := float(priced.left.refunded[i])) > 0 and priced.left.days[i] > 0:
        waits.append(f"{priced.left.days[i]:g} d for {vat:,.2f} of VAT on export")
    if (back := float(priced.cleared.duty_drawback[i])) > 0 and (days := _until_drawn_back(priced, end)) > 0:
        waits.append(f"{days:g} d for {back:,.2f} of duty")
    yield Item("capital", ", ".join(waits), rate, REST, sources.setting("costs.capital_pct_per_year"))


def _until_drawn_back(priced: Priced, end: int) -> float:
    """Days until the territory of a site pays duty back."""
    table, territory = priced.facts.territory, priced.facts.site["territory"][end]
    return float(table["drawback_days"][table["territory"] == territory][0])
