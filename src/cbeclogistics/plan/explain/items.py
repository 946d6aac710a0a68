"""What one unit of a flow costs, item by item, each with its rate and the row behind it."""

from __future__ import annotations

from collections.abc import Iterator

from ..audit.supply import supply_rows
from ..components import COLUMN, UNIT_COMPONENTS
from .customs import Customs
from .explanation import Rule
from .item import Item
from .priced import Priced
from .sources import Sources

CUSTOMS = ("duty", "tax", "fees")


def items(priced: Priced, i: int, sources: Sources) -> list[Item]:
    """Items of a unit of a flow in the order of the components; they sum to what the audit finds for each component."""
    unit = priced.unit[i]
    made: list[Item] = []
    parts = list(Customs(priced, i, sources).items()) if priced.crosses[i] else []
    words = dict(_inbound(priced, i, sources) if priced.moves.inbound[i] else _to_market(priced, i, sources))
    words |= _everywhere(priced, i, sources)
    for component in UNIT_COMPONENTS:
        due = float(unit[COLUMN[component]])
        if component in CUSTOMS:
            mine = [p for p in parts if p.component == component]
            rest = due - sum(p.per_unit for p in mine)
            made += mine
            if abs(rest) > 1e-9 * max(1.0, abs(due)):
                made.append(Item(component, "" if not mine else "other", "", rest))
        elif due:
            what, rate, rule = words.get(component, ("", "", None))
            made.append(Item(component, what, rate, due, rule))
    return made


Words = Iterator[tuple[str, tuple[str, str, Rule | None]]]


def _everywhere(priced: Priced, i: int, sources: Sources) -> Words:
    facts, moves = priced.facts, priced.moves
    start, end, p = (int(v[i]) for v in (moves.start, moves.end, moves.product))
    site = str(facts.sites[start])
    row = int(supply_rows(facts, moves)[i])
    if row >= 0:
        cost = float(facts.supply["unit_cost"][row])
        rule = sources.row("supply", site=site, product=str(facts.products[p]))
        yield "goods", (f"at the gate of {site}", f"{cost:,.2f} a unit", rule)
    territory = str(facts.site["territory"][start])
    paid, back = facts.book.export_vat_pct.get(territory, 0.0), float(facts.product["export_rebate_pct"][p])
    rule = sources.row("products", product=str(facts.products[p]))
    yield "export_vat", ("VAT not refunded", f"{paid:g} % less {back:g} % refunded", rule)
    days = float(facts.link["transit_days"][moves.link[i]]) + float(facts.site["dwell_days"][end])
    said = [f"{days:.3g} d on the way"]
    if moves.inbound[i] and facts.site["stocking"][end]:
        said.append(f"{float(facts.site['stock_days'][end]):g} d in stock")
    if priced.cleared.recoverable_tax[i] > 0 and priced.cleared.refund_days[i] > 0:
        said.append(f"{priced.cleared.refund_days[i]:g} d for tax")
    costs = facts.settings.costs
    rate = f"{costs.capital_pct_per_year:g} % a year"
    if moves.inbound[i] and facts.site["stocking"][end] and costs.stock_risk_pct_per_year:
        rate += f", in stock {costs.stock_risk_pct_per_year:g} % more"
    yield "capital", (", ".join(said), rate, sources.setting("costs.capital_pct_per_year"))


def _inbound(priced: Priced, i: int, sources: Sources) -> Words:
    facts, moves = priced.facts, priced.moves
    link, p, end = int(moves.link[i]), moves.product[i : i + 1], int(moves.end[i])
    card = facts.cards[str(facts.link["rate_card"][link])]
    share, price = (float(f[0]) for f in (facts.load_share(moves.link[i : i + 1], p),
                                          facts.load_price(moves.link[i : i + 1])))  # fmt: skip
    load = f"a {card.container}" if card.container else "a load"
    said = f"{price:,.2f} {load} of {1 / share:,.0f} units"
    yield "freight", (f"rate card {card.name}", said, sources.row("rate_cards", rate_card=card.name))
    rate = facts.settings.costs.insurance_pct
    yield "insurance", ("", f"{rate:g} % of 110 % of value", sources.setting("costs.insurance_pct"))
    name = str(facts.sites[end])
    parts = []
    if facts.site["load_cost"][end]:
        parts.append(f"{facts.site['load_cost'][end]:,.2f} {load}")
    if facts.site["stocking"][end] and facts.site["inbound_per_m3"][end]:
        parts.append(f"{facts.site['inbound_per_m3'][end]:,.2f} a m3")
    what = "receiving" if facts.site["stocking"][end] else "terminal"
    yield "handling", (f"{what} at {name}", " + ".join(parts), sources.row("sites", site=name))
    rent, days = facts.site["storage_per_m3_month"][end], float(facts.site["stock_days"][end])
    yield "storage", (f"{days:g} days at {name}", f"{rent:,.2f} a m3 and month", sources.row("sites", site=name))


def _to_market(priced: Priced, i: int, sources: Sources) -> Words:
    facts, moves = priced.facts, priced.moves
    link, d, start = int(moves.link[i]), int(moves.demand[i]), str(facts.sites[moves.start[i]])
    order = float(facts.demand["units_per_order"][d])
    card = facts.cards[str(facts.link["rate_card"][link])]
    each = float(priced.unit[i, COLUMN["last_mile"]]) * order
    many = "an order" if order == 1 else f"an order of {order:g}"
    yield "last_mile", (f"rate card {card.name}", f"{each:,.2f} {many}", sources.row("rate_cards", rate_card=card.name))
    parts = [f"{facts.site['outbound_per_order'][moves.start[i]]:,.2f} an order"]
    if facts.site["outbound_per_kg"][moves.start[i]]:
        parts.append(f"{facts.site['outbound_per_kg'][moves.start[i]]:,.2f} a kg")
    yield "handling", (f"pick and pack at {start}", " + ".join(parts), sources.row("sites", site=start))
    price, costs = float(facts.demand["price"][d]), facts.settings.costs
    yield "payment", ("", f"{costs.payment_pct:g} % of {price:,.2f}", sources.setting("costs.payment_pct"))
    returned = float(facts.product["return_pct"][moves.product[i]])
    said = f"{returned:g} % come back at {costs.return_cost_pct:g} % of {price:,.2f}"
    yield "returns", ("", said, sources.row("products", product=str(facts.products[moves.product[i]])))
