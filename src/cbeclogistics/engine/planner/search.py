"""Which sites to open at which sizes: cuts from the relaxation, plans by exact flows, branch and bound over the cuts.

Every evaluation of the relaxation is a cut: a linear function of the sizes that no plan undercuts. Site choices that
the cuts call cheap are looked at: their flows are a plan, the prices of these flows a further cut. Once no choice is
left below the cutoff, which is the plan less the gap asked for, that is proven by branch and bound over the cuts alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..compiled import threads
from ..limits import Limits, Watch
from .ascent import Point
from .choices import Choices
from .factored import factored
from .merged import groups_of, merged, spread_out
from .problem import Bools, Floats, Ints
from .relaxation import Multipliers, Relaxation
from .sample import sampled
from .serve import Service

FIRST_ROUNDS = 150
SECOND_ROUNDS = 600
MOST_CLIMBS = 4
FIRST_CUTS = 60
PLAN_STEP = 0.1
ROOM_MARGIN = 1.0 + 1e-6
LEVELS = (0.5, 0.3, 0.7)  # of the mean from which a site is opened
KICKS = 8
BETTER = 0.1  # of the gap asked for, by which cuts must call a choice better for it to be looked at beyond the need
MOST_VAIN = 20  # such looks in a row that bring nothing
BRANCH_ROUNDS, BRANCH_CUTS, BRANCH_STEP = 12, 4, 0.25
SAMPLE_FROM = 10_000_000  # demands × sites from which a sample is solved first
SAMPLED = 2_000_000  # of these, in the sample
SAMPLE_TIME, SAMPLE_WORK = 0.25, 1000  # of the time there is; and evaluations and branches, at most
PLATEAU, LEAST_RISE = 40, 0.05  # rounds in which so much of the gap asked for must be gained
GROUPS_GAP = 0.5  # of the gap asked for, to which the problem of groups is solved
KICKED = 3  # sites changed at random by a kick


@dataclass(eq=False)
class Branch:
    """Sizes ruled out (the last option is closed), and what no plan without them costs less than."""

    bound: float
    number: int
    barred: Bools

    def __lt__(self, other: Branch) -> bool:
        return (self.bound, self.number) < (other.bound, other.number)


class Search(Choices):
    """Best plan and bound of one problem, bettered until the gap is reached or time is up."""

    def __init__(self, relaxation: Relaxation, limits: Limits, watch: Watch, work_limit: int) -> None:
        super().__init__(relaxation, limits, watch, work_limit)
        self.pruned = np.inf  # least bound of what was given up
        self.current: Branch | None = None  # that is looked into
        self.waiting: list[Branch] = []
        self.root: Point | None = None  # where the ascent of the root stands
        self._random = np.random.default_rng(limits.seed)

    @property
    def bound(self) -> float:
        """What no plan costs less than."""
        if self.current is None:  # not yet branched, or all given up
            return float(min(self.root_bound, self.cost))
        open_ = min(self.current.bound, self.waiting[0].bound if self.waiting else np.inf)
        return float(min(max(self.root_bound, min(open_, self.pruned)), self.cost))

    def run(self, start: Multipliers | None, sizes: Ints | None) -> None:
        """Search until the gap is reached, all is proven or time is up."""
        point = self.ascent.first(start)
        if sizes is not None:
            self._look_at(np.where(sizes < 0, self.options - 1, sizes), point)
            self._settle(self.guess)
        if self.relaxation.costs.demands * self.sites >= SAMPLE_FROM and self.best is None:
            self._climb(point, 1)
            self._at_once(point)
            point = self._from_fewer(point)
        if self.guess is None:
            self._climb(point, FIRST_ROUNDS)
            self._round(point, LEVELS[:1])
            self._settle(self.guess)
            if self.best is None and not self.stopped:  # there is a plan, if these sites cannot hold it
                self._look_at(self._largest(), point)
                self._settle(self.guess)
            if self.best is not None and not self.stopped:
                point = self._from_plan(point, self.best)
        for _ in range(MOST_CLIMBS):
            before = self.cost
            if self.best is not None and not self.stopped:
                self._climb(point, SECOND_ROUNDS)
            self._round(point, LEVELS)
            if not self.serving.only_room or self.stopped:
                break
            self._settle(self.guess)  # flows cost little more than prices then
            if self.closed or self.cost > before - self.limits.gap * abs(before):
                break
            point.step = PLAN_STEP  # a better plan makes for better steps
        barred = np.zeros((self.sites, self.options), dtype=bool)
        self._propose(point, barred)
        if not self.stopped and not self.closed:
            self._prove(point, barred)
        self._at_once(point)
        self.say("done", always=True)

    def _at_once(self, point: Point) -> None:
        """Find some plan without asking for the time, where there is none: by the root's sites, else by all."""
        closed = self.options - 1
        if self.best is not None:
            return
        for options in (self._roomy(self._rounded(point.mean, LEVELS[0]), point), self._largest()):
            sizes = np.where(options == closed, -1, options)
            room = np.zeros((self.sites, self.relaxation.costs.problem.periods))
            on = np.flatnonzero(sizes >= 0)
            room[on] = point.room_price[on, sizes[on]]
            found = self.serving.at_once(Service(sizes, None, np.inf, -np.inf, room, point.best.mu))
            if found.flows is not None:
                self.best = found
                self.say("a first plan", always=True)
                return

    def _largest(self) -> Ints:
        """Every site open at its largest size."""
        largest: Ints = self.relaxation.costs.capacity.argmax(1)
        return largest

    def _from_fewer(self, point: Point) -> Point:
        """Begin a large problem with the sites and prices of a smaller one: groups of its markets, or a sample."""
        problem, limits = self.relaxation.costs.problem, self.limits
        if self.stopped or self.closed:
            return point
        stage = "solving a smaller problem"
        self.say(stage, always=True)
        group = groups_of(problem, SAMPLED // self.sites // problem.periods) if problem.products == 1 else None
        fewer = sampled(problem, SAMPLED // self.sites) if group is None else merged(problem, group)
        if 2 * fewer.demands > problem.demands:
            return point
        told = Watch(lambda _: self.say(stage), cancel=self.watch.cancel, started=self.watch.started)
        relaxation = Relaxation(factored(fewer), self.relaxation.threads)
        spent = self.watch.elapsed()
        limits = replace(
            limits,
            gap=limits.gap * (1.0 if group is None else GROUPS_GAP),
            time_limit=spent + SAMPLE_TIME * limits.after(spent).time_limit,
        )
        search = Search(relaxation, limits, told, min(SAMPLE_WORK, (self.work_limit - self.relaxation.rounds) // 2))
        with threads(relaxation.threads):
            search.run(None, None)
        self.relaxation.rounds += relaxation.rounds + search.branches
        if search.best is None or self.stopped:
            return point
        if group is not None and search.root is not None:
            lam = spread_out(self.relaxation.costs, relaxation.costs, group, search.root)
            point = self.ascent.first(Multipliers(lam, search.root.best.mu))
            point.mean, point.step = search.root.mean.copy(), PLAN_STEP
            self._climb(point, 1)
        else:
            point.mean = np.full((self.sites, self.options), 0.0)
        at = np.where(search.best.sizes < 0, self.options - 1, search.best.sizes)
        self.guess = self.serving.approach(search.best.sizes, search.best.room, search.best.mu, near=True)
        self._cut(at, self.guess)
        self._settle(self.guess)
        if group is None:
            point.mean[np.arange(self.sites), at] = 1.0
            point = point if self.best is None else self._from_plan(point, self.best)
        return point

    def _from_plan(self, point: Point, plan: Service) -> Point:
        """Begin again at the prices that a plan's flows imply, which are far better than what steps alone come to."""
        start = self.ascent.first(Multipliers(self.serving.cheapest(plan), plan.mu))
        start.mean, start.step = point.mean, PLAN_STEP
        return start

    def _climb(self, point: Point, rounds: int) -> None:
        """Raise the bound of the root; keep the best cuts."""

        marks = [self.root_bound]

        def enough(point: Point) -> bool:
            self.root_bound = max(self.root_bound, point.bound)
            self.root, self.multipliers = point, point.best
            self.say("raising the bound")
            marks.append(point.bound)
            early = marks[-1 - PLATEAU] if len(marks) > PLATEAU else -np.inf
            least = LEAST_RISE * self.limits.gap * abs(self.cost) if self.best else np.inf
            tired = point.bound - early < least
            return self.stopped or tired or point.bound >= self.cutoff

        everything = np.zeros((self.sites, self.options))
        self._ascend(point, everything, rounds, self.cost, enough, FIRST_CUTS)
        self.say("raising the bound", always=True)

    def _ascend(self, point: Point, allowed: Floats, rounds: int, aim: float, enough: Callable[[Point], bool],
                most: int) -> None:  # fmt: skip
        """Climb, and keep the best cuts that were met."""
        relaxation = self.relaxation
        seen: list[tuple[float, int, float, Floats, Multipliers]] = []

        def seeing(point: Point) -> bool:
            if len(seen) < most or relaxation.bound > seen[0][0]:
                of = relaxation.multipliers
                kept = Multipliers(of.lam.astype(np.float32), of.mu)
                item = (relaxation.bound, relaxation.rounds, relaxation.const, relaxation.value.copy(), kept)
                (heapq.heappush if len(seen) < most else heapq.heapreplace)(seen, item)
            return enough(point)

        self.ascent.climb(point, allowed, rounds, aim, seeing)
        for _, _, const, value, of in sorted(seen, key=lambda cut: cut[1]):
            self.cuts.add(const, value, of)

    def _round(self, point: Point, levels: tuple[float, ...]) -> None:
        """Open the sites that were open often enough, at the size they had most, and look at that."""
        for level in levels:
            if not self.stopped and not self.closed:
                self._look_at(self._roomy(self._rounded(point.mean, level), point), point)

    def _rounded(self, mean: Floats, level: float) -> Ints:
        rounded: Ints = np.where(1 - mean[:, -1] >= level, mean[:, :-1].argmax(1), self.options - 1)
        return rounded

    def _propose(self, point: Point, barred: Bools) -> None:
        """Look at the choices that cuts call cheapest, as long as local search finds any that is worth it."""
        vain = 0
        while not self.stopped:
            bound = self.cuts.bound(barred)
            self.root_bound = max(self.root_bound, min(bound, self.pruned))
            self._bar(barred, bound, bound)
            worth = self.aim - (0.999 if vain == 0 else BETTER) * self.limits.gap * abs(self.aim)
            options = self._cheapest(point, barred, worth)
            if bound >= self.aim - 0.999 * self.limits.gap * abs(self.aim) or vain > MOST_VAIN:
                options = None
            if options is not None:
                before = self.aim
                self._look_at(options, point)
                if self.serving.only_room:
                    self._settle(self.guess)
                    if self.closed:
                        return
                vain = 0 if self.aim < before else vain + (vain > 0)
            elif self.guess is not self.best:
                self._settle(self.guess)
                if self.closed:
                    return
            elif vain == 0 and not self.closed:
                vain = 1
            else:
                return
            self.say("choosing sites")

    def _cheapest(self, point: Point, barred: Bools, worth: float) -> Ints | None:
        """Search for the choice that the cuts call cheapest, from several starts; None where none is worth it."""
        starts = [self._rounded(self.cuts.y, 0.5), self._rounded(point.mean, 0.5)]
        if self.guess is not None:
            starts.append(np.where(self.guess.sizes < 0, self.options - 1, self.guess.sizes))
        found = min((self.cuts.near(start, barred) for start in starts), key=lambda it: it[0])
        for _ in range(KICKS):
            if found[0] < worth:
                break
            found = self.cuts.near(self._kicked(starts[-1], barred), barred)
        return found[1] if found[0] < worth else None

    def _kicked(self, options: Ints, barred: Bools) -> Ints:
        """Change a few sites at random, by sizes that are not ruled out."""
        options = options.copy()
        for w in self._random.integers(0, self.sites, KICKED):
            free = np.flatnonzero(~barred[w])
            options[w] = free[self._random.integers(free.size)] if free.size else options[w]
        return options

    def _bar(self, barred: Bools, least: float, bound: float) -> None:
        """Rule out sizes that would take what the mixed cuts say to the cutoff."""
        mixed = np.where(barred, np.inf, self.cuts.mixed)
        loss = mixed - mixed.min(1, keepdims=True)
        out = (least + loss >= self.cutoff) & ~barred
        if out.any():
            barred |= out
            self.pruned = min(self.pruned, max(bound, self.cutoff))

    def _prove(self, point: Point, barred: Bools) -> None:
        """Branch and bound over the cuts, looking at what choices come up, until none is below the cutoff."""
        number = 0
        self.current = Branch(self.root_bound, number, barred.copy())
        while self.current and not self.stopped and not self.closed:
            branch = self.current
            parts = self._look_into(branch, point) if branch.bound < self.cutoff else []
            if parts is None:
                return
            self.pruned = self.pruned if parts else min(self.pruned, branch.bound)
            made = [Branch(branch.bound, number + i, part) for i, part in enumerate(parts, 1)]
            number += len(made)
            for other in made[:-1]:
                heapq.heappush(self.waiting, other)
            self.current = made[-1] if made else heapq.heappop(self.waiting) if self.waiting else None
            self.say(f"branch {self.branches}")
        if self.current is None:
            self.root_bound = max(self.root_bound, min(self.pruned, self.cost))

    def _look_into(self, branch: Branch, point: Point) -> list[Bools] | None:
        """Raise the bound of a branch; return its parts, the likelier last: none where it is done with.

        None says that there was no time to.
        """
        barred, climbed = branch.barred, False
        while not self.stopped:
            self.branches += 1
            least = self.cuts.bound(barred)
            branch.bound = max(branch.bound, least)
            if branch.bound >= self.cutoff:
                return []
            self._bar(barred, least, branch.bound)
            free = (~barred).sum(1)
            if (free == 0).any():
                branch.bound = max(branch.bound, self.cutoff)
                return []
            if (free == 1).all():
                branch.bound = max(branch.bound, self._exactly((~barred).argmax(1), point))
                return []
            y = np.where(barred, 0.0, self.cuts.y)
            cost, found = self.cuts.near(self._rounded(y, 0.5), barred)
            if cost < self.cutoff:
                self._exactly(found, point)
            elif climbed or not np.isfinite(self.cutoff):
                return self._parts(barred, y)
            else:
                climbed = True
                at = Point(
                    self.cuts.multipliers(), -np.inf, point.mean.copy(), point.value, point.room_price, BRANCH_STEP
                )
                allowed = np.where(barred, np.inf, 0.0)
                reached: Callable[[Point], bool] = lambda p: self.stopped or p.bound >= self.cutoff  # noqa: E731
                self._ascend(at, allowed, BRANCH_ROUNDS, self.cutoff, reached, BRANCH_CUTS)
                branch.bound = max(branch.bound, at.bound)
        return None

    def _parts(self, barred: Bools, y: Floats) -> list[Bools]:
        """Divide a branch by one site: open or closed where that is in doubt, else one size against the others."""
        free = ~barred
        undecided = free.sum(1) > 1
        closing = np.where(free[:, -1] & undecided, np.minimum(y[:, -1], 1 - y[:, -1]), -1.0)
        here = np.zeros(self.options, dtype=bool)
        if closing.max() > 0.05:
            w = int(closing.argmax())
            here[:-1] = True
        else:
            w = int(np.where(undecided, 1 - y.max(1), -1.0).argmax())
            here[y[w].argmax() if y[w].max() > 0 else free[w].argmax()] = True
        parts = [here & free[w], ~here & free[w]]
        parts.sort(key=lambda part: float(y[w][part].sum()))
        made = []
        for part in parts:
            mask = barred.copy()
            mask[w] = ~part
            made.append(mask)
        return made

    def _roomy(self, options: Ints, point: Point) -> Ints:
        """Open further sites, the likeliest first, until all that no direct parcel can serve has room."""
        c = self.relaxation.costs
        bound_to_stock = np.isinf(self.relaxation.direct)
        need = np.bincount(c.problem.demand_period, c.volume * bound_to_stock, c.problem.periods).max()
        options, closed = options.copy(), self.options - 1
        at = np.flatnonzero(options < closed)
        room = float(c.capacity[at, options[at]].sum())
        for w in np.lexsort((point.value[:, :-1].min(1), point.mean[:, -1])):
            if room >= ROOM_MARGIN * need:
                break
            if options[w] == closed:
                options[w] = int(point.value[w, :-1].argmin())
                room += float(c.capacity[w, options[w]])
        return options
