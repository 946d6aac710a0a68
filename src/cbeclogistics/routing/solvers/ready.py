"""The compiled searches of plain problems, made ready before their time begins to run."""

from __future__ import annotations

from dataclasses import replace

from ...engine.limits import Limits, Watch
from ..problem import RoutingProblem
from .budget import Budget
from .genetic.evolve import evolve
from .genetic.facts import is_alike
from .genetic.genetic import Genetic
from .scaled import scaled
from .strings.anneal import anneal
from .strings.plain import ground
from .strings.pool import Pool
from .strings.search import Search

FEW = 5  # stops of the problem that they are tried on


def ready(problem: RoutingProblem, limits: Limits, watch: Watch) -> Limits:
    """Compile what is not yet, which takes a minute once on a machine; return limits that do not count it."""
    few = replace(problem, stops=problem.stops[:FEW])
    whole = scaled(few)
    facts = ground(few, whole)
    both = limits.threads > 1 and is_alike(facts)
    if _made(anneal) and (_made(evolve) or not both):
        return limits
    watch.say("preparing the search; the first time on a machine it is compiled")
    before = watch.elapsed()
    search = Search(facts, 0)
    search.run(1, 1.0)
    search.go_on_from(search.trips())
    search.dissolve()
    if both:
        Genetic(facts, whole, Budget(Limits(), Watch(), rounds=1), 0).search(Pool(facts), 0.5)
    return replace(limits, time_limit=limits.time_limit + watch.elapsed() - before)


def _made(kernel: object) -> bool:
    """Whether this process has a kernel."""
    return bool(getattr(kernel, "signatures", ()))
