"""Stages in the order in which goods pass them."""

from __future__ import annotations

from .chain import Chain


def downstream_order(chain: Chain) -> list[int]:
    """Indices of stages, suppliers before customers; of those on a circle and behind it none."""
    index = {stage.name: i for i, stage in enumerate(chain.stages)}
    customers: list[list[int]] = [[] for _ in chain.stages]
    waits = [0] * len(chain.stages)
    for arc in chain.arcs:
        customers[index[arc.supplier]].append(index[arc.customer])
        waits[index[arc.customer]] += 1
    ready = [i for i, count in enumerate(waits) if not count]
    for i in ready:  # grows while it is walked
        for j in customers[i]:
            waits[j] -= 1
            if not waits[j]:
                ready.append(j)
    return ready
