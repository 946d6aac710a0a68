"""The cost of every flow by component, recomputed from rate cards, rules and settings (docs/model.md, section 2)."""

from __future__ import annotations

import numpy as np

from ...freight.surcharges import Case
from ..components import COLUMN, UNIT_COMPONENTS
from ..plan import Check
from .clearance import Cleared, joint_entries
from .exports import leaving
from .facts import DAYS_PER_MONTH, DAYS_PER_YEAR, Facts
from .moves import Moves, groups
from .supply import supply_rows
from .verdict import CENT, Floats, Ints, within


def prices(facts: Facts, moves: Moves, cleared: Cleared) -> list[Check]:
    """Each component of each flow, to the cent; and that a flow's cost is the sum of them."""
    unit = unit_costs(facts, moves, cleared)
    currency = facts.settings.base_currency
    stated = moves.frame[list(UNIT_COMPONENTS)].to_numpy(float)
    due = unit * moves.units[:, None]
    off = np.abs(stated - due)
    allowed = CENT + 1e-6 * np.abs(unit) + 1e-9 * np.abs(due)
    checks = []
    for name, c in COLUMN.items():

        def say(i: int, c: int = c) -> str:
            return f"{moves.say(i)}: {stated[i, c]:,.2f} stated, {due[i, c]:,.4f} recomputed"

        checks.append(within(f"{name} of every flow is right", off[:, c], allowed[:, c], say, currency, "flows"))
    cost = moves.frame["cost"].to_numpy(float)
    sums = np.abs(np.round(stated * 100).sum(axis=1) - cost * 100) / 100
    checks.append(within("the cost of every flow is the sum of its components", sums, 1e-6 + 1e-12 * np.abs(cost),
                         moves.say, currency, "flows"))  # fmt: skip
    each = np.abs(moves.frame["unit_cost"].to_numpy(float) * moves.units - cost)
    checks.append(within("unit costs are cost by units", each, CENT + 1e-6 * moves.units + 1e-6 * unit.sum(axis=1),
                         moves.say, currency, "flows"))  # fmt: skip
    return checks


def unit_costs(facts: Facts, moves: Moves, cleared: Cleared) -> Floats:
    """Cost of a unit of every flow by component, shape (n, components); NaN where a flow names what there is not."""
    unit = np.full((moves.size, len(UNIT_COMPONENTS)), np.nan)
    known = np.flatnonzero(moves.priced)
    unit[known] = 0.0
    _everywhere(facts, moves, cleared, known, unit)
    _inbound(facts, moves, known[moves.inbound[known]], unit)
    _to_market(facts, moves, cleared, known[~moves.inbound[known]], unit)
    return unit


def _everywhere(facts: Facts, moves: Moves, cleared: Cleared, at: Ints, unit: Floats) -> None:
    """Goods leaving the factory, VAT that an export does not refund, duty and tax, capital on the way."""
    p, end, link = moves.product[at], moves.end[at], moves.link[at]
    value = facts.product["customs_value"][p]
    row = supply_rows(facts, moves)[at]
    made_here = facts.site["kind"][moves.start[at]] == "factory"
    goods = np.where(row >= 0, facts.supply["unit_cost"][row], np.nan)
    unit[at, COLUMN["goods"]] = np.where(made_here, goods, 0.0)

    left = leaving(facts, moves)
    unit[at, COLUMN["export_vat"]] = left.lost[at]
    unit[at, COLUMN["duty"]] = cleared.duty[at]
    unit[at, COLUMN["drawback"]] = -cleared.duty_drawback[at]
    unit[at, COLUMN["tax"]] = cleared.tax[at]
    unit[at, COLUMN["fees"]] = cleared.certificate[at] + left.amount[at]
    capital = facts.settings.costs.capital_pct_per_year / 100
    days = facts.link["transit_days"].astype(float)[link] + facts.site["dwell_days"].astype(float)[end]
    waits = cleared.refund_days[at] / DAYS_PER_YEAR * cleared.recoverable_tax[at]
    unit[at, COLUMN["capital"]] = capital * (days / DAYS_PER_YEAR * value + waits)
    refunded_in = dict(zip(facts.territory["territory"], facts.territory["drawback_days"], strict=True))
    after = np.array([refunded_in.get(t, 0.0) for t in facts.site["territory"][end]], dtype=float)
    unit[at, COLUMN["capital"]] += capital * after / DAYS_PER_YEAR * cleared.duty_drawback[at]
    unit[at, COLUMN["capital"]] += capital * left.days[at] / DAYS_PER_YEAR * left.refunded[at]


def _inbound(facts: Facts, moves: Moves, at: Ints, unit: Floats) -> None:
    """Freight and handling as a share of a full load, insurance of crossings, and what stock costs."""
    p, end, link = moves.product[at], moves.end[at], moves.link[at]
    value, volume = facts.product["customs_value"][p], facts.product["volume_m3"][p]
    costs = facts.settings.costs
    share = facts.load_share(link, p)
    carriage, plain = (facts.carriage(link, p, dangerous=d) for d in (True, False))
    unit[at, COLUMN["freight"]] = plain + share * facts.charged_by_load[link]
    insured = costs.insurance_pct / 100 * 1.10 * (value + carriage)
    unit[at, COLUMN["insurance"]] = np.where(moves.crossing[at], insured, 0.0)
    stocked = facts.site["stocking"][end]
    handled = volume * (facts.charged_by_m3[link] + np.where(stocked, facts.site["inbound_per_m3"][end], 0.0))
    handled += facts.product["weight_kg"][p] * facts.charged_by_kg[link]
    unit[at, COLUMN["handling"]] = share * facts.site["load_cost"][end] + handled + (carriage - plain)
    lying = np.where(stocked, facts.site["stock_days"].astype(float)[end], 0.0)
    rent = facts.site["storage_per_m3_month"][end] * lying / DAYS_PER_MONTH
    unit[at, COLUMN["storage"]] = volume * (rent + np.where(stocked, facts.ageing[end], 0.0))
    arrived = value + unit[at][:, [COLUMN[c] for c in ("freight", "duty", "tax")]].sum(axis=1)
    held = costs.capital_pct_per_year * arrived + costs.stock_risk_pct_per_year * value
    unit[at, COLUMN["capital"]] += held / 100 * lying / DAYS_PER_YEAR


def _to_market(facts: Facts, moves: Moves, cleared: Cleared, at: Ints, unit: Floats) -> None:
    """Parcel, picking and packing, fees of the order's entry, payment, returns."""
    p, start, d = moves.product[at], moves.start[at], moves.demand[at]
    order = facts.demand["units_per_order"].astype(float)[d]
    price = facts.demand["price"][d]
    costs = facts.settings.costs
    unit[at, COLUMN["last_mile"]] = _order_price(facts, moves, at, order) / order
    picked = facts.site["outbound_per_order"][start] / order
    unit[at, COLUMN["handling"]] = picked + facts.site["outbound_per_kg"][start] * facts.product["weight_kg"][p]
    unit[at, COLUMN["fees"]] += np.where(joint_entries(facts, moves)[at], 0.0, cleared.fees[at])
    changed = np.array([facts.network.spreads[c] for c in facts.demand["currency"][d]], dtype=float)
    unit[at, COLUMN["payment"]] = costs.payment_pct / 100 * price + changed * price
    returned = facts.product["return_pct"].astype(float)[p] / 100
    worthless = 1 - facts.product["return_resale_pct"].astype(float)[p] / 100
    each = costs.return_cost_pct / 100 * price + facts.site["return_per_unit"][start]
    unit[at, COLUMN["returns"]] = returned * (each + worthless * facts.product["customs_value"][p])


def _order_price(facts: Facts, moves: Moves, at: Ints, order: Floats) -> Floats:
    """Price of one order: a parcel by its weight; on a lane bought by the load, its share of a full one."""
    product, link, period = moves.product[at], moves.link[at], moves.period[at]
    weight, volume = (facts.product[c][product] * order for c in ("weight_kg", "volume_m3"))
    dangerous = facts.product["dangerous"].astype(bool)[product]
    remote = facts.site["remote"].astype(bool)[moves.end[at]]
    home = moves.sales_channel[at] == "B2C"
    km = facts.link["distance_km"].astype(float)[link]
    made = np.full(link.size, np.nan)
    for (when, name), i in groups(np.arange(link.size), period, facts.link["rate_card"][link]):
        rate, case = facts.order_cards[when][name], Case(dangerous[i], remote[i], home[i])
        if rate.basis == "parcel":
            made[i] = rate.price(rate.chargeable_kg(weight[i], volume[i]), km[i], volume[i], case)
        else:
            made[i] = rate.unit_price(weight[i], volume[i], km[i], case)
    return made
