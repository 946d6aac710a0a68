"""Independent check of a solution: feasibility and cost from the raw data alone; shares no code with any solver.

Written as plain sums over the problem's own arrays, so that it can be read against `docs/solutions.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .problems import CFL, CMND, SSCFLP, TSCFLP, UFL, Located, PMedian
from .solutions import Assigned, Design, Flows, Solution, Split, TwoStage

TOLERANCE = 1e-6  # relative to what a sum is held against; never less than this much absolute
MOST_SAID = 20  # findings that are told; the rest is counted


@dataclass(frozen=True)
class Verdict:
    """What the check says.

    Attributes
    ----------
    cost
        Recomputed from the problem's data; what the solution would cost even where it breaks something.
    broken
        What the solution breaks, in words; empty where it is feasible.
    """

    cost: float
    broken: tuple[str, ...]

    @property
    def feasible(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


def check(problem: Located, solution: Solution) -> Verdict:
    """Recompute feasibility and cost of a solution.

    Raises
    ------
    TypeError
        The solution is of another kind of problem.
    """
    findings = _Findings()
    if isinstance(problem, UFL | PMedian | SSCFLP) and isinstance(solution, Assigned):
        cost = _assigned(problem, solution, findings)
    elif isinstance(problem, CFL) and not isinstance(problem, SSCFLP) and isinstance(solution, Split):
        cost = _split(problem, solution, findings)
    elif isinstance(problem, TSCFLP) and isinstance(solution, TwoStage):
        cost = _two_stage(problem, solution, findings)
    elif isinstance(problem, CMND) and isinstance(solution, Design):
        cost = _design(problem, solution, findings)
    else:
        raise TypeError(f"a {type(solution).__name__} is no solution of a {type(problem).__name__}")
    return Verdict(cost, findings.said())


class _Findings:
    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, finding: str) -> None:
        self._found.append(finding)

    def said(self) -> tuple[str, ...]:
        more = len(self._found) - MOST_SAID
        return (*self._found[:MOST_SAID], f"and {more} more") if more > 0 else tuple(self._found)

    def opened(self, what: str, places: Iterable[int], count: int) -> set[int]:
        """Set of what is open, each known and named once."""
        seen: set[int] = set()
        for place in map(int, places):
            if not 0 <= place < count:
                self.add(f"{what} {place} is open but does not exist (there are {count})")
            elif place in seen:
                self.add(f"{what} {place} is open twice")
            else:
                seen.add(place)
        return seen

    def most(self, what: str, total: float, limit: float) -> None:
        if not total <= limit + TOLERANCE * max(1.0, abs(limit)):
            self.add(f"{what}: {total:.9g} exceeds {limit:.9g}")

    def equal(self, what: str, total: float, asked: float) -> None:
        if not abs(total - asked) <= TOLERANCE * max(1.0, abs(asked)):
            self.add(f"{what}: {total:.9g} instead of {asked:.9g}")


def _assigned(problem: UFL | PMedian | SSCFLP, solution: Assigned, findings: _Findings) -> float:
    opened = findings.opened("site", solution.open_sites, problem.sites)
    if len(solution.assignment) != problem.customers:
        findings.add(f"{len(solution.assignment)} customers are assigned instead of {problem.customers}")
    costs = problem.distance if isinstance(problem, PMedian) else problem.service_cost
    terms, load = [], dict.fromkeys(opened, 0.0)
    for customer, site in enumerate(map(int, solution.assignment[: problem.customers])):
        if site not in opened:
            findings.add(f"customer {customer} is assigned to site {site}, which is not open")
        if 0 <= site < problem.sites:
            terms.append(float(costs[site, customer]))
            if isinstance(problem, SSCFLP) and site in load:
                load[site] += float(problem.demand[customer])
    if isinstance(problem, PMedian):
        findings.equal("number of chosen sites", len(opened), problem.medians)
    else:
        terms += [float(problem.opening_cost[site]) for site in opened]
    if isinstance(problem, UFL) and problem.most is not None:
        findings.most("number of open sites", len(opened), problem.most)
    if isinstance(problem, SSCFLP):
        for site, served in load.items():
            findings.most(f"demand served by site {site}", served, float(problem.capacity[site]))
    return math.fsum(terms)


def _split(problem: CFL, solution: Split, findings: _Findings) -> float:
    opened = findings.opened("site", solution.open_sites, problem.sites)
    terms = [float(problem.opening_cost[site]) for site in opened]
    served: list[list[float]] = [[] for _ in range(problem.customers)]
    load: list[list[float]] = [[] for _ in range(problem.sites)]
    for site, customer, share in _triples(solution.shares, problem.sites, problem.customers, "share", findings):
        if site not in opened:
            findings.add(f"customer {customer} is served by site {site}, which is not open")
        served[customer].append(share)
        load[site].append(share * float(problem.demand[customer]))
        terms.append(share * float(problem.service_cost[site, customer]))
    for customer, shares in enumerate(served):
        findings.equal(f"shares of customer {customer}", math.fsum(shares), 1.0)
    for site, demands in enumerate(load):
        findings.most(f"demand served by site {site}", math.fsum(demands), float(problem.capacity[site]))
    return math.fsum(terms)


def _two_stage(problem: TSCFLP, solution: TwoStage, findings: _Findings) -> float:
    plants = findings.opened("plant", solution.open_plants, problem.plants)
    depots = findings.opened("depot", solution.open_depots, problem.depots)
    terms = [float(problem.plant_cost[p]) for p in plants] + [float(problem.depot_cost[d]) for d in depots]
    made: list[list[float]] = [[] for _ in range(problem.plants)]
    arrived: list[list[float]] = [[] for _ in range(problem.depots)]
    sent: list[list[float]] = [[] for _ in range(problem.depots)]
    served: list[list[float]] = [[] for _ in range(problem.customers)]
    for plant, depot, units in _triples(solution.inbound, problem.plants, problem.depots, "flow", findings):
        if plant not in plants:
            findings.add(f"plant {plant} sends goods but is not open")
        made[plant].append(units)
        arrived[depot].append(units)
        terms.append(units * float(problem.inbound_cost[plant, depot]))
    for depot, customer, units in _triples(solution.outbound, problem.depots, problem.customers, "flow", findings):
        if depot not in depots:
            findings.add(f"depot {depot} sends goods but is not open")
        sent[depot].append(units)
        served[customer].append(units)
        terms.append(units * float(problem.outbound_cost[depot, customer]))
    for plant, units_made in enumerate(made):
        findings.most(f"goods of plant {plant}", math.fsum(units_made), float(problem.plant_capacity[plant]))
    for depot in range(problem.depots):
        out = math.fsum(sent[depot])
        findings.most(f"goods of depot {depot}", out, float(problem.depot_capacity[depot]))
        findings.equal(f"goods that reach depot {depot}", math.fsum(arrived[depot]), out)
    for customer, units_got in enumerate(served):
        findings.equal(f"goods of customer {customer}", math.fsum(units_got), float(problem.demand[customer]))
    return math.fsum(terms)


def _design(problem: CMND, solution: Design, findings: _Findings) -> float:
    opened = findings.opened("arc", solution.open_arcs, problem.arcs)
    terms = [float(problem.fixed_cost[arc]) for arc in opened]
    load: list[list[float]] = [[] for _ in range(problem.arcs)]
    left: list[dict[int, float]] = [{} for _ in range(problem.commodities)]  # net outflow by node
    for arc, commodity, units in _triples(solution.flow, problem.arcs, problem.commodities, "flow", findings):
        if arc not in opened:
            findings.add(f"commodity {commodity} takes arc {arc}, which is not open")
        load[arc].append(units)
        terms.append(units * float(problem.unit_cost[arc]))
        net = left[commodity]
        for node, change in ((int(problem.tail[arc]), units), (int(problem.head[arc]), -units)):
            net[node] = net.get(node, 0.0) + change
    for arc, flows in enumerate(load):
        findings.most(f"flow on arc {arc}", math.fsum(flows), float(problem.capacity[arc]))
    for commodity, net in enumerate(left):
        demand = float(problem.demand[commodity])
        asked = {int(problem.origin[commodity]): demand}
        destination = int(problem.destination[commodity])
        asked[destination] = asked.get(destination, 0.0) - demand
        for node in sorted(net.keys() | asked.keys()):
            goes, should = net.get(node, 0.0), asked.get(node, 0.0)
            if not abs(goes - should) <= TOLERANCE * max(1.0, demand):
                findings.add(f"commodity {commodity} leaves node {node} with {goes:.9g} instead of {should:.9g}")
    return math.fsum(terms)


def _triples(
    flows: Flows, sources: int, targets: int, what: str, findings: _Findings
) -> Iterable[tuple[int, int, float]]:
    """Entries that can be counted; others are told and left out."""
    for source, target, amount in zip(flows.source.tolist(), flows.target.tolist(), flows.amount.tolist(), strict=True):
        if not (0 <= source < sources and 0 <= target < targets):
            findings.add(f"{what} from {source} to {target}: there is no such pair")
        elif not (math.isfinite(amount) and amount >= -TOLERANCE):
            findings.add(f"{what} from {source} to {target} is {amount}")
        else:
            yield int(source), int(target), float(amount)
