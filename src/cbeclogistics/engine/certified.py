"""Relaxation with lazy rows, rounding, neighbourhoods, and at last the whole: every step leaves plan and bound.

0. A large model whose columns fall into families (products) is begun family by family (`families`): a bound, plans and
   their neighbourhoods before its relaxation is solved.
1. The linear relaxation, with the strong links that it breaks added, gives the bound.
2. After the first links columns of high reduced cost are set aside; binaries are rounded, other integers rounded up: a
   plan. After the last, sizes are settled with the flows on the columns in use, and loads that are not worth their
   trickle are shut.
3. The parts that the model falls into once the rows between them are priced (`parts`), each with its decisions whole,
   raise the bound.
4. One neighbourhood after another (columns of one label, and those that all share) is solved, the rest held: better
   plans, while that pays.
5. Binaries whose reduced cost exceeds bound-to-plan are fixed, which loses nothing, and the whole model is solved.

Costs that follow from the rest (`Arrays.followers`) are set to what they truly are wherever a point is looked at.
It stops as soon as the gap is reached. Steps 2 and 4 are heuristics and never touch the bound; nor do plans of step 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .answer import Answer, Proof
from .arrays import Arrays, Bools, Floats, Ints
from .backends.highs_lp import LpResult, WarmLP
from .backends.protocol import Backend, Feature
from .best import Best, completed
from .families.start import Start
from .families.structure import Families
from .limits import Limits, Watch
from .links import LinkCuts
from .near import near
from .parts import Parts
from .relaxation import tightening
from .restrict import restrict, solve_restricted
from .rounding import binaries, rounded, without_trickles

LEAST_GAIN = 1e-5  # of the bound, below which a neighbourhood is not solved again
REPEAT_GAIN = 2e-4  # of the plan, below which no further round of neighbourhoods is made
MOST_SECONDS = 20.0  # for one neighbourhood
SETTLE_SECONDS = 10.0
LARGE = 300_000  # columns from which a model is begun family by family
FEWEST_FAMILIES = 8
PROMISING = 1e-6  # of the bound: what a column could lose at most


def certified(
    model: Arrays, cuts: LinkCuts, labels: Ints, backend: Backend, limits: Limits, watch: Watch,
    parameters: Mapping[str, Any], families: Ints | None = None,
) -> Answer:  # fmt: skip
    """Solve a model whose cost sits in columns that follow few whole decisions.

    Parameters
    ----------
    cuts
        Strong links: lazy rows, implied by whole answers.
    labels
        Shape (columns,): neighbourhood of each column; -1 for those that all share.
    backend
        Solves the neighbourhoods and the whole model.
    families
        Shape (columns,): family of each column, -1 for those that all share; large models are begun family by family.
    """
    best = Best(model, limits, watch)
    if families is not None and model.columns >= LARGE:
        _begin(Families.of(model, families, cuts.links), labels, best, backend, parameters)
        if best.closed or best.stopped:
            return best.answer(Proof.OPTIMAL if best.closed else _out(best), backend.version())
    best.say("solving the relaxation")
    relaxed, strong, rounded_off = LpResult(Proof.LIMIT), model, False
    for turn, (relaxed, strong) in enumerate(tightening(cuts, best)):
        if turn == 1 and not best.stopped:  # later rounds raise the bound, but hardly change what is rounded
            _round(strong, relaxed, best, backend, parameters)
            rounded_off = best.x is not None
    if relaxed.x is None or relaxed.reduced_cost is None:
        proof = relaxed.status if relaxed.status == Proof.INFEASIBLE and best.x is None else _out(best)
        return best.answer(proof, backend.version())
    promising = _promising(model, relaxed, best.bound)
    if not rounded_off and not best.closed and not best.stopped:
        _round(strong, relaxed, best, backend, parameters)
    if best.x is not None and not best.closed and not best.stopped:
        _settle(strong, promising, relaxed.x, best, backend, parameters)
    if not best.closed and not best.stopped:
        _part(strong, relaxed, labels, best, backend, parameters)
    if not best.closed and not best.stopped:
        _neighbourhoods(strong, promising, labels, best, backend, parameters)
    if not best.closed and not best.stopped and not _whole(strong, relaxed, best, backend, parameters):
        return best.answer(Proof.INFEASIBLE, backend.version())
    return best.answer(Proof.OPTIMAL if best.closed else _out(best), backend.version())


def _out(best: Best) -> Proof:
    return Proof.CANCELLED if best.watch.cancel.cancelled else Proof.LIMIT


def _begin(
    families: Families, labels: Ints, best: Best, backend: Backend, parameters: Mapping[str, Any]
) -> None:  # fmt: skip
    """Bound and plans from the families, then better ones in the neighbourhoods of what they use."""
    if families.count < FEWEST_FAMILIES:
        return
    used = Start(families, best, backend, parameters).run()
    if best.x is not None and not best.closed and not best.stopped:
        _neighbourhoods(families.model, used, labels, best, backend, parameters)


def _promising(model: Arrays, relaxed: LpResult, bound: float) -> Bools:
    """Columns at work in the relaxation, whole ones, and those that could cost little more."""
    x, reduced = relaxed.x, relaxed.reduced_cost
    assert x is not None
    assert reduced is not None
    working = x > model.lower + 1e-9
    span = np.where(np.isfinite(model.upper), model.upper - model.lower, np.inf)
    with np.errstate(invalid="ignore"):
        small = np.abs(reduced) * span <= PROMISING * abs(bound)
    close = near(model, reduced, working & ~model.integer)
    return np.asarray(working | model.integer | model.follows | close | small | (model.cost == 0))


def _round(
    model: Arrays, relaxed: LpResult, best: Best, backend: Backend, parameters: Mapping[str, Any]
) -> None:  # fmt: skip
    """Plans from rounding a relaxation: with its largest sizes, then with the cheapest that hold what flows."""
    assert relaxed.x is not None
    x, promising = relaxed.x, _promising(model, relaxed, best.bound)
    best.say("rounding the relaxation")
    for free in (promising, np.ones_like(promising)):
        part = restrict(model, free, model.lower)
        lp = WarmLP(part.model)
        for point in rounded(part.model, lp, x[part.columns], best.left, best.relay("rounding the relaxation")):
            if best.offer(part.extend(point)) and best.x is not None:
                held = restrict(model, model.integer | model.follows, best.x)
                limits = replace(best.left, gap=1e-9)
                best.offer(solve_restricted(held, backend, limits, best.relay("choosing sizes"), parameters))
            best.say("rounding the relaxation")
            if best.stopped:
                return
        if best.x is not None:
            return


def _settle(
    model: Arrays, promising: Bools, relaxed: Floats, best: Best, backend: Backend, parameters: Mapping[str, Any]
) -> None:  # fmt: skip
    """Sizes and flows together, on the columns that the relaxation or the plan uses: what a planner sees at a glance.

    A plan within the gap may still hold a site twice the size it needs for want of a hundredth less flow.
    """
    assert best.x is not None
    used = (relaxed > model.lower + 1e-9) | (best.x > model.lower + 1e-9) | model.integer | model.follows
    loose = _loose(model)
    limits = replace(best.left, time_limit=min(best.left.time_limit / 4, SETTLE_SECONDS), gap=best.limits.gap / 20)
    x = solve_restricted(restrict(loose, used, best.x), backend, limits, best.relay("settling sizes"), parameters)
    if x is not None:
        x[model.integer] = np.ceil(x[model.integer] - 1e-6)
        best.offer(x)
    part = restrict(model, used | promising, best.x)
    lp, binary = WarmLP(part.model), binaries(part.model)
    chosen = best.x[part.columns[binary]]
    lp.set_bounds(binary, chosen, chosen)
    seconds = min(best.left.time_limit / 4, SETTLE_SECONDS)
    point = without_trickles(
        part.model, lp, binary, lambda x: model.objective(completed(model, part.extend(x))),
        replace(best.left, time_limit=seconds), best.relay("settling loads"),
    )  # fmt: skip
    best.offer(None if point is None else part.extend(point))
    best.say("settling loads")


def _part(
    model: Arrays, relaxed: LpResult, labels: Ints, best: Best, backend: Backend, parameters: Mapping[str, Any]
) -> None:  # fmt: skip
    """Raise the bound by the parts of the model, each to a twentieth of the gap asked for."""
    assert relaxed.x is not None
    assert relaxed.row_dual is not None
    if np.unique(labels).size < 2:
        return
    best.say("raising the bound")
    dual = np.concatenate([relaxed.row_dual, np.zeros(model.rows - relaxed.row_dual.size)])
    limits = replace(best.left, time_limit=best.left.time_limit / 2, gap=best.limits.gap / 20)
    watch = best.relay("raising the bound")
    found = Parts.of(model, labels).bound(dual, relaxed.x, backend, limits, watch, parameters)
    best.bound = found
    best.say("raising the bound")


def _loose(model: Arrays) -> Arrays:
    """Return the model with its binaries alone whole."""
    return replace(model, integer=np.isin(np.arange(model.columns), binaries(model)))


def _neighbourhoods(
    model: Arrays, promising: Bools, labels: Ints, best: Best, backend: Backend, parameters: Mapping[str, Any]
) -> None:  # fmt: skip
    """Solve one neighbourhood after another, the dearest first: with its binaries alone whole, then with all."""
    names = [n for n in np.unique(labels) if n >= 0]
    if best.x is None or not names:
        return
    weight = {n: float(np.abs(model.cost[labels == n]) @ np.abs(best.x[labels == n])) for n in names}
    names.sort(key=lambda n: -weight[n])
    loose = _loose(model)
    for whole, form in (("sizes", loose), ("loads", model)):
        better = names
        while better:
            before, again = best.objective, []
            for name in better:
                if best.closed or best.stopped:
                    return
                had = best.objective
                _improve(form, (labels == name) | (labels == -1), promising, best, backend, parameters, len(names))
                best.say(f"improving {whole}")
                if had - best.objective > LEAST_GAIN * abs(had):
                    again.append(name)
            better = again if before - best.objective > REPEAT_GAIN * abs(before) else []


def _improve(
    model: Arrays, near: Bools, promising: Bools, best: Best, backend: Backend, parameters: Mapping[str, Any],
    shares: int,
) -> None:  # fmt: skip
    """Solve the columns near by, in a share of the gap and of the time; whole columns held loose are rounded up."""
    assert best.x is not None
    part = restrict(model, near & (promising | (best.x > model.lower + 1e-9)), best.x)
    left = best.left
    seconds = min(left.time_limit / 4, MOST_SECONDS)
    limits = replace(left, time_limit=seconds, gap=max(best.limits.gap / (2 * shares), 1e-7))
    x = solve_restricted(part, backend, limits, best.relay("improving the plan"), parameters)
    if x is not None:
        x[best.model.integer] = np.ceil(x[best.model.integer] - 1e-6)
        best.offer(x)


def _whole(
    model: Arrays, relaxed: LpResult, best: Best, backend: Backend, parameters: Mapping[str, Any]
) -> bool:  # fmt: skip
    """Proof: the whole model, without binaries that the bound rules out. False: it has no point at all."""
    assert relaxed.reduced_cost is not None
    binary = binaries(model)
    room = best.objective - relaxed.objective
    lower, upper = model.lower.copy(), model.upper.copy()
    if np.isfinite(room):
        rc = relaxed.reduced_cost[binary]
        upper[binary[rc > room + 1e-9]] = lower[binary[rc > room + 1e-9]]
        lower[binary[-rc > room + 1e-9]] = upper[binary[-rc > room + 1e-9]]
    best.say("proving")
    answer = backend.solve(
        replace(model, lower=lower, upper=upper), best.left, best.relay("proving", whole=True), parameters=parameters,
        start=best.x if Feature.WARM_START in backend.features else None,
    )  # fmt: skip
    best.offer(answer.x)
    if answer.proof == Proof.INFEASIBLE:
        best.bound = best.objective  # nothing better than the plan is left
        return best.x is not None
    best.bound = answer.bound
    return True
