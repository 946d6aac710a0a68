"""What leaving the territory of origin costs a unit: the cheapest export procedure that is open to it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, fields

import numpy as np

from ..trade.exports import PARCEL, Export
from .ground import DAYS_PER_YEAR, Floats, Ground, Ints, Texts

TIE = 1e-9  # relative; the earlier row of the table is taken


@dataclass(frozen=True)
class Exported:
    """Of a unit, shape (n,) each; 0 where nothing is exported.

    Attributes
    ----------
    lost
        VAT on inputs that the territory does not refund.
    waiting
        Capital on what it refunds later.
    amount
        What the declaration of the order costs.
    """

    lost: Floats
    waiting: Floats
    amount: Floats


FIELDS = tuple(field.name for field in fields(Exported))


def export_cost(
    ground: Ground, period: int, origin: Ints, case: Texts, sales_channel: Texts, units_per_order: Floats
) -> Exported:
    """Cost of exports by the cheapest procedure.

    Parameters
    ----------
    origin
        Indices into `Ground.origins`.
    case
        ``bulk``, ``parcel``, ``zone``, or empty where nothing is exported.
    """
    products, origins, book = ground.products, ground.origins, ground.rulebook
    made = Exported(*(np.zeros(origin.size) for _ in FIELDS))
    leaving = np.flatnonzero(case != "")
    territory = origins.territory[origin]
    keys = (territory, case, sales_channel)
    for name, kind, channel in itertools.product(*(sorted(set(key[leaving])) for key in keys)):
        at = leaving[(territory[leaving] == name) & (case[leaving] == kind) & (sales_channel[leaving] == channel)]
        p = origins.product[origin[at]]
        paid = book.export_vat_pct.get(name, 0.0)
        rebate = np.fmin(products.rebate_pct[p], paid)  # an empty one is all that was paid
        found = book.open_exports(name, kind, channel, ground.day(period)) or (Export("", name),)
        orders = 1 / units_per_order[at] if kind == PARCEL else np.zeros(at.size)
        options = [_by(ground, one, paid, rebate, products.value[p], orders) for one in found]
        total = np.array([o.lost + o.waiting + o.amount for o in options])
        chosen = np.argmax(total <= total.min(axis=0) * (1 + TIE), axis=0)
        for field in FIELDS:
            getattr(made, field)[at] = np.array([getattr(o, field) for o in options])[chosen, np.arange(at.size)]
    return made


def _by(ground: Ground, export: Export, paid: float, rebate: Floats, value: Floats, orders: Floats) -> Exported:
    """Cost of a unit by one procedure; `orders`: the share of one that it is."""
    back = export.rebate_share_pct / 100 * rebate
    days = export.days(ground.rebate_days.get(export.territory, 0.0))
    capital = ground.settings.costs.capital_pct_per_year / 100 * days / DAYS_PER_YEAR
    return Exported((paid - back) / 100 * value, capital * back / 100 * value, export.amount * orders)
