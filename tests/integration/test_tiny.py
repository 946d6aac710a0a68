"""The instance that its README solves by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import cbeclogistics
from cbeclogistics.network.network import Network

README = Path(__file__).parents[2] / "instances" / "tiny" / "README.md"
BEST = 358_559.15


@pytest.fixture(scope="module")
def page() -> str:
    return README.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def network() -> Network:
    return cbeclogistics.load("tiny")


def table(page: str, header: str) -> list[list[str]]:
    """Cells of the table under the header row that begins so."""
    after = page[page.index(f"| {header} |") :].splitlines()[2:]
    rows = []
    for line in after:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def amount(text: str) -> float:
    return float(text.replace(",", ""))


def test_the_page_ends_in_the_figure_that_this_file_holds(page: str) -> None:
    found = re.search(r"\*\*Landed cost: ([\d,.]+) USD\*\*", page)
    assert found is not None
    assert amount(found[1]) == BEST
    assert sum(amount(row[1]) for row in table(page, "component")) == pytest.approx(BEST)


def assert_is_the_plan_of_the_page(plan: Any, page: str) -> None:
    assert plan.landed_cost == BEST
    assert plan.open_sites == ("B_NGB/S", "W_DUI/S", "W_WAW/S")
    stated = {row[0]: amount(row[1]) for row in table(page, "component")}
    assert {c: v for c, v in plan.cost_breakdown.items() if v} == pytest.approx(stated)
    boxes = {(row[0], row[1]): (amount(row[2]), amount(row[3])) for row in table(page, "from | to")}
    found = {
        (r["from"], r["to"]): (pytest.approx(r["volume_m3"]), r["loads"])
        for r in plan.tables["containers"].to_dict("records")
    }
    assert found == boxes
    assert plan.audit.passed
    assert plan.model_objective == pytest.approx(BEST, abs=0.005)
    assert plan.objective_difference < 1e-9


@pytest.mark.parametrize("profile", ["proof", "balanced", "quick", "ortools", "ortools-highs", "pulp-cbc"])
def test_the_plan_worked_out_by_hand_is_found(network: Network, page: str, profile: str) -> None:
    plan = cbeclogistics.solve(network, profile, gap=1e-6)
    assert_is_the_plan_of_the_page(plan, page)
    assert plan.status == "optimal"
    assert plan.gap <= 1e-6


def test_the_bound_of_a_looser_solve_is_honest(network: Network) -> None:
    plan = cbeclogistics.solve(network, "quick")
    assert plan.bound <= BEST <= plan.landed_cost
    assert plan.gap <= 0.02


def choices(page: str) -> list[tuple[tuple[str, ...], float]]:
    return [(() if row[0] == "nothing" else tuple(row[0].split(", ")), amount(row[1])) for row in table(page, "open")]


def test_the_page_works_out_every_choice_of_open_sites(page: str) -> None:
    sites = {frozenset(o.split("/")[0] for o in opened) for opened, _ in choices(page)}
    assert len(sites) == 8


@pytest.mark.parametrize("number", range(8))
def test_each_choice_of_open_sites_costs_what_the_page_says(network: Network, page: str, number: int) -> None:
    opened, cost = choices(page)[number]
    options = network.table("site_options")
    sites = {o.split("/")[0] for o in opened}
    options["status"] = ["candidate" if s in sites else "closed" for s in options["site"]]
    chosen = Network(network.settings, {**network.tables, "site_options": options})
    plan = cbeclogistics.solve(chosen, "proof")
    assert plan.landed_cost == cost
    assert plan.open_sites == opened
