"""First prices: some of the families stand for all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from ..arrays import Floats, Ints
from ..best import Best
from ..limits import Limits, Watch
from ..links import LinkCuts
from ..relaxation import tightening
from .structure import Families

SAMPLE_COLUMNS = 60_000  # of the families taken, about
FEWEST = 4
TIME_SHARE = 0.25  # of what is left


def first_prices(families: Families, limits: Limits, watch: Watch) -> Floats | None:
    """Duals of the coupling rows by the relaxation of a sample, each of its families counted several times over.

    None where the sample has no optimum within its share of the time.
    """
    model, chosen, times = families.model, *_chosen(families)
    taken = np.zeros(families.count + 1, dtype=bool)
    taken[chosen] = True
    columns = np.flatnonzero(taken[families.family] | (families.family < 0))
    coupling = families.own < 0
    rows = np.flatnonzero(taken[families.own] | coupling)
    scale = np.where(families.family[columns] >= 0, times, 1.0)
    matrix = model.matrix[:, columns].tocsr()[rows]
    many = sp.diags(coupling[rows].astype(float)) @ matrix @ sp.diags(scale)
    alone = sp.diags((~coupling[rows]).astype(float)) @ matrix
    sample = replace(
        model, cost=model.cost[columns] * scale, lower=model.lower[columns], upper=model.upper[columns],
        integer=np.zeros(columns.size, dtype=bool), matrix=(many + alone).tocsc(), row_lower=model.row_lower[rows],
        row_upper=model.row_upper[rows], column_blocks=(), row_blocks=(), followers=np.empty(0, dtype=np.int64),
        completions=(),
    )  # fmt: skip
    cuts = LinkCuts(families.links.among(columns, model.columns), sample)
    left = limits.after(watch.elapsed())
    left = replace(left, time_limit=TIME_SHARE * left.time_limit)
    *_, (found, _) = tightening(cuts, Best(sample, left, Watch(cancel=watch.cancel)))
    return None if found.row_dual is None else np.asarray(found.row_dual[: rows.size][coupling[rows]])


def _chosen(families: Families) -> tuple[Ints, float]:
    """Families at even steps down the list by what their demands cost at least, and how many each stands for."""
    model, gates = families.model, families.gates
    least = np.full(gates.row.size, np.inf)
    np.minimum.at(least, gates.demand, model.cost[gates.way])
    known = np.isfinite(least) & (families.own[gates.row] >= 0)
    row = gates.row[known]
    worth = np.bincount(families.own[row], np.abs(least[known]) * model.row_lower[row], minlength=families.count)
    inside = np.count_nonzero(families.family >= 0) / families.count
    number = int(np.clip(round(SAMPLE_COLUMNS / max(inside, 1.0)), min(FEWEST, families.count), families.count))
    order = np.argsort(-worth, kind="stable")
    step = families.count / number
    chosen = order[np.minimum((np.arange(number) + 0.5) * step, families.count - 1).astype(np.int64)]
    of_chosen = float(worth[chosen].sum())
    return chosen, float(worth.sum()) / of_chosen if of_chosen > 0 else families.count / number
