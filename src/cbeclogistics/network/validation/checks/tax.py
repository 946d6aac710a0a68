"""Countries without a tax rule: a missing rate would count as none."""

from __future__ import annotations

import datetime as dt

import numpy as np

from ...schema import GATEWAY_KINDS, STOCKING_KINDS
from ..instance import Instance
from .check import Check
from .customs import in_force


def no_tax_rule(instance: Instance) -> None:
    """Where consumers buy, and where an import tax is due, VAT is known on every day whose rules apply."""
    products = instance["products"].set_index("product")["hs6"]
    sites = instance["sites"].set_index("site")
    wanted = instance["demand"][(instance["demand"]["units"] > 0).to_numpy()]
    sold = wanted[(wanted["sales_channel"] == "B2C").to_numpy()]
    pairs = set(zip(sold["market"].map(sites["country"]), sold["product"].map(products), strict=True))
    entered = sites["kind"].isin((*GATEWAY_KINDS, *STOCKING_KINDS)) & sites["territory"].isin(_import_taxed(instance))
    pairs |= {(country, hs) for country in sites["country"][entered] for hs in set(wanted["product"].map(products))}
    for day in instance.days:
        known = _known(instance, day)
        missing = sorted(
            {c for c, hs in pairs if not any(code == "*" or hs.startswith(code) for code in known.get(c, ()))}
        )
        for country in missing:
            at = int(np.flatnonzero((instance["sites"]["country"] == country).to_numpy())[0])
            instance.report(
                "sites", f"no VAT of {country} is in force on {day} for all that is sold or entered there", at=at,
                column="country", value=country,
                remedy=f"add a row to taxes: country {country}, hs *, with rate_pct 0 if there is none", kind="vat",
            )  # fmt: skip


def _import_taxed(instance: Instance) -> set[str]:
    """Territories where goods in bulk pay an import tax that costs something."""
    c = instance["channels"]
    costs = (c["applies_to"] == "bulk") & (c["tax"] == "import") & (~c["recoverable"] | (c["refund_days"] > 0))
    return set(c["territory"][costs])


def _known(instance: Instance, day: dt.date) -> dict[str, tuple[str, ...]]:
    """Codes for which each country's VAT is in force."""
    taxes = instance["taxes"]
    vat = taxes[(taxes["kind"] == "vat").to_numpy() & in_force(taxes, day)]
    return {str(country): tuple(codes) for country, codes in vat.groupby("country")["hs"]}


CHECKS = (
    Check(
        no_tax_rule,
        {
            "sites": ("site", "kind", "country"), "products": ("product", "hs6"),
            "demand": ("market", "product", "units", "sales_channel"), "territories": ("territory", "countries"),
            "channels": ("territory", "applies_to", "tax", "recoverable", "refund_days"),
            "taxes": ("country", "kind", "hs", "effective_from", "effective_to"),
        },
        settings=True,
    ),
)  # fmt: skip
