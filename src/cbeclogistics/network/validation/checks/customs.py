"""Channels, duties and fees: terms that contradict each other, layers that are not there, goods without a duty rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...schema import STOCKING_KINDS
from ..instance import Instance
from ..nearest import remedy
from ..typed import territory_of
from .check import Check


def in_force(table: pd.DataFrame, day: dt.date) -> npt.NDArray[np.bool_]:
    """Rows of a dated table in force on a day."""
    on = pd.Timestamp(day)
    begins, ends = table["effective_from"], table["effective_to"]
    return np.asarray((begins.isna() | (begins <= on)) & (ends.isna() | (ends >= on)))


def limits(instance: Instance) -> None:
    """A least is below a most."""
    for table, low, high, equal in (
        ("channels", "min_value", "max_value", True),
        ("fees", "minimum", "maximum", False),
    ):
        frame = instance[table]
        least, most = frame[low].fillna(0).to_numpy(float), frame[high].to_numpy(float)
        for i in np.flatnonzero((most <= least) if equal else (most < least)):
            instance.report(
                table, f"{high} is not above {low}, {least[i]:g}" if equal else f"{high} is below {low}, {least[i]:g}",
                at=i, column=high, value=f"{most[i]:g}", remedy="swap or correct the limits", kind="limits",
            )  # fmt: skip


def terms(instance: Instance) -> None:
    """Terms of a channel that cannot go together."""
    c = instance["channels"]
    bulk, release = c["applies_to"] == "bulk", c["applies_to"] == "release"
    suspends = (c["duty"] == "suspended") | (c["tax"] == "suspended")
    flat = (c["duty"] == "flat") & (c["duty_pct"] == 0) & (c["duty_per_item"] == 0)
    apart = (c["duty"] == "suspended") != (c["tax"] == "suspended")
    for column, warning, mask, expected in (
        ("value_basis", False, bulk & (c["value_basis"] == "retail"), "goods in bulk have no retail price yet"),
        ("tax", False, bulk & (c["tax"] == "composite"), "a composite tax is on the price of an order, not on bulk"),
        ("duty", False, ~bulk & suspends, "an order to the buyer cannot be suspended: nothing releases it later"),
        ("tax", True, bulk & apart, "duty and tax are usually suspended together"),
        ("duty", True, flat, "a flat duty without duty_pct or duty_per_item charges nothing"),
        ("recoverable", True, c["recoverable"] & (c["tax"] != "import"), "only an import tax is recovered"),
        ("entries_per_year", True, ~release & c["entries_per_year"].notna(), "counts entries under release only"),
    ):
        for i in np.flatnonzero(mask.to_numpy()):
            instance.report(
                "channels", expected, at=i, column=column, value=c[column].iloc[i], warning=warning,
                remedy=f"channel {c['channel'].iloc[i]} of {c['territory'].iloc[i]}", kind=expected,
            )  # fmt: skip


def export_terms(instance: Instance) -> None:
    """Terms of an export procedure that cannot go together, or that nothing comes of."""
    e, territories = instance["exports"], instance["territories"]
    of_orders = np.array(["parcel" in cases for cases in e["applies_to"]], dtype=bool)
    taxed = set(territories["territory"][territories["export_vat_pct"] > 0])
    untaxed = ~np.isin(e["territory"].astype(str), sorted(taxed)) & (e["amount"] == 0).to_numpy()
    channels = np.array([bool(c) for c in e["sales_channels"]], dtype=bool)
    for column, warning, mask, expected in (
        ("sales_channels", False, channels & ~of_orders, "only orders have a sales channel: applies_to has no parcel"),
        (
            "amount",
            False,
            (e["amount"] > 0).to_numpy() & ~of_orders,
            "is for an order: applies_to has no parcel; what a load or entry costs stands in local_charges",
        ),
        ("territory", True, untaxed, "has no export_vat_pct, so that the procedure gives nothing back"),
    ):
        for i in np.flatnonzero(mask):
            cell = e[column].iloc[i]
            instance.report(
                "exports", expected, at=i, column=column, value=";".join(cell) if isinstance(cell, tuple) else cell,
                warning=warning, remedy=f"export {e['export'].iloc[i]} of {e['territory'].iloc[i]}", kind=expected,
            )  # fmt: skip


def fee_channels(instance: Instance) -> None:
    """A fee names channels of its own territory."""
    fees, channels = instance["fees"], instance["channels"]
    mine = channels.groupby("territory")["channel"].agg(set).to_dict()
    every = set(channels["channel"])
    for i, (territory, named) in enumerate(zip(fees["territory"], fees["channels"], strict=True)):
        for channel in named:
            if channel in every and channel not in mine.get(territory, ()):
                instance.report(
                    "fees", f"is no channel of territory {territory}", at=i, column="channels", value=channel,
                    remedy=remedy(channel, mine.get(territory, ()), "channel"), kind="channel",
                )  # fmt: skip


def layers(instance: Instance) -> None:
    """Layers that a rule replaces or suppresses are there."""
    rates = instance["duty_rates"]
    mine = rates.groupby("territory")["layer"].agg(set).to_dict()
    for column in ("replaces", "suppresses"):
        for i, cell in enumerate(rates[column]):
            known = mine[rates["territory"].iloc[i]]
            for layer in cell if isinstance(cell, tuple) else (cell,):
                if layer and layer not in known:
                    instance.report(
                        "duty_rates", "is no layer of the territory", at=i, column=column, value=layer,
                        remedy=remedy(layer, known, "layer"), warning=True, kind="layer",
                    )  # fmt: skip


def exporters(instance: Instance) -> None:
    """A duty rule names each exporter of supply; of one that none names all pay as all others."""
    supply = instance["supply"]
    named = sorted(set(instance["duty_rates"]["exporter"]) - {""})
    for i, exporter in enumerate(supply["exporter"]):
        if exporter and exporter not in named:
            instance.report(
                "supply", "is named by no duty rule: duty is that of all others", at=i, column="exporter",
                value=exporter, remedy=remedy(exporter, named, "exporter in duty_rates"), warning=True, kind="exporter",
            )  # fmt: skip


def no_duty_rule(instance: Instance) -> None:
    """Goods from abroad that a market buys have a duty rule where a channel charges the tariff."""
    products = instance["products"].set_index("product")["hs6"]
    charges = _tariff_territories(instance)
    rules = {(t, day): _rules(instance, t, day) for t, days in charges.items() for day in days}
    for territory, product, origin in _imports(instance):
        for day in charges.get(territory, ()):
            if not _covered(rules[territory, day], origin, products[product]):
                at = int(np.flatnonzero((instance["products"]["product"] == product).to_numpy())[0])
                instance.report(
                    "products", f"{territory} has no duty rule in force on {day} for {product} from {origin}", at=at,
                    column="hs6", value=products[product],
                    remedy=f"add a row to duty_rates for {products[product]}, with rate 0 if it is free", kind="duty",
                )  # fmt: skip
                break


def _tariff_territories(instance: Instance) -> dict[str, list[dt.date]]:
    """Days on which a channel that can be used in a territory charges the tariff."""
    channels, sites = instance["channels"], instance["sites"]
    stock = sites[sites["kind"].isin(STOCKING_KINDS)]
    can = {
        "bulk": set(stock["territory"]), "parcel": set(sites["territory"]),
        "release": set(stock["territory"][stock["bonded"]]),
    }  # fmt: skip
    usable = np.array(
        [t in can[a] for t, a in zip(channels["territory"], channels["applies_to"], strict=True)], dtype=bool
    )
    tariff = (channels["duty"] == "tariff").to_numpy() & usable
    found: dict[str, list[dt.date]] = {}
    for day in instance.days:
        for territory in set(channels["territory"][tariff & in_force(channels, day)]):
            found.setdefault(territory, []).append(day)
    return found


def _imports(instance: Instance) -> Iterator[tuple[str, str, str]]:
    """Territory, product and foreign origin of what markets buy."""
    home = dict(zip(instance["sites"]["site"], instance["sites"]["territory"], strict=True))
    supply, demand = instance["supply"], instance["demand"]
    wanted = demand[demand["units"] > 0]
    origins = supply.groupby("product")["origin"].agg(lambda s: sorted(set(s))).to_dict()
    of = territory_of(instance["territories"])
    pairs = {(home[m], p) for m, p in zip(wanted["market"], wanted["product"], strict=True)}
    for territory, product in sorted(pairs):
        for origin in origins.get(product, ()):
            if of.get(origin, origin) != territory:
                yield territory, product, origin


Rules = tuple[tuple[str, frozenset[str]], ...]


def _rules(instance: Instance, territory: str, day: dt.date) -> Rules:
    """Codes and origins of the duty rules in force."""
    rates = instance["duty_rates"]
    mine = rates[(rates["territory"] == territory).to_numpy() & in_force(rates, day)]
    return tuple((code, frozenset(origins)) for code, origins in zip(mine["hs"], mine["origins"], strict=True))


def _covered(rules: Rules, origin: str, hs: str) -> bool:
    return any(
        (code == "*" or hs.startswith(code)) and ("*" in origins or origin in origins) for code, origins in rules
    )


CHANNEL_TERMS = (
    "channel", "territory", "applies_to", "value_basis", "duty", "duty_pct", "duty_per_item", "tax", "recoverable",
    "entries_per_year",
)  # fmt: skip
CHECKS = (
    Check(limits, {"channels": ("min_value", "max_value"), "fees": ("minimum", "maximum")}),
    Check(terms, {"channels": CHANNEL_TERMS}),
    Check(
        export_terms,
        {"exports": ("export", "territory", "applies_to", "sales_channels", "amount"),
         "territories": ("territory", "export_vat_pct")},
    ),
    Check(fee_channels, {"fees": ("territory", "channels"), "channels": ("channel", "territory")}),
    Check(layers, {"duty_rates": ("territory", "layer", "replaces", "suppresses")}),
    Check(exporters, {"supply": ("exporter",), "duty_rates": ("exporter",)}),
    Check(
        no_duty_rule,
        {
            "sites": ("site", "kind", "country", "bonded"), "territories": ("territory", "countries"),
            "products": ("product", "hs6"), "supply": ("site", "product", "origin"),
            "demand": ("market", "product", "units"),
            "channels": ("territory", "applies_to", "duty", "effective_from", "effective_to"),
            "duty_rates": ("territory", "origins", "hs", "effective_from", "effective_to"),
        },
        settings=True,
    ),
)  # fmt: skip
