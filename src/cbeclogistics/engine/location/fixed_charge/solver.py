"""TSCFLP and network design: the story of a solve.

1. The relaxation, with strong links added while they bite, bounds the cost by its duals.
2. Slopes and rounding give plans; gates that the bound rules out are shut for good.
3. MILPs over parts of the gates, drawn where relaxation and plan differ or reduced costs are small; the rest is held.
4. A last MILP over all gates that are left, with every flow: its bound proves the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...answer import Proof, relative_gap
from ...arrays import Arrays, Bools, Floats
from ...backends.highs import Highs
from ...best import Best
from ...limits import Limits, Watch
from ...restrict import restrict
from ..models import model_of
from ..outcome import Outcome
from ..problems import CMND, TSCFLP
from .gated import Gated
from .plans import offer_gates, scale_slopes, without_idle
from .relaxation import Relaxed, relax

SOLVER = "location: relaxation with links, neighbourhoods"
FLOWS_PER_ROW = 10  # kept beside those at work, by reduced cost
LEVELS = (1e-6, 0.1, 0.5)  # of a gate in the relaxation, above which rounding opens it
PART_SHARE, PART_SECONDS = 0.04, 20.0  # of the time, for one neighbourhood; at most
QUICK = 0.03  # of the time: a relaxation that took less leaves a MILP the time for a tree
PARTS_SHARE, LONG_SHARE = 0.4, 0.95  # of the time, after which the last MILP begins: after a quick relaxation, or not
CHEAP = 0.2  # of the room between bound and plan: what a gate may add to the bound and still be promising
FEW = 40  # gates that the bound leaves open, up to which the last MILP begins at once
FIRST_PART, LEAST_PART, GROWTH = 0.25, 8, 1.4  # of the gates that are left; gates; after a part that was too easy
SAME = 1e-6  # relative: what the tolerances of a MILP may leave between its bound and its plan
PART_NODES = 100  # of the tree of one neighbourhood, where work is limited
FAILURES = 12  # neighbourhoods in a row that find nothing, after which the last MILP begins


@dataclass
class Work:
    """Nodes that MILPs are allowed, counted where they are limited; the clock then cuts no neighbourhood.

    Attributes
    ----------
    limit
        None for none: the clock then stops the MILPs.
    done
        Allowed so far.
    """

    limit: int | None
    done: int = 0

    @property
    def left(self) -> bool:
        """Whether a MILP may begin."""
        return self.limit is None or self.done < self.limit

    def allow(self, nodes: int | None) -> dict[str, int]:
        """Take up to so many nodes (None: all) and return the option that holds a MILP to them."""
        if self.limit is None:
            return {}
        taken = self.limit - self.done if nodes is None else min(nodes, self.limit - self.done)
        self.done += taken
        return {"mip_max_nodes": taken}


def solve_fixed_charge(
    problem: TSCFLP | CMND, limits: Limits, watch: Watch, work_limit: int | None = None
) -> Outcome:  # fmt: skip
    """Solve to the gap asked for, or until a limit; see `location.solve`."""
    watch.say("building the model")
    whole = model_of(problem)
    gated = Gated.of(whole)
    best = Best(gated.model, limits, watch)
    best.bound = 0.0  # nothing costs less than nothing
    work = Work(work_limit)
    proof = _search(gated, best, work)
    solution = None if best.x is None else whole.read(best.x)
    if proof is Proof.INFEASIBLE:
        return Outcome(proof, None, np.inf, np.inf, SOLVER, watch.elapsed(), work.done)
    bound = min(best.bound, best.objective)
    return Outcome(proof, solution, best.objective, bound, SOLVER, watch.elapsed(), work.done)


def _search(gated: Gated, best: Best, work: Work) -> Proof:
    total = best.watch.elapsed() + best.left.time_limit
    best.say("solving the relaxation")
    relaxed = relax(gated, best)
    if not isinstance(relaxed, Relaxed):
        return Proof.INFEASIBLE if relaxed.status is Proof.INFEASIBLE else _out(best)
    share = PARTS_SHARE if best.watch.elapsed() < QUICK * total else LONG_SHARE
    near = _near(gated, relaxed)
    for level in LEVELS:
        offer_gates(gated, relaxed.x[gated.gates] > level, near, best)
        best.say("rounding the relaxation")
    scale_slopes(gated, near, relaxed.x, best)
    if not best.closed and not best.stopped and _free(gated, relaxed, best).sum() > FEW:
        _neighbourhoods(gated, relaxed, near, best, total, share * total, work)
    if not best.closed and not best.stopped and work.left:
        return _last(gated, relaxed, best, work)
    return Proof.OPTIMAL if best.closed else _out(best)


def _out(best: Best) -> Proof:
    return Proof.CANCELLED if best.watch.cancel.cancelled else Proof.LIMIT


def _near(gated: Gated, relaxed: Relaxed) -> Bools:
    """Flows at work in the relaxation, and those of least reduced cost; every gate."""
    flows = ~gated.model.integer
    keep = min(FLOWS_PER_ROW * gated.model.rows, int(flows.sum()))
    level = np.partition(relaxed.reduced[flows], keep - 1)[keep - 1] if keep else 0.0
    return np.asarray(~flows | (relaxed.x > 1e-9) | (relaxed.reduced <= max(level, 0.0)))


def _free(gated: Gated, relaxed: Relaxed, best: Best) -> Bools:
    """Gates that a better plan may have either way, shape (gates,)."""
    reduced = relaxed.reduced[gated.gates]
    return np.asarray(np.abs(reduced) < best.objective - relaxed.bound)


def _neighbourhoods(
    gated: Gated, relaxed: Relaxed, near: Bools, best: Best, total: float, until: float, work: Work
) -> None:
    """MILPs over the gates on which relaxation and plan differ and a share of the others, drawn anew each time."""
    random = np.random.default_rng(best.limits.seed)
    share, failures = FIRST_PART, 0
    while best.x is not None and failures < FAILURES and not best.closed and not best.stopped:
        if best.watch.elapsed() > until or not work.left:
            return
        free = _free(gated, relaxed, best)
        plan = best.x[gated.gates]
        price = np.abs(relaxed.reduced[gated.gates]) / max(CHEAP * (best.objective - relaxed.bound), 1e-9)
        doubt = np.abs(relaxed.x[gated.gates] - plan) + np.exp(-price) + 0.01
        rank = random.random(plan.size) ** (1.0 / doubt)  # draws without replacement, by weight
        count = max(LEAST_PART, int(share * free.sum()))
        chosen = np.zeros(plan.size, dtype=bool)
        chosen[np.argsort(-np.where(free, rank, -1.0), kind="stable")[:count]] = True
        had = best.objective
        seconds = np.inf if work.limit is not None else min(PART_SHARE * total, PART_SECONDS)
        finished = _solve_part(gated, relaxed, near, chosen & free, plan, seconds, best, work)
        best.say("parts of the gates")
        failures = failures + 1 if best.objective >= had - 1e-9 * abs(had) else 0
        if finished and count >= free.sum():
            return
        share = min(1.0, share * GROWTH) if finished else max(share / GROWTH, LEAST_PART / max(plan.size, 1))


def _solve_part(
    gated: Gated, relaxed: Relaxed, near: Bools, chosen: Bools, held: Floats, seconds: float, best: Best, work: Work
) -> bool:  # fmt: skip
    """Solve a MILP over some gates and the flows near, the other gates held; whether it was solved to its end."""
    gates, model = gated.gates, relaxed.model
    point = model.lower.copy()
    point[gates] = held
    moves = near & ~model.integer
    if best.x is not None:
        moves |= (best.x > 0) & ~model.integer
    shut = np.zeros(model.columns, dtype=bool)
    shut[gates] = (held < 0.5) & ~chosen
    moves[gated.links.flow[shut[gated.links.gate]]] = False
    moves[gates] = chosen
    part = restrict(model, moves, point)
    start = None if best.x is None else best.x[part.columns]
    limits = replace(best.left, time_limit=min(seconds, best.left.time_limit), gap=max(best.limits.gap / 2, 1e-6))
    answer = Highs().solve(
        part.model, limits, best.relay("improving the plan"), parameters=work.allow(PART_NODES), start=start
    )
    if answer.x is not None:
        _offer(gated, part.extend(answer.x), near, best)
    return answer.proof in (Proof.OPTIMAL, Proof.INFEASIBLE)


def _offer(gated: Gated, x: Floats, near: Bools, best: Best) -> None:
    """Offer the gates of a point with the best flows for them; the point itself where those are not found."""
    chosen = x[gated.gates] > 0.5
    flows = near | (x > 1e-9)
    if not offer_gates(gated, chosen, flows, best):
        best.offer(without_idle(gated, x))


def _last(gated: Gated, relaxed: Relaxed, best: Best, work: Work) -> Proof:
    """The whole model without the gates that the bound settles."""
    model, gates = relaxed.model, gated.gates
    lower, upper = model.lower.copy(), model.upper.copy()
    room, reduced = best.objective - relaxed.bound, relaxed.reduced[gates]
    upper[gates[reduced > room]] = 0.0
    lower[gates[-reduced > room]] = 1.0
    best.say("proving")
    left = Arrays(
        model.cost, lower, upper, model.integer, model.matrix, model.row_lower, model.row_upper, model.offset
    )  # fmt: skip
    answer = Highs().solve(
        left, best.left, best.relay("proving", whole=True), parameters=work.allow(None), start=best.x
    )
    if answer.proof is Proof.INFEASIBLE:
        best.bound = max(best.bound, best.objective)  # nothing better than the plan is left
        return Proof.INFEASIBLE if best.x is None else Proof.OPTIMAL
    best.bound = max(best.bound, min(answer.bound, best.objective))
    if answer.x is not None:
        _offer(gated, answer.x, np.ones(model.columns, dtype=bool), best)
    return Proof.OPTIMAL if relative_gap(best.objective, best.bound) <= best.limits.gap + SAME else _out(best)
