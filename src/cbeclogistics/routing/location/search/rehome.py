"""Give a whole route to another depot, opened where the route fits it best."""

from __future__ import annotations

from ....engine.compiled import compiled
from .ground import Ground
from .tours import Tours


@compiled
def rehome(ground: Ground, tours: Tours, route: int, depot: int) -> float:
    """Move a route to a depot; return what that changes in its length.

    Its customers keep their cyclic order; the cycle is cut where that costs least.
    """
    length, home = ground.length, tours.home[route]
    first, last = tours.first[route], tours.last[route]
    before = length[home, first] + length[last, home]
    closing = length[last, first]
    least, cut = length[last, depot] + length[depot, first], -1
    node = first
    while tours.after[node] >= 0:
        following = tours.after[node]
        way = length[node, depot] + length[depot, following] + closing - length[node, following]
        if way < least:
            least, cut = way, node
        node = following
    if cut >= 0:
        begin = tours.after[cut]
        tours.after[last], tours.before[first] = first, last
        tours.before[begin], tours.after[cut] = -1, -1
        tours.first[route], tours.last[route] = begin, cut
    tours.home[route] = depot
    tours.used[home] -= 1
    tours.used[depot] += 1
    tours.sent[home] = tours.sent[home] - tours.load[route] if tours.used[home] > 0 else 0.0
    tours.sent[depot] += tours.load[route]
    return float(least - before)
