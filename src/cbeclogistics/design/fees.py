"""What the model only bounds, exact: fees of entries with a minimum or maximum, and of joint entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..engine.arrays import Floats
from .delivery import joint_entries
from .ground import BONDED, DAYS_PER_YEAR, Ground

if TYPE_CHECKING:
    from .formulate import DesignModel, PeriodBlocks


def true_cost(model: DesignModel, x: Floats) -> float:
    """Cost of a whole point with the true fees; the model's own objective is never above it."""
    cost = model.arrays.objective(x)
    for t, blocks in enumerate(model.periods):
        loads = blocks.loads
        _, number, value = loads.entries(blocks.inbound, x[blocks.z.slice], x[loads.count.slice])
        carried = float(loads.fixed @ number + loads.by_value @ value + x[loads.charge.slice].sum())
        cost += float(loads.true_fees(number, value).sum()) - carried
        cost += sum(fee for _, _, fee in joint_fees(model.ground, t, blocks, x))
    return cost


def joint_fees(ground: Ground, t: int, blocks: PeriodBlocks, x: Floats) -> list[tuple[str, str, float]]:
    """Fees of entries that a bonded site makes jointly for many orders (`entries_per_year`): site, channel, fee."""
    sites, book, day, links, out = ground.sites, ground.rulebook, ground.day(t), ground.links, blocks.delivery
    sold = x[blocks.x.slice]
    at = np.flatnonzero((sold > 0) & (out.start % 2 == BONDED))
    worth: dict[tuple[int, str, str], float] = {}
    for i in at:
        key = (int(out.start[i]) // 2, str(out.channel[i]), str(links.mode[out.link[i]]))
        worth[key] = worth.get(key, 0.0) + float(out.customs_value[i] * sold[i])
    found = []
    for (site, name, mode), value in sorted(worth.items()):
        channel = book.channel(str(sites.territory[site]), name, day)
        if channel is None or channel.entries_per_year is None or not joint_entries(channel):
            continue
        entries = channel.entries_per_year * ground.periods[t].days / DAYS_PER_YEAR
        due = book.fees(str(sites.territory[site]), name, mode, day)
        found.append((str(sites.names[site]), name, sum(float(entries * f.of(value / entries)) for f in due)))
    return found
