"""Items of the last leg: the order's carriage, picking and packing, payment, returns; amounts per unit."""

from __future__ import annotations

from collections.abc import Iterator

from ..components import COLUMN
from .item import REST, Item
from .priced import Priced
from .sources import Sources


def order_items(priced: Priced, i: int, sources: Sources) -> Iterator[Item]:
    """Items of a unit that is delivered; of each component one takes what the others leave (`REST`)."""
    facts, moves, costs = priced.facts, priced.moves, priced.facts.settings.costs
    link, d, start, p = (int(v[i]) for v in (moves.link, moves.demand, moves.start, moves.product))
    site, name, product = facts.site, str(facts.sites[start]), str(facts.products[p])
    order, price = float(facts.demand["units_per_order"][d]), float(facts.demand["price"][d])

    card = str(facts.link["rate_card"][link])
    each = float(priced.unit[i, COLUMN["last_mile"]]) * order
    said = f"{each:,.2f} an order" if order == 1 else f"{each:,.2f} an order of {order:g}"
    said = sources.own_price(card) or said
    yield Item("last_mile", sources.card(card), said, REST, sources.row("rate_cards", rate_card=card))

    parts = [f"{site['outbound_per_order'][start]:,.2f} an order"]
    if site["outbound_per_kg"][start]:
        parts.append(f"{site['outbound_per_kg'][start]:,.2f} a kg")
    yield Item("handling", f"pick and pack at {name}", " + ".join(parts), REST, sources.row("sites", site=name))

    currency = str(facts.demand["currency"][d])
    spread = facts.network.spreads[currency]
    yield Item("payment", f"change of {currency}", f"{spread:.3g} of {price:,.2f}", spread * price,
               sources.row("currencies", currency=currency))  # fmt: skip
    rule = sources.setting("costs.payment_pct")
    yield Item("payment", "", f"{costs.payment_pct:g} % of {price:,.2f}", REST, rule)

    returned = float(facts.product["return_pct"][p]) / 100
    back = float(site["return_per_unit"][start])
    yield Item("returns", f"processing at {name}", f"{returned:.3g} of units, {back:,.2f} each", returned * back,
               sources.row("sites", site=name))  # fmt: skip
    lost = (1 - float(facts.product["return_resale_pct"][p]) / 100) * float(facts.product["customs_value"][p])
    rule = sources.row("products", product=product)
    yield Item("returns", "value lost", f"{returned:.3g} of units, {lost:,.2f} each", returned * lost, rule)
    yield Item("returns", "", f"{returned * 100:g} % come back at {costs.return_cost_pct:g} % of {price:,.2f}", REST,
               rule)  # fmt: skip
