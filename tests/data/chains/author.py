"""Writes the chains of this folder and what stockpyl makes of them; see README.md."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

from stockpyl.demand_source import DemandSource
from stockpyl.gsm_tree import optimize_committed_service_times
from stockpyl.instances import load_instance
from stockpyl.supply_chain_network import SupplyChainNetwork
from stockpyl.supply_chain_node import SupplyChainNode

from cbeclogistics.stock.placement.chain import Arc, Chain, Stage
from cbeclogistics.stock.placement.document import chain_to_json

HERE = Path(__file__).parent
PUBLISHED = ("example_6_3", "problem_6_7", "problem_6_8", "problem_6_9", "example_6_5", "figure_6_14")
DRAWN = 12


def main() -> None:
    """Write all of them."""
    warnings.simplefilter("ignore")
    best = []
    for name, tree in [*((name, load_instance(name)) for name in PUBLISHED), *map(drawn, range(DRAWN))]:
        (HERE / f"{name}.json").write_text(chain_to_json(chain_of(name, tree)))
        quotes, cost = optimize_committed_service_times(tree)
        told = ", ".join(f"s{stage} = {int(days)}" for stage, days in sorted(quotes.items()))
        best.append(f"[{name}]\ncost = {float(cost)!r}\nquotes_days = {{ {told} }}\n")
    (HERE / "best.toml").write_text("\n".join(best))


def chain_of(name: str, tree: SupplyChainNetwork) -> Chain:
    """Return the same chain in our terms."""
    stages = tuple(
        Stage(
            f"s{node.index}", int(node.processing_time or 0), float(node.local_holding_cost),
            float(node.demand_source.mean or 0), float(node.demand_source.standard_deviation or 0),
            None if node.external_outbound_cst is None else int(node.external_outbound_cst),
            int(node.external_inbound_cst or 0),
        )
        for node in sorted(tree.nodes, key=lambda node: node.index)
    )  # fmt: skip
    (z,) = {node.demand_bound_constant for node in tree.nodes}
    return Chain(name, stages, tuple(Arc(f"s{i}", f"s{j}") for i, j in sorted(tree.edges)), float(z))


def drawn(seed: int) -> tuple[str, SupplyChainNetwork]:
    """Draw a tree of 3 to 14 stages whose arcs run either way."""
    draw = random.Random(seed)
    count = draw.randrange(3, 15)
    arcs = []
    for j in range(1, count):
        i = draw.randrange(j)
        arcs.append((i, j) if draw.random() < 0.5 else (j, i))
    supplies = {i for i, _ in arcs}
    tree = SupplyChainNetwork()
    for i in range(count):
        sold = i not in supplies
        tree.add_node(
            SupplyChainNode(
                i, local_holding_cost=draw.randrange(1, 60) / 4, processing_time=draw.randrange(9),
                demand_bound_constant=1.5, external_inbound_cst=draw.choice([0, 0, 0, 3]),
                external_outbound_cst=draw.choice([0, 0, 1, 4]) if sold else None,
                demand_source=DemandSource(type="N", mean=20, standard_deviation=draw.randrange(1, 9))
                if sold
                else DemandSource(type=None),
            )
        )  # fmt: skip
    tree.add_edges_from_list(arcs)
    return f"drawn_{seed:02d}", tree


if __name__ == "__main__":
    main()
