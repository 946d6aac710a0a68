"""Duty, tax and fees of one flow, rule by rule, as the landed-cost kernel charges them."""

from __future__ import annotations

from collections.abc import Iterator

from ...trade.channels import DOMESTIC, Channel
from ...trade.duty import BASE_LAYER
from ...trade.fees import Fee
from ...trade.kernel import Clearance
from ...trade.tax import TaxRule
from ..components import COLUMN
from .item import Item
from .priced import Priced
from .rates import duty_rate, fee_rate, flat_rate
from .sources import Sources

DUST = 1e-9


class Customs:
    """Clearance of one load or order of a flow, by rule.

    Parameters
    ----------
    i
        Flow of `priced`; it crosses a border, leaves bond, or is sold.
    """

    def __init__(self, priced: Priced, i: int, sources: Sources) -> None:
        facts, moves = priced.facts, priced.moves
        self._sources, self._tax = sources, float(priced.unit[i, COLUMN["tax"]])
        self._on, end = facts.day[int(moves.period[i])], int(moves.end[i])
        self._territory, self._name = str(facts.site["territory"][end]), str(moves.channel[i])
        self._channel: Channel | None = facts.book.channel(self._territory, self._name, self._on)
        self._sale = facts.book.taxes(str(facts.site["country"][end]), str(facts.product["hs6"][moves.product[i]]),
                                      self._on)  # fmt: skip
        self._cleared: Clearance = priced.clearance(i)
        self._drawn_back = facts.book.territories[self._territory].drawback_pct if moves.drawn_back[i] else 0.0
        self._joint = bool(priced.joint[i])
        self._units = priced.consigned(i)

    def items(self) -> Iterator[Item]:
        """Items of a unit; those of duty also where they are nothing."""
        yield from self._duty()
        yield from self._drawback()
        yield from self._taxes()
        yield from self._fees()

    def _duty(self) -> Iterator[Item]:
        cleared, channel = self._cleared, self._channel
        stack = cleared.stacks[int(cleared.which[0])]
        for j in sorted(range(len(stack)), key=lambda j: BASE_LAYER not in (stack[j].layer, stack[j].replaces)):
            amount = float(cleared.duty_by_layer[0, j]) / self._units
            if stack[j].free and stack[j].layer != BASE_LAYER and not (stack[j].replaces or stack[j].suppresses):
                continue  # a layer that has ended or spares these goods
            rule = self._sources.row("duty_rates", rule=stack[j].rule)
            named = f" of {stack[j].exporter}" if stack[j].exporter else ""
            yield Item("duty", stack[j].layer + named, duty_rate(stack[j]), amount, rule)
        if channel is not None and channel.duty == "flat":
            rule = self._sources.row("channels", on=self._on, channel=self._name, territory=self._territory)
            amount = float(cleared.duty[0] - cleared.duty_by_layer[0].sum()) / self._units
            yield Item("duty", "flat", flat_rate(channel), amount, rule)

    def _drawback(self) -> Iterator[Item]:
        """What of the duty comes back when the goods leave again."""
        cleared, stack = self._cleared, self._cleared.stacks[int(self._cleared.which[0])]
        if not self._drawn_back:
            return
        said = f"{self._drawn_back:g} % of duty"
        kept = sorted({rule.layer for rule in stack if rule.no_drawback and not rule.free})
        said += f", not of {', '.join(kept)}" * bool(kept)
        rule = self._sources.row("territories", territory=self._territory)
        yield Item("drawback", "on export", said, -float(cleared.duty_drawback[0]) / self._units, rule)

    def _taxes(self) -> Iterator[Item]:
        """Taxes at the border that do not come back, then what is left: tax inside the price."""
        cleared, channel = self._cleared, self._channel
        left = self._tax
        for k, rule in enumerate(cleared.taxes[int(cleared.tax_list[0])]):
            amount = float(cleared.due_by_tax[0, k]) / self._units
            stays = channel is not None and not (channel.recoverable and rule.comes_back)
            if stays and DUST < amount <= left + DUST:
                left -= amount
                yield self._of_tax(rule, amount, "")
        on_sale = [rule for rule in self._sale if rule.kind == "vat" and rule.rate_pct > 0]
        total = sum(rule.rate_pct for rule in on_sale)
        for rule in on_sale if left > DUST else ():
            yield self._of_tax(rule, left * rule.rate_pct / total, " in the price")

    def _of_tax(self, rule: TaxRule, amount: float, where: str) -> Item:
        name = rule.name or (rule.label.upper() if rule.label == rule.kind else rule.label)
        rate = f"{rule.rate_pct:g} %"
        if self._channel is not None and self._channel.tax == "composite":
            rate = f"{self._channel.tax_share_pct:g} % of {rate}"
        return Item("tax", name + where, rate, amount, self._sources.row("taxes", rule=rule.rule))

    def _fees(self) -> Iterator[Item]:
        cleared = self._cleared
        for j, fee in enumerate(cleared.fee_rules[int(cleared.fee_list[0])] if self._name != DOMESTIC else ()):
            amount = self._by_rate(fee) if self._joint else float(cleared.fee_by_rule[0, j])
            rule = self._sources.row("fees", rule=fee.rule)
            yield Item("fees", fee.name or fee.rule, fee_rate(fee), amount / self._units, rule)
        proofs = sorted({r.agreement for r in cleared.stacks[int(cleared.which[0])]} - {""})
        for name in proofs if cleared.certificate[0] > 0 else ():
            rule, each = self._sources.row("agreements", agreement=name), float(cleared.certificate[0]) / len(proofs)
            yield Item("fees", f"proof of origin {name}", "an entry", each / self._units, rule)

    def _by_rate(self, fee: Fee) -> float:
        """What one more order adds to a fee of joint entries; what is due by the entry is due anyway."""
        base = {"value": self._cleared.customs_value[0], "duty": self._cleared.duty[0]}.get(fee.rate_on, 0.0)
        return fee.rate_pct / 100 * float(base)
