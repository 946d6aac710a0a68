"""Why shipments could not be priced, in words; looked into once for all that are alike."""

from __future__ import annotations

import numpy as np

from .channels import WORDS, Closed
from .duty import BASE_LAYER
from .kinds import combinations
from .lines import Ints, Texts
from .measures import lacking
from .pricing import Priced, price
from .rates import rate_of
from .rulebook import Rulebook
from .shipment import CHANNELS, CHEAPEST
from .shipments import Shipments
from .ways import AT_HOME, GAPS, NO_BASE_DUTY, NO_LITRES, NO_MEASURE, NO_WEIGHT, Channels, Ways

MOST = 20  # lines of a schedule named


def alike_in(s: Shipments, channels: Channels, part: Priced, unpriced: Ints) -> Ints:
    """Rows that are the same for shipments that cannot be priced for the same reason, shape (unpriced, places).

    A shipment of several lines is like no other.
    """
    w = part.ways
    if s.lines > s.count:
        return unpriced.reshape(-1, 1)
    kind = channels.of_line[unpriced]
    begin = np.searchsorted(w.shipment, unpriced)
    made = np.full((unpriced.size, 2 * int(channels.number.max(initial=0)) + 1), -1, dtype=np.int64)
    made[:, 0] = kind
    for place in range(int(channels.number.max(initial=0))):
        has = np.flatnonzero(channels.number[kind] > place)
        way = begin[has] + place
        made[has, 2 * place + 1] = (w.closed[way] + 1) * (len(GAPS) + 1) + w.gap[way]
        made[has, 2 * place + 2] = np.where(w.gap[way] > 0, w.cleared.which[way], -1)
    return made


def reasons(s: Shipments, channels: Channels, unpriced: Ints, like: Ints) -> Texts:
    """Why shipments could not be priced; those that are alike are looked into once, through every channel."""
    alike, first = combinations(list(like.T))
    some = unpriced[first]
    one, every = s.only(some), channels.of_lines(s.lines_of(some))
    said = []
    for part in price(one, every):
        for i in range(part.choice.size):
            column, what, remedy = why_not(one, every, part.ways, part.first + i)
            said.append(f"{column}: {what}" + (f" ({remedy})" if remedy else ""))
    return np.array(said, dtype=object)[alike]


def why_not(s: Shipments, channels: Channels, w: Ways, shipment: int) -> tuple[str, str, str]:
    """Why no way of a shipment can be taken: the key that is to blame, what is wrong, and what helps."""
    mine = np.arange(*np.searchsorted(w.shipment, [shipment, shipment + 1]))
    line = int(s.first[shipment])
    wanted = str(s.channel[line])
    candidates = mine[channels.asked[w.kind[mine]]]
    usable = [str(p) for p in sorted(set(channels.procedure[w.kind[mine[w.closed[mine] == 0]]]))]
    remedy = f"open to it: {', '.join(usable)}" if usable else "no channel is open to it on the day"
    if not candidates.size:
        known = wanted in (*CHANNELS, CHEAPEST)
        what = f"{s.destination[line]} has no such channel on the day" if known else "is no channel"
        return "channel", what, remedy
    open_ones = candidates[w.closed[candidates] == 0]
    if open_ones.size:
        return missing(s, channels, w, int(open_ones[0]))
    words = [f"{channels.name[w.kind[i]]} {closed_words(channels, w, int(i))}" for i in candidates]
    return "channel", "; ".join(dict.fromkeys(words)), remedy


def closed_words(channels: Channels, w: Ways, way: int) -> str:
    """Why a channel is closed, with what it is open to."""
    why, channel = Closed(int(w.closed[way])), channels.channel(int(w.kind[way]))
    given = channels.compiled.kinds.mode[int(w.kind[way])]
    to = {Closed.MODE: (f" {given}", channel.modes), Closed.SHIPPED_FROM: ("", channel.shipped_from)}.get(why)
    return WORDS[why] if to is None else f"{WORDS[why]}{to[0]}, but to {', '.join(to[1])}"


def missing(s: Shipments, channels: Channels, w: Ways, way: int) -> tuple[str, str, str]:
    """What is missing to price a way."""
    rules = channels.compiled.rules
    if w.gap[way] == AT_HOME:
        lines = w.line[w.lines_of(way)]
        line = int(lines[channels.at_home[lines]][0])
        return "origin", f"goods made in {s.origin[line]} are at home in {s.destination[line]} and cross no border", (
            "if they come back from abroad, say shipped_from"
        )  # fmt: skip
    for i in w.lines_of(way):
        kind, line = int(w.cleared.kind[i]), int(w.line[i])
        territory, hs = str(channels.compiled.kinds.territory[kind]), str(channels.compiled.kinds.hs[kind])
        stack = w.cleared.stacks[int(w.cleared.which[i])]
        if w.gap[way] == NO_BASE_DUTY and not any(BASE_LAYER in (r.layer, r.replaces) for r in stack):
            return "hs6", f"no base duty of {territory} is known for {hs} on its day", (
                _lines(rules, territory, hs, float(s.rate[line]), str(s.currency[line])) or
                "read the official schedule with `cbeclogistics rules import` and give its folder as --rules"
            )  # fmt: skip
        for gap, name, has in ((NO_WEIGHT, "weight_kg", s.weight_kg[line]), (NO_LITRES, "litres", s.litres[line])):
            by = [r.rule for r in stack if (r.by_litre if gap == NO_LITRES else r.by_kg)]
            if w.gap[way] == gap and has == 0 and by:
                return name, f"is missing: the rule {by[0]} charges by it", ""
        lacks = [(r.rule, name) for r in stack for name in lacking(r.per_measure, s.measures[line])]
        if w.gap[way] == NO_MEASURE and lacks:
            names = ", ".join(dict.fromkeys(f'"{name}"' for _, name in lacks))
            return "measures", f"is missing: the rule {lacks[0][0]} charges by {names}", ""
    return "hs6", "cannot be priced", ""


def _lines(rules: Rulebook, territory: str, hs: str, rate: float, currency: str) -> str:
    """Lines of the tariff that divide a code, with their rates; empty where there is none."""
    found = [
        f"{code} ({rate_of(rule, rate, currency)})"
        for code in rules.finer(territory, hs) for rule in rules.rules_under(territory, code)
        if rule.layer == BASE_LAYER
    ]  # fmt: skip
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    return f"the rules divide it further; give one of {', '.join(found[:MOST])}{more}" if found else ""
