"""Entries that a bonded site makes jointly for many orders: `entries_per_year` under release, say the week's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.arrays import ArrayModel, Block
from ..trade.fees import Fee
from .delivery import Delivery, joint_entries
from .demands import Demands
from .fees import pieces, total_due
from .ground import BONDED, DAYS_PER_YEAR, Floats, Ground, Ints, Texts, site_of, status_of
from .piecewise import Cost, Terms, charge

DUST = 1e-6  # of all that could be released: less may stand beside a switch that is off, within the tolerance


@dataclass(frozen=True)
class Joint:
    """Groups (site × channel × mode) of one period whose orders share entries, shape (n,) each.

    Attributes
    ----------
    site
        Index into `Sites`.
    entries
        In the period.
    fees
        Of one entry.
    units
        All demand that could be released.
    of_column
        Group of each delivery column, -1: its order is an entry by itself, or needs none.
    block
        Whether anything is released.
    """

    site: Ints
    channel: Texts
    mode: Texts
    entries: Floats
    fees: tuple[tuple[Fee, ...], ...]
    units: Floats
    of_column: Ints
    x: Block
    block: Block

    @property
    def size(self) -> int:
        """Number of groups."""
        return int(self.site.size)

    def true_fees(self, out: Delivery, sold: Floats) -> Floats:
        """Fees of each group where that is `sold`, shape (n,)."""
        at = np.flatnonzero((self.of_column >= 0) & (sold > 0))
        used = np.bincount(self.of_column[at], minlength=self.size) > 0
        entries = np.where(used, self.entries, 0.0)
        return total_due(self.fees, entries, out.bases, self.of_column, sold)

    def __call__(self, x: Floats) -> None:
        """Switch groups off that release nothing, and on that release more than a solver's tolerance."""
        at = np.flatnonzero(self.of_column >= 0)
        released = np.bincount(self.of_column[at], np.maximum(x[self.x[at]], 0.0), minlength=self.size)
        was = np.round(x[self.block.slice])
        x[self.block.slice] = np.where(released > DUST * self.units, 1.0, np.where(released > 0, was, 0.0))


def joint(model: ArrayModel, ground: Ground, period: int, demand: Demands, out: Delivery, x: Block) -> Joint:
    """Fees of joint entries, due in full as soon as anything is released.

    Σ x ≤ units · released                                 for every group, units: all demand it could serve
    fees of E entries charged on Σ base · x                where released, E = entries_per_year · days / 365
    """
    sites, links, book, day = ground.sites, ground.links, ground.rulebook, ground.day(period)
    of_column = np.full(out.size, -1, dtype=np.int64)
    groups: dict[tuple[int, str, str], tuple[int, float, tuple[Fee, ...]] | None] = {}
    known: list[tuple[int, str, str]] = []
    start = site_of(out.start)
    for i in np.flatnonzero(status_of(out.start) == BONDED):
        site, name, mode = int(start[i]), str(out.channel[i]), str(links.mode[out.link[i]])
        if (site, name, mode) not in groups:
            territory = str(sites.territory[site])
            channel = book.channel(territory, name, day)
            if channel is None or channel.entries_per_year is None or not joint_entries(channel):
                groups[site, name, mode] = None
            else:
                entries = channel.entries_per_year * ground.periods[period].days / DAYS_PER_YEAR
                groups[site, name, mode] = len(known), entries, book.fees(territory, name, mode, day)
                known.append((site, name, mode))
        found = groups[site, name, mode]
        if found is not None:
            of_column[i] = found[0]
    made = [g for g in (groups[k] for k in known) if g is not None]
    at = np.flatnonzero(of_column >= 0)
    pairs = np.unique(np.stack([of_column[at], out.demand[at]]), axis=1)
    units = np.bincount(pairs[0], demand.units[pairs[1]], minlength=len(known)).astype(float)
    block = model.add_columns("released", len(known), upper=1.0, integer=True)
    rows = model.add_rows("released", len(known), upper=0.0)
    model.add_entries(rows[of_column[at]], x[at], 1 / units[of_column[at]])
    model.add_entries(rows[np.arange(len(known))], block[np.arange(len(known))], -1.0)
    group = Joint(
        site=np.array([k[0] for k in known], dtype=np.int64), channel=np.array([k[1] for k in known], dtype=object),
        mode=np.array([k[2] for k in known], dtype=object), entries=np.array([m[1] for m in made], dtype=float),
        fees=tuple(m[2] for m in made), units=units, of_column=of_column, x=x, block=block,
    )  # fmt: skip
    model.completions.append(group)
    charge(model, "joint entries", _costs(group, demand, out))
    return group


def _costs(group: Joint, demand: Demands, out: Delivery) -> list[Cost]:
    costs = []
    base = out.bases
    for g in range(group.size):
        mine = np.flatnonzero(group.of_column == g)
        entries = float(group.entries[g])
        scale = Terms(group.block[np.array([g])], np.array([entries]))
        for fee in group.fees[g]:
            unit, dearest = base[fee.rate_on][mine], np.zeros(demand.size)
            np.maximum.at(dearest, out.demand[mine], unit)
            most = float(dearest @ demand.units) / entries
            costs.append(Cost(pieces(fee, most), scale, Terms(group.x[mine], unit), entries))
    return costs
