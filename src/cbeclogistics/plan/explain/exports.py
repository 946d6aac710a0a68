"""What leaving the territory of origin costs a unit: the procedure that it takes, with its row."""

from __future__ import annotations

from collections.abc import Iterator

from .item import Item
from .priced import Priced
from .sources import Sources


def export_items(priced: Priced, i: int, sources: Sources) -> Iterator[Item]:
    """VAT that is not refunded, and the declaration of an order; that of a procedure also where it is nothing."""
    facts, moves, left = priced.facts, priced.moves, priced.left
    if not left.exported[i]:
        return
    territory, p = str(facts.site["territory"][moves.start[i]]), int(moves.product[i])
    paid, back = facts.book.export_vat_pct.get(territory, 0.0), float(facts.product["export_rebate_pct"][p])
    refund = f"{min(back, paid) if back == back else paid:g} %"
    row, lost = int(left.row[i]), float(left.lost[i])
    if row < 0:
        rule = sources.row("products", product=str(facts.products[p]))
        yield Item("export_vat", "not refunded", f"{paid:g} % less {refund} refunded", lost, rule)
        return
    code, name = (str(facts.export[c][row]) for c in ("export", "name"))
    if (share := float(facts.export["rebate_share_pct"][row])) < 100:
        refund = f"{share:g} % of {refund}"
    rule = sources.row("exports", on=facts.day[int(moves.period[i])], export=code, territory=territory)
    what = f"{code} {name}".strip()
    yield Item("export_vat", what, f"{paid:g} % less {refund} refunded", lost, rule)
    if left.amount[i] > 0:
        yield Item("fees", what, f"{float(facts.export['amount'][row]):,.2f} an order", float(left.amount[i]), rule)
