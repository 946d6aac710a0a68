"""Items of an inbound leg: carriage, local charges, insurance, handling, storage; amounts per unit at full loads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .item import REST, Item
from .priced import Priced
from .sources import Sources


def bulk_items(priced: Priced, i: int, sources: Sources) -> Iterator[Item]:
    """Items of a unit of an inbound flow; of each component one takes what the others leave (`REST`)."""
    facts, moves = priced.facts, priced.moves
    link, p, end = int(moves.link[i]), int(moves.product[i]), int(moves.end[i])
    site, name = facts.site, str(facts.sites[end])
    card = facts.cards[str(facts.link["rate_card"][link])]
    share = float(facts.load_share(moves.link[i : i + 1], moves.product[i : i + 1])[0])
    volume, weight = float(facts.product["volume_m3"][p]), float(facts.product["weight_kg"][p])
    load = f"a {card.container}" if card.container else "a load"

    carried = float(facts.carriage(moves.link[i : i + 1], moves.product[i : i + 1], dangerous=False)[0]) / share
    said = f"{carried:,.2f} {load} of {1 / share:,.0f} units"
    yield Item("freight", sources.card(card.name), said, REST, sources.row("rate_cards", rate_card=card.name))
    by = {"load": (share, load), "entry": (share, load), "m3": (volume, "a m3"), "kg": (weight, "a kg")}
    for row, per in enumerate(facts.local["per"]):
        if facts.charged_on[row][link]:
            amount, charge = float(facts.local["amount"][row]), str(facts.local["charge"][row])
            component = "freight" if per in ("load", "entry") else "handling"
            rule = sources.row("local_charges", charge=charge)
            yield Item(component, f"charge {charge}", f"{amount:,.2f} {by[per][1]}", amount * by[per][0], rule)

    rate = facts.settings.costs.insurance_pct
    yield Item("insurance", "", f"{rate:g} % of 110 % of value", REST, sources.setting("costs.insurance_pct"))

    rule = sources.row("sites", site=name)
    stocking = bool(site["stocking"][end])
    at_load, at_m3 = float(site["load_cost"][end]), float(site["inbound_per_m3"][end]) if stocking else 0.0
    yield Item("handling", f"{'unloading' if stocking else 'terminal'} at {name}", f"{at_load:,.2f} {load}",
               at_load * share, rule)  # fmt: skip
    yield Item("handling", f"receiving at {name}", f"{at_m3:,.2f} a m3", at_m3 * volume, rule)
    yield Item("handling", "surcharge on dangerous goods", "", REST, sources.row("rate_cards", rate_card=card.name))

    aged = float(facts.ageing[end]) if stocking else 0.0
    if aged:
        tiers = [k for k, s in enumerate(facts.tier["site"]) if name in facts.network.selection.sites(str(s))]
        first = tiers[int(np.argmin(facts.tier["from_days"].astype(float)[tiers]))]
        rule_of_age = sources.row("storage_tiers", site=str(facts.tier["site"][first]))
        yield Item("storage", f"by age at {name}", f"{aged:,.2f} a m3", aged * volume, rule_of_age)
    days, rent = float(site["stock_days"][end]), float(site["storage_per_m3_month"][end])
    yield Item("storage", f"{days:g} days at {name}", f"{rent:,.2f} a m3 and month", REST, rule)
