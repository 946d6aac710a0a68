"""Branch and bound over the sizes of sites: bounds by the Lagrangian, plans by exact flows for rounded sites.

Sizes whose reduced cost takes the bound of a branch to the cutoff are ruled out in it; so is a branch whose bound gets
there. The cutoff is the plan less the gap asked for: what is ruled out could not better the plan by more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..answer import relative_gap
from ..limits import Limits, Watch
from .ascent import Ascent, Point
from .problem import Bools, Floats, Ints
from .relaxation import Multipliers, Relaxation
from .serve import Service, Serving

FIRST_ROUNDS = 150
SECOND_ROUNDS = 600
PLAN_STEP = 0.1
MOST_MOVES = 60
MOST_PAIRED = 24
ROOM_MARGIN = 1.0 + 1e-6
BRANCH_ROUNDS = 60
ESTIMATE_ROUNDS = 40
BRANCH_STEP = 0.3
ESTIMATE_STEP = 0.3
LEVELS = (0.5, 0.3, 0.7)  # of the mean from which a site is opened


@dataclass(eq=False)
class Branch:
    """Sizes still allowed (0, else inf; at last: closed) and what is known of them."""

    allowed: Floats
    point: Point
    bound: float
    rounds: int
    depth: int = 0


class Search:
    """Best plan and bound of one problem, bettered until the gap is reached or time is up."""

    def __init__(self, relaxation: Relaxation, limits: Limits, watch: Watch, work_limit: int) -> None:
        self.relaxation, self.limits, self.watch = relaxation, limits, watch
        self.work_limit = work_limit
        self.ascent = Ascent(relaxation.costs, relaxation)
        self.serving = Serving(relaxation, self.ascent.spread, limits, watch)
        self.best: Service | None = None
        self.multipliers: Multipliers | None = None
        self.root_bound = -np.inf
        self.pruned = np.inf  # least bound of what was given up
        self.waiting: list[Branch] = []
        self.branches = 0
        self._diving = True
        self._least: dict[bytes, float] = {}  # of site choices whose flows are known, or known not to pay
        self._tried: set[bytes] = set()  # site choices that did not promise enough

    @property
    def cost(self) -> float:
        """Cost of the best plan; inf for none."""
        return np.inf if self.best is None else self.best.cost

    @property
    def cutoff(self) -> float:
        """Bound from which a branch is not worth its while."""
        return self.cost - 0.999 * self.limits.gap * abs(self.cost) if np.isfinite(self.cost) else np.inf

    @property
    def bound(self) -> float:
        """What no plan costs less than."""
        open_ = min((b.bound for b in self.waiting), default=np.inf)
        return float(max(self.root_bound, min(open_, self.pruned, self.cost)))

    @property
    def stopped(self) -> bool:
        """Whether time or work is up, or the caller has had enough."""
        return self.serving.stopped or self.relaxation.rounds >= self.work_limit

    @property
    def closed(self) -> bool:
        """Whether the gap is reached."""
        return relative_gap(self.cost, self.bound) <= self.limits.gap

    def say(self, stage: str) -> None:
        """Report progress."""
        self.watch.say(stage, self.cost, self.bound)

    def run(self, start: Multipliers | None, sizes: Ints | None) -> None:
        """Search until the gap is reached, all is proven or time is up."""
        sites, options = self.relaxation.value.shape
        root = Branch(np.zeros((sites, options)), self.ascent.first(start), -np.inf, FIRST_ROUNDS)
        self.waiting.append(root)
        if sizes is not None:
            self._serve(sizes, root.point)
        self._climb(root, "raising the bound")
        self._round(root.point, LEVELS[:1])
        if self.best is not None and not self.stopped:
            root.point = self._from_plan(root.point, self.best)
            root.rounds = SECOND_ROUNDS
            self._climb(root, "raising the bound")
        self._round(root.point, LEVELS)
        self._improve(root.point)
        while self.waiting and not self.stopped and not self.closed:
            # down to the end of one branch, then on with that of the least bound
            branch = self.waiting[-1] if self._diving else min(self.waiting, key=lambda b: b.bound)
            self._diving = False
            if branch.bound >= self.cutoff:
                self._give_up(branch)
                continue
            self._look_into(branch)
        if not self.waiting:
            self.root_bound = max(self.root_bound, min(self.pruned, self.cost))
        self.say("done")

    def _from_plan(self, point: Point, plan: Service) -> Point:
        """Begin again at the prices that a plan's flows imply, which are far better than what steps alone come to."""
        start = self.ascent.first(Multipliers(self.serving.cheapest(plan), plan.mu))
        start.mean, start.step = point.mean, PLAN_STEP
        return start

    def _give_up(self, branch: Branch) -> None:
        self.waiting.remove(branch)
        self.pruned = min(self.pruned, branch.bound)

    def _look_into(self, branch: Branch) -> None:
        """Raise the bound of a branch; give it up, settle it, or divide it."""
        self._climb(branch, f"branch {self.branches}" if branch.depth else "raising the bound")
        self.branches += 1
        if self.stopped or branch.bound >= self.cutoff:
            return
        self._round(branch.point, LEVELS[:1])
        self._rule_out(branch)
        open_ = branch.allowed == 0
        if not open_.any(1).all():  # some site has nothing left that could be worth it
            branch.bound = max(branch.bound, self.cutoff)
            return
        if (open_.sum(1) == 1).all():
            options = open_.argmax(1)
            branch.bound = max(branch.bound, self._serve(self._sizes(options), branch.point))
            self._give_up(branch)
            return
        self._divide(branch, open_)

    def _divide(self, branch: Branch, open_: Bools) -> None:
        """Replace a branch by two: the likelier last, so that it is looked into first."""
        mean = np.where(open_, branch.point.mean, 0.0)
        mean /= np.maximum(mean.sum(1, keepdims=True), 1e-12)
        undecided = np.where(open_.sum(1) > 1, 1 - mean.max(1), -1.0)
        closing = np.where(open_[:, -1] & (open_.sum(1) > 1), np.minimum(mean[:, -1], 1 - mean[:, -1]), -1.0)
        w = int(np.argmax(closing if closing.max() > 0.05 else undecided))
        here = np.zeros(open_.shape[1], dtype=bool)
        if closing.max() > 0.05:
            here[:-1] = True
        else:
            here[mean[w].argmax() if mean[w].max() > 0 else np.flatnonzero(open_[w])[0]] = True
        parts = [here & open_[w], ~here & open_[w]]
        parts.sort(key=lambda part: float(mean[w][part].sum()))
        self.waiting.remove(branch)
        self._diving = True
        for part in parts:
            allowed = branch.allowed.copy()
            allowed[w] = np.where(part, 0.0, np.inf)
            point = branch.point.again(BRANCH_STEP)
            self.waiting.append(Branch(allowed, point, branch.bound, BRANCH_ROUNDS, branch.depth + 1))

    def _climb(self, branch: Branch, stage: str) -> None:
        last = [self.watch.elapsed()]

        def enough(point: Point) -> bool:
            branch.bound = max(branch.bound, point.bound)
            if not branch.depth:
                self.root_bound = max(self.root_bound, point.bound)
                self.multipliers = point.best
            if self.watch.elapsed() - last[0] > 0.2:
                last[0] = self.watch.elapsed()
                self.say(stage)
            return self.stopped or point.bound >= self.cutoff

        self.ascent.climb(branch.point, branch.allowed, branch.rounds, self.cost, enough)
        self.say(stage)

    def _rule_out(self, branch: Branch) -> None:
        """Rule out sizes that would take the bound of the branch to the cutoff."""
        value = branch.point.value + branch.allowed
        loss = value - value.min(1, keepdims=True)
        out = (branch.point.bound + loss >= self.cutoff) & (branch.allowed == 0)
        branch.allowed[out] = np.inf
        if out.any():
            self.pruned = min(self.pruned, max(branch.bound, self.cutoff))

    def _round(self, point: Point, levels: tuple[float, ...]) -> None:
        """Open the sites that were open often enough, at the size they had most, and find their flows."""
        for level in levels:
            options = np.where(1 - point.mean[:, -1] >= level, point.mean[:, :-1].argmax(1), point.mean.shape[1] - 1)
            if not self.stopped:
                self._serve(self._roomy(self._sizes(options), point), point)

    def _improve(self, point: Point) -> None:
        """Change one site of the best plan, or two, to sizes that the bound does not rule out; while that pays."""
        tried = 0
        while self.best is not None and not self.stopped and not self.closed and tried < MOST_MOVES:
            before = self.cost
            for moved in self._moves(point):
                tried += 1
                self._try(moved, point)
                if self.cost < before or self.stopped or self.closed or tried >= MOST_MOVES:
                    break
            if self.cost >= before:
                return

    def _moves(self, point: Point) -> Iterator[Ints]:
        """Site choices next to that of the best plan, by what the bound says that they lose."""
        if self.best is None:
            return
        now = self.best.sizes
        closed = point.value.shape[1] - 1
        at = np.where(now < 0, closed, now)
        rows = np.arange(now.size)
        loss = point.value - point.value[rows, at][:, None]
        free = point.value - point.value.min(1, keepdims=True) < self.cost - point.bound
        free[rows, at] = False
        w, o = np.nonzero(free)
        single = loss[w, o]
        order = np.argsort(single, kind="stable")[:MOST_PAIRED]
        w, o, single = w[order], o[order], single[order]
        i, j = np.triu_indices(w.size, 1)
        apart = w[i] != w[j]
        i, j = i[apart], j[apart]
        of = np.concatenate([single, single[i] + single[j]])
        i, j = np.concatenate([np.arange(w.size), i]), np.concatenate([np.arange(w.size), j])
        for k in np.argsort(of, kind="stable"):
            moved = at.copy()
            moved[w[i[k]]], moved[w[j[k]]] = o[i[k]], o[j[k]]
            yield self._sizes(moved)

    def _try(self, sizes: Ints, point: Point) -> None:
        """Find the flows of a neighbour of the best plan, from its prices."""
        key = sizes.tobytes()
        if self.best is None or key in self._least or key in self._tried:
            return
        self._tried.add(key)
        room = self.best.room.copy()
        new = np.flatnonzero((sizes >= 0) & (self.best.sizes < 0))
        room[new] = point.room_price[new, sizes[new]]
        room[sizes < 0] = 0.0
        likely = 0.7 * self.serving.short_of if np.isfinite(self.serving.short_of) else 0.0
        precision, worthless = self.limits.gap / 20 + 1e-9, self.cost - likely
        served = self.serving.serve(sizes, room, self.best.mu, precision, worthless, near=True)
        if served.flows is not None or served.least >= self.cost:
            self._least[key] = served.least
        self._take(served)

    def _take(self, served: Service) -> None:
        if served.flows is not None and served.cost < self.cost:
            self.best = served
            self.say("a better plan")

    def _roomy(self, sizes: Ints, point: Point) -> Ints:
        """Open further sites, the likeliest first, until all that no direct parcel can serve has room."""
        c = self.relaxation.costs
        bound_to_stock = np.isinf(self.relaxation.direct)
        need = np.bincount(c.problem.demand_period, c.volume * bound_to_stock, c.problem.periods).max()
        sizes = sizes.copy()
        at = np.flatnonzero(sizes >= 0)
        room = float(c.capacity[at, sizes[at]].sum())
        for w in np.lexsort((point.value[:, :-1].min(1), point.mean[:, -1])):
            if room >= ROOM_MARGIN * need:
                break
            if sizes[w] < 0:
                sizes[w] = int(point.value[w, :-1].argmin())
                room += float(c.capacity[w, sizes[w]])
        return sizes

    def _sizes(self, options: Ints) -> Ints:
        return np.where(options == self.relaxation.value.shape[1] - 1, -1, options)

    def _serve(self, sizes: Ints, near: Point) -> float:
        """Find the flows through sites unless the bound says first that they do not pay; take a better plan.

        Returns what no flows through these sites cost less than.
        """
        key = sizes.tobytes()
        if key in self._least:
            return self._least[key]
        options = np.where(sizes < 0, self.relaxation.value.shape[1] - 1, sizes)
        allowed = np.full(self.relaxation.value.shape, np.inf)
        allowed[np.arange(sizes.size), options] = 0.0
        point = near.again(ESTIMATE_STEP)
        dear: Callable[[Point], bool] = lambda p: self.stopped or p.bound >= self.cost  # noqa: E731
        self.ascent.climb(point, allowed, ESTIMATE_ROUNDS, self.cost, dear)
        room = np.zeros((sizes.size, self.relaxation.costs.problem.periods))
        on = np.flatnonzero(sizes >= 0)
        room[on] = point.room_price[on, sizes[on]]
        if point.bound >= self.cost:
            self._least[key] = point.bound
            return point.bound
        served = self.serving.serve(sizes, room, point.best.mu, self.limits.gap / 20 + 1e-9, self.cost)
        self._least[key] = max(served.least, point.bound)
        self._take(served)
        return self._least[key]
