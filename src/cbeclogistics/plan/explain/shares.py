"""The part of shared costs that falls to a flow, line by line: empty room, fees of entries, sites."""

from __future__ import annotations

from collections.abc import Iterator

from .books import Books
from .explanation import Rule
from .item import Item
from .rates import fee_rate

SITE = ("opening", "fixed", "closing")
TIERED = {"volume_price": "volume_breaks", "placement": "placement_fees"}


def shares(books: Books, i: int, units: float) -> Iterator[tuple[Item, float]]:
    """Items of a flow's part of shared costs and what the plan pays for that many units."""
    for component, amounts in books.shared.items():
        paid = float(amounts[i]) * units / books.units[i]
        if not paid:
            continue
        if component == "fees":
            yield from _fees(books, i, paid)
        elif component in TIERED:
            yield from _tiers(books, i, component, paid)
        elif component in SITE:
            yield _site(books, i, component), paid
        elif component == "route_difference":
            yield _routes(books, i), paid
        elif component == "handling":
            yield Item(component, "of the empty room in loads", _fill(books, i), 0.0), paid
        else:
            yield Item(component, "", _fill(books, i), 0.0), paid


def _fees(books: Books, i: int, paid: float) -> Iterator[tuple[Item, float]]:
    """Fees of entries by rule, in the proportion in which the entries of its loads, or joint ones, owe them."""
    facts, moves = books.facts, books.priced.moves
    day, flow = facts.day[int(moves.period[i])], books.flows.iloc[i]
    territory = str(facts.site["territory"][int(moves.end[i])])
    due = facts.book.fees(territory, str(flow["channel"]), str(flow["mode"]), day)
    entries = books.entered(i)
    owed = [sum(n * float(fee.of(on.get(fee.rate_on, 0.0) / n)) for n, on in entries if n > 0) for fee in due]
    total = sum(owed)
    if total <= 0:
        yield Item("fees", "of the entry", "", 0.0), paid
        return
    for fee, part in zip(due, owed, strict=True):
        item = Item("fees", fee.name or fee.rule, fee_rate(fee), 0.0, books.sources.row("fees", rule=fee.rule))
        yield item, paid * part / total


def _tiers(books: Books, i: int, component: str, paid: float) -> Iterator[tuple[Item, float]]:
    """Agreements by volume or placement fees that the flow's link and channel pay in, as far as each is theirs."""
    rows, flow, table = books.plan.tables["tier_prices"], books.flows.iloc[i], TIERED[component]
    mine = (rows["table"] == table) & (rows["from"] == flow["from"]) & (rows["to"] == flow["to"])
    rows = rows[mine & (rows["channel"] == flow["channel"]) & (rows["amount"] != 0)]
    total = float(rows["amount"].sum())
    for name, part in rows.groupby("rule", sort=False):
        first = part.iloc[0]
        what = f"{first['counted']:,.6g} sites" if table == "placement_fees" else f"{first['counted']:,.6g} together"
        said = f"{what}, tier from {first['tier_from']:,.6g}"
        named = {"volume_break" if table == "volume_breaks" else "placement": str(name)}
        rule = books.sources.row(table, on=None, name="", **named)
        share = float(part["amount"].sum()) / total if total else 1 / rows["rule"].nunique()
        yield Item(component, str(name), said, 0.0, rule), paid * share


def _site(books: Books, i: int, component: str) -> Item:
    flow = books.flows.iloc[i]
    if flow["kind"] != "inbound":
        return Item(component, "of sites that pass nothing", "spread over all deliveries by m3", 0.0)
    table = books.plan.sites
    row = table[table["site"] == flow["to"]].iloc[0]
    said = f"{row[component]:,.2f} over {row['throughput_m3']:,.1f} m3"
    rule = books.sources.row("site_options", site=row["site"], option=row["option"]) if row["option"] else None
    return Item(component, f"{row['site']}/{row['option']}", said, 0.0, rule)


def _routes(books: Books, i: int) -> Item:
    flow, fleet = books.flows.iloc[i], books.plan.tables["fleet"]
    mine = fleet[fleet["site"] == flow["from"]]
    said = f"routes {mine['routed'].sum():,.0f}, priced {mine['priced'].sum():,.0f}"
    return Item(
        "route_difference", f"from {flow['from']}", said, 0.0, Rule("fleet", str(flow["from"]), "the plan's routes")
    )


def _fill(books: Books, i: int) -> str:
    loads = books.containers(i)
    count = float(loads["loads"].sum())
    if not count:
        return ""
    fill = float((loads["fill"] * loads["loads"]).sum()) / count
    return f"{count:,.0f} {loads['container'].iloc[0]}, {fill:.0%} full"
