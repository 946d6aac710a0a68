"""An explanation for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from .render import amount, percent, table
from .render_fleet import routes_there

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..plan.explain.explanation import Alternative, ClosedWay, Difference, Explanation, Leg, Line, Missed, Rule, Way

LONGEST_SOURCE = 96
REASONS = 5  # differences that are told one by one
SITES = 4
WORDS = {
    "export_vat": "export VAT", "container_rounding": "empty room in containers", "last_mile": "last mile",
    "fees": "fee", "volume_price": "price by volume", "route_difference": "routes beyond their price",
}  # fmt: skip


class _Rules:
    """Numbers rules in the order in which lines name them."""

    def __init__(self) -> None:
        self.found: list[Rule] = []

    def number(self, rule: Rule | None) -> str:
        if rule is None:
            return ""
        if rule not in self.found:
            self.found.append(rule)
        return f"[{self.found.index(rule) + 1}]"


def explanation_tables(told: Explanation) -> list[RenderableType]:
    """Return headline, waterfalls, next-best ways, closed ways, and the rules that the lines name."""
    rules = _Rules()
    driven: set[tuple[str, str]] = set()  # two ways may go on the same vehicles
    parts: list[RenderableType] = [_headline(told)]
    for n, way in enumerate(told.ways, 1):
        parts += ["", _waterfall(way, n, told.currency, rules)]
        if way.own_vehicles is not None and (way.period, way.from_site) not in driven:
            driven.add((way.period, way.from_site))
            parts += ["", *routes_there(way.own_vehicles, way.period, told.market, told.currency)]
        if way.alternatives:
            title = f"Next-best ways at full loads; way {n} costs {amount(way.unit_cost_at_full_loads, 4)} a unit so"
            parts += ["", _alternatives(way.alternatives, title, told.currency, rules)]
    for missed in told.missed:
        parts += ["", *_missed(missed, told.currency, rules)]
    if told.closed:
        parts += ["", _closed(told.closed)]
    return [*parts, "", _rules(rules.found)]


def _headline(told: Explanation) -> Text:
    where = f"{told.market_name}, {told.country}" if told.market_name != told.market else told.country
    what = f" ({told.product_name}, HS {told.hs})" if told.product_name != told.product else f" (HS {told.hs})"
    cost = f"{told.currency} {amount(told.landed_cost, 2)}"
    each = f", {amount(told.unit_cost, 4)} a unit delivered" if told.unit_cost is not None else ""
    cents = f"; {told.allocated_cents:+d} cents of it so that all markets sum to the plan" * bool(told.allocated_cents)
    served = f"{amount(told.delivered)} of {amount(told.units)} units delivered by {len(told.ways)} "
    return Text.assemble(
        (f"{told.product}{what} in {told.market} ({where}): {cost}{each}\n", "bold"),
        f"{served}{'way' if len(told.ways) == 1 else 'ways'}{cents} · plan of {told.instance}, gap {told.gap:.3%}",
    )


def _waterfall(way: Way, n: int, currency: str, rules: _Rules) -> RenderableType:
    """Return the lines of a way, leg by leg."""
    by = "from stock at" if way.kind == "delivery" else "direct from"
    promise = f", {way.promised_days:g} promised" if way.promised_days is not None else ""
    how = "own vehicles" if way.own_vehicles else way.mode
    title = (
        f"Way {n}: {amount(way.units)} units ({percent(way.share, 1)} of {way.sales_channel} in {way.period}) {by} "
        f"{way.from_site} by {how}, {_days(way.transit_days)} to the door{promise}"
    )
    rows: list[Sequence[str]] = []
    for i, leg in enumerate(way.legs):
        own = way.own_vehicles is not None and i == len(way.legs) - 1
        rows.append((_leg(leg, i), _over(leg, own=own), f"= {amount(leg.per_unit, 4)}", f"= {amount(leg.amount, 2)}",
                     rules.number(leg.lane_rule) + rules.number(leg.channel_rule)))  # fmt: skip
        rows += [_line(line, rules) for line in way.lines if line.leg == i]
    rows.append(("landed cost", "", amount(way.unit_cost, 4), amount(way.landed_cost, 2), ""))
    each = f"{currency} a unit"
    return table(("line", "rate", each, currency, "rule"), rows, right=(each, currency), title=title)


def _leg(leg: Leg, i: int) -> str:
    share = f" ({percent(leg.share, 1)})" if leg.share < 0.9995 else ""
    return f"{i + 1}. {leg.from_site} → {leg.to_site}{share}"


def _over(leg: Leg, *, own: bool) -> str:
    """Lane, channel, days and what becomes of the customs status."""
    parts = ["own vehicles" if own else f"{leg.mode} {leg.lane}"]
    if leg.channel and leg.channel != "domestic":
        parts.append(leg.channel)
    parts.append(_days(leg.transit_days + leg.dwell_days))
    if leg.stock_days:
        parts.append(f"{_days(leg.stock_days)} in stock")
    if leg.to_status == "bonded":
        parts.append("in bond")
    if leg.to_status == "for_export":
        parts.append("for export")
    return ", ".join(parts)


def _line(line: Line, rules: _Rules) -> Sequence[str]:
    word = WORDS.get(line.component, line.component)
    return (f"   {word} {line.what}".rstrip(), line.rate, amount(line.per_unit, 4), amount(line.amount, 2),
            rules.number(line.rule))  # fmt: skip


def _alternatives(others: Iterable[Alternative], title: str, currency: str, rules: _Rules) -> RenderableType:
    each = f"{currency} a unit"
    rows = [
        (f"{_kind(a)}: {_route(a)}, {_days(a.days)} to the door", amount(a.unit_cost, 4), f"{a.difference:+,.4f}",
         "\n".join([_reasons(a.differences, rules), *(f"· {note}" for note in a.notes)]))
        for a in others
    ]  # fmt: skip
    return table(("way", each, "more", "because"), rows, right=(each, "more"), title=title)


def _kind(other: Alternative) -> str:
    used = (
        f" ({percent(other.share_in_plan, 0)} in the plan)"
        if other.share_in_plan and other.kind != "other way in"
        else ""
    )
    return f"{other.kind}{used}{'' if other.available else ', no room'}"


def _route(other: Alternative) -> str:
    return "".join(part if i % 2 == 0 else f" –{part}→ " for i, part in enumerate(other.route))


def _reasons(differences: Sequence[Difference], rules: _Rules) -> str:
    said = []
    for d in differences[:REASONS]:
        what = f" {d.what} {d.rate}".rstrip() if d.what else ""
        number = rules.number(d.rule)
        said.append(f"{d.per_unit:+,.4f} {WORDS.get(d.component, d.component)}{what}{' ' * bool(number)}{number}")
    rest = sum(d.per_unit for d in differences[REASONS:])
    if len(differences) > REASONS:
        said.append(f"{rest:+,.4f} the rest")
    return "; ".join(said)


def _missed(missed: Missed, currency: str, rules: _Rules) -> list[RenderableType]:
    head = Text(
        f"Not served: {amount(missed.units)} units of {missed.sales_channel} in {missed.period}, at a penalty of "
        f"{amount(missed.penalty_per_unit, 2)} a unit: {currency} {amount(missed.penalty, 2)}"
    )
    if not missed.alternatives:
        return [head, Text("No way of the instance can serve them.")]
    title = f"Ways to serve them at full loads, against the penalty of {amount(missed.penalty_per_unit, 2)}"
    return [head, "", _alternatives(missed.alternatives, title, currency, rules)]


def _closed(closed: Iterable[ClosedWay]) -> RenderableType:
    rows = [
        (f"{c.sales_channel} {c.period}", "direct" if c.kind == "direct" else "from stock",
         f"{c.mode}{', ' * bool(c.channel)}{c.channel}", _some(c.lanes), _some(c.from_sites), c.why)
        for c in closed
    ]  # fmt: skip
    return table(("for", "way", "by", "lanes", "from", "why"), rows, title="Closed to it")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SITES} more" if len(names) > SITES else ""
    return ", ".join(names[:SITES]) + more


def _rules(found: Iterable[Rule]) -> RenderableType:
    rows = [(f"[{n}]", r.table, r.rule, _short(r.source), _dates(r)) for n, r in enumerate(found, 1)]
    return table(("", "table", "row", "source", "in force, as of"), rows, title="Rules and figures")


def _short(source: str) -> str:
    return source if len(source) <= LONGEST_SOURCE else source[: LONGEST_SOURCE - 1] + "…"


def _dates(rule: Rule) -> str:
    said = []
    if rule.effective_from or rule.effective_to:
        said.append(f"{rule.effective_from or '…'} to {rule.effective_to or '…'}")
    if rule.as_of:
        said.append(f"as of {rule.as_of}")
    if rule.confidence:
        said.append(f"{rule.confidence} confidence")
    return ", ".join(said)


def _days(days: float) -> str:
    return f"{days:.1f} d" if days != int(days) else f"{days:.0f} d"
