"""What the rules say of one kind of line: looked up once for each, whatever the number of lines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from .channels import DOMESTIC, Channel, Closed, always_closed
from .duty import DutyRule
from .fees import Fee
from .layers import Case
from .rulebook import Rulebook, Territory
from .tax import TaxRule, on_one

NOWHERE = Territory("")
NO_CHANNEL = -1


class Key(NamedTuple):
    """Everything about a line that rules look at but amounts; `on` and `admitted` begin a stretch without change."""

    territory: str
    country: str
    channel: str
    origin: str
    hs: str
    mode: str
    sales_channel: str
    exporter: str
    shipped_from: str
    on: dt.date
    admitted: dt.date | None
    claim: bool

    def case(self, **more: float | bool) -> Case:
        """What the duty rules look at."""
        direct = self.shipped_from in ("", self.origin)
        said = {"direct": direct, "claim": self.claim, **more}
        return Case(
            self.origin, self.hs, self.on, mode=self.mode, channel=self.channel, exporter=self.exporter,
            admitted=self.admitted, **said,  # type: ignore[arg-type]
        )  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """Rules for a kind of line.

    Attributes
    ----------
    closed
        `channels.Closed` for every such line, -1 where there is no such channel on the day.
    stack, plain
        Layers of duty, with the preferences that are claimed and without.
    certificate
        Cost of the proofs of origin of `stack`, base currency.
    taxes, on_sale
        Taxes at the border, and those on the sale.
    vat, composite
        Share of a price without tax that the taxes on the sale, and the composite tax, come to.
    unit_values, values
        Where the duty changes with what a unit and a consignment are worth, base currency.
    """

    territory: Territory
    channel: Channel
    closed: int
    stack: tuple[DutyRule, ...]
    plain: tuple[DutyRule, ...]
    certificate: float
    taxes: tuple[TaxRule, ...]
    on_sale: tuple[TaxRule, ...]
    vat: float
    composite: float
    fees: tuple[Fee, ...]
    unit_values: tuple[float, ...] = ()
    values: tuple[float, ...] = ()


def terms(key: Key, rules: Rulebook) -> Terms:
    """Look up what the rules say of a kind of line."""
    found = rules.channel(key.territory, key.channel, key.on)
    taxes = rules.taxes(key.country, key.hs, key.on)
    closed = 0 if key.channel == DOMESTIC else NO_CHANNEL
    channel = Channel(
        channel=key.channel, territory=key.territory, procedure="", applies_to="", duty="none",
        tax="at_sale" if key.channel == DOMESTIC else "none",
    )  # fmt: skip
    if found is not None:
        channel = found
        closed = int(always_closed(channel, key.mode, key.sales_channel, key.origin))
    charged = tuple(t for t in taxes if not channel.taxes or t.label in channel.taxes)
    tariff = channel.duty == "tariff" and found is not None
    stack = rules.stack_of(key.territory, key.case()) if tariff else ()
    proofs = {r.agreement for r in stack} - {""}
    return Terms(
        territory=rules.territories.get(key.territory, NOWHERE), channel=channel, closed=closed, stack=stack,
        plain=rules.stack_of(key.territory, key.case(claim=False)) if proofs else stack,
        certificate=sum(rules.agreements[a].certificate_cost for a in proofs if a in rules.agreements),
        taxes=charged, on_sale=tuple(t for t in taxes if t.kind == "vat"), vat=rules.vat(key.country, key.hs, key.on),
        composite=channel.tax_share_pct / 100 * on_one(charged) if channel.tax == "composite" else 0.0,
        fees=() if key.channel == DOMESTIC else rules.fees(key.territory, key.channel, key.mode, key.on),
        **(_brackets(rules, key) if tariff else {}),
    )  # fmt: skip


def _brackets(rules: Rulebook, key: Key) -> dict[str, tuple[float, ...]]:
    by_value = [r for r in rules.rules_under(key.territory, key.hs) if r.by_value]
    inner = float("inf")
    unit = {v for r in by_value for v in (r.unit_value_over, r.unit_value_to) if 0 < v < inner}
    whole = {v for r in by_value for v in (r.value_over, r.value_to) if 0 < v < inner}
    return {"unit_values": tuple(sorted(unit)), "values": tuple(sorted(whole))}


__all__ = ["NO_CHANNEL", "Closed", "Key", "Terms", "terms"]
