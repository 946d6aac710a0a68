"""Site choices that cuts call cheap: local search over one or two sites at a time."""

from __future__ import annotations

import numpy as np

from ..compiled import compiled
from .problem import Bools, Floats, Ints


@compiled
def _known(y: Ints, known: Ints, count: int, w: int, s: int, w2: int, s2: int) -> bool:
    for i in range(count):
        same = True
        for v in range(y.size):
            is_ = s if v == w else (s2 if v == w2 else y[v])
            if known[i, v] != is_:
                same = False
                break
        if same:
            return True
    return False


@compiled
def cheapest_near(const: Floats, value: Floats, barred: Bools, y: Ints, known: Ints, count: int, steps: int,
                  found: Ints) -> float:  # fmt: skip
    """Walk downhill from ``y``; set ``found`` to the cheapest choice seen that is not among the known.

    What a choice costs is the most that a cut says of it. Each step takes the best change of one site or two.

    Parameters
    ----------
    const, value
        Shapes (cuts,), (cuts, sites, options).
    known, count
        Choices that count no more: shape (any, sites), of which the first ``count`` hold.

    Returns
    -------
    What the cuts say of the found; inf where there is none.
    """
    cuts, sites, options = value.shape
    best = np.inf
    now = const.copy()
    for k in range(cuts):
        for w in range(sites):
            now[k] += value[k, w, y[w]]
    here = now.max()
    if not _known(y, known, count, -1, 0, -1, 0):
        best = here
        found[:] = y
    at_w, at_s = np.empty(sites * options, dtype=np.int64), np.empty(sites * options, dtype=np.int64)
    change = np.empty((sites * options, cuts))
    for _ in range(steps):
        n = 0
        hardest = np.argmax(now)
        for w in range(sites):
            for s in range(options):
                if s == y[w] or barred[w, s]:
                    continue
                at_w[n], at_s[n] = w, s
                for k in range(cuts):
                    change[n, k] = value[k, w, s] - value[k, w, y[w]]
                n += 1
        least, i_to, j_to = here, -1, -1
        for i in range(n):
            for j in range(i, n):
                if j > i and at_w[j] == at_w[i]:
                    continue
                limit = max(least, best)
                both = 1.0 if j > i else 0.0
                top = now[hardest] + change[i, hardest] + both * change[j, hardest]
                if top >= limit:
                    continue
                for k in range(cuts):
                    of = now[k] + change[i, k] + both * change[j, k]
                    if of > top:
                        top = of
                        if top >= limit:
                            break
                if top < best and not _known(y, known, count, at_w[i], at_s[i], at_w[j], at_s[j]):
                    best = top
                    found[:] = y
                    found[at_w[i]] = at_s[i]
                    found[at_w[j]] = at_s[j]
                if top < least - 1e-12 * abs(least):
                    least, i_to, j_to = top, i, j
        if i_to < 0:
            break
        for k in range(cuts):
            now[k] += change[i_to, k]
            if j_to > i_to:
                now[k] += change[j_to, k]
        y[at_w[i_to]] = at_s[i_to]
        y[at_w[j_to]] = at_s[j_to]
        here = now.max()
    return best
