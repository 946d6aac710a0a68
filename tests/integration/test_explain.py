"""Explanations of the instance that its README solves by hand; every figure here is worked out there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cbeclogistics
from cbeclogistics import Network, Plan
from cbeclogistics.cli.app import app
from cbeclogistics.data_folders import instances_folder
from cbeclogistics.plan.cost_to_serve import cost_to_serve

BOUND = 0.006 * 0.01 / 40  # of a box's last carriage, what a lamp of 0.01 m3 pays for 30 days in stock at 0.02 % a day


@pytest.fixture(scope="module")
def network() -> Network:
    return cbeclogistics.load("tiny")


@pytest.fixture(scope="module")
def plan(network: Network) -> Plan:
    return cbeclogistics.solve(network, "proof")


@pytest.fixture(scope="module")
def saved(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan.save(tmp_path_factory.mktemp("explain") / "plan")


@pytest.fixture(scope="module")
def berlin(plan: Plan, network: Network) -> Any:
    return cbeclogistics.explain(plan, network, market="M_BER", product="lamp")


def worked_out(header: str, row: str, *, after: str = "") -> list[str]:
    """Cells of a row of a table of the instance's page, the first table with that header after a heading."""
    page = (instances_folder() / "tiny" / "README.md").read_text(encoding="utf-8")
    table = page[page.index(f"| {header}", page.index(after)) :].split("\n\n")[0]
    (found,) = [text for text in table.splitlines() if text.startswith(f"| {row} |")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def last(cell: str) -> float:
    """Figure in which a cell ends."""
    return float(cell.replace("*", "").split()[-1])


def cents(amount: float) -> int:
    return round(amount * 100)


def line(way: Any, leg: int, component: str, what: str = "") -> Any:
    (found,) = [x for x in way.lines if (x.leg, x.component) == (leg, component) and what in x.what]
    return found


def test_the_waterfall_of_berlins_lamps_is_the_one_worked_out_by_hand(berlin: Any) -> None:
    (way,) = berlin.ways
    assert [(leg.from_site, leg.to_site) for leg in way.legs] == [
        ("F_SZX", "P_NGB"), ("P_NGB", "P_RTM"), ("P_RTM", "W_DUI"), ("W_DUI", "M_BER"),
    ]  # fmt: skip
    for leg, component, per_unit in (
        (0, "goods", 8), (0, "freight", 0.075), (1, "freight", 1), (1, "duty", 0.55), (2, "freight", 0.125),
        (2, "handling", 0.10), (2, "storage", 0.06), (3, "handling", 2), (3, "last_mile", 4), (3, "tax", 3.80),
        # of 400 for the empty quarter at sea and 100 for its entry, by freight: all of them by 90 + 30 lamps, 30 toys
        # that pay 12,000 + 3,000: 2/5 of it Berlin's; of rent 10,000 for 110 m3 60; of the dray's 125, by freight and
        # receiving, (750 + 600) of (1,125 + 900 + 250 + 200)
        (1, "container_rounding", 1000 * 6000 / 15000 / 6000), (1, "fees", 400 * 6000 / 15000 / 6000),
        (2, "fixed", 10000 * 60 / 110 / 6000), (2, "container_rounding", 125 * 1350 / 2475 / 6000),
    ):  # fmt: skip
        assert line(way, leg, component).per_unit == pytest.approx(per_unit, abs=1e-4), (leg, component)
    full = worked_out("by", "W_DUI", after="## With boxes")[1]
    assert way.unit_cost_at_full_loads == pytest.approx(float(full) + 500 * BOUND, abs=1e-4)
    stock, door = worked_out("| goods", "lamp in W_DUI")[2], 0.004
    capital = sum(x.per_unit for x in way.lines if x.component == "capital")
    assert capital == pytest.approx(last(stock) + door + 500 * BOUND, abs=1e-4)


@pytest.mark.parametrize("market", ["M_BER", "M_WAW", "M_PAR"])
@pytest.mark.parametrize("product", ["lamp", "toy"])
def test_lines_sum_to_the_way_and_ways_to_the_cost_to_serve(
    plan: Plan, network: Network, market: str, product: str
) -> None:
    told = cbeclogistics.explain(plan, network, market=market, product=product)
    served = cost_to_serve(plan).set_index(["market", "product"]).loc[(market, product)]
    assert cents(told.landed_cost) == cents(served["cost"])
    assert told.allocated_cents == 0
    assert sum(cents(way.landed_cost) for way in told.ways) == cents(told.landed_cost)
    for way in told.ways:
        assert sum(cents(x.amount) for x in way.lines) == cents(way.landed_cost)
        assert sum(cents(leg.amount) for leg in way.legs) == cents(way.landed_cost)
        assert sum(round(x.per_unit * 1e4) for x in way.lines) == round(way.unit_cost * 1e4)
        assert way.unit_cost == pytest.approx(way.landed_cost / way.units, abs=5.1e-5)


def test_the_next_best_ways_cost_what_the_page_says(berlin: Any) -> None:
    (way,) = berlin.ways
    warsaw, direct, zone = way.alternatives
    boxed = {row: float(worked_out("by", row, after="## With boxes")[1]) for row in ("W_WAW", "direct")}
    assert (warsaw.kind, warsaw.unit_cost) == ("other stock", pytest.approx(boxed["W_WAW"] + 900 * BOUND, abs=1e-4))
    assert (direct.kind, direct.unit_cost) == ("direct", pytest.approx(boxed["direct"], abs=1e-4))
    # a lamp in the zone to Berlin without boxes, and its share of the box there, 200 / 4,000
    in_the_zone = float(worked_out("by", "B_NGB", after="**Together**")[1])
    assert (zone.kind, zone.unit_cost) == ("other stock", pytest.approx(in_the_zone + 0.05 + 200 * BOUND, abs=1e-4))
    for other in way.alternatives:
        assert other.difference == pytest.approx(other.unit_cost - way.unit_cost_at_full_loads, abs=1e-4)
        assert sum(d.per_unit for d in other.differences) == pytest.approx(other.difference, abs=2e-4)
    assert direct.route == ("F_SZX", "air, ioss", "M_BER")
    flat = next(d for d in direct.differences if d.component == "duty" and d.what == "flat")
    assert (flat.per_unit, flat.rule.rule) == (3.0, "ioss/EU")
    assert "2026/382" in flat.rule.source


def test_the_room_that_a_way_would_lack_is_named(berlin: Any) -> None:
    warsaw = berlin.ways[0].alternatives[0]
    # 5 m3 at a time for 30 days are 60.8 m3 a year, of which 40 are taken; Berlin's lamps are 60 m3
    assert any("W_WAW/S has room for only 20.8 more of its 60.8 m3" in note for note in warsaw.notes)
    assert any("a further box costs 900" in note for note in warsaw.notes)


def test_every_layer_tax_and_fee_names_its_rule_and_source(berlin: Any) -> None:
    (way,) = berlin.ways
    for x in way.lines:
        if x.component in ("duty", "tax", "fees", "goods", "freight", "last_mile"):
            assert x.rule is not None, x
    assert line(way, 1, "duty").rule.rule == "EU-lamp"
    assert line(way, 1, "duty").rule.source == "made up"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["explain", *words])


def test_the_command_prints_a_waterfall_that_fits_100_columns(
    saved: Path, plan: Plan, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cbeclogistics.cli import console

    monkeypatch.setattr(console, "PIPED_WIDTH", 100)
    shown = run(str(saved), "--market", "M_PAR", "--product", "toy")
    assert shown.exit_code == 0
    assert max(len(text) for text in shown.stdout.splitlines()[3:]) <= 100
    told = cbeclogistics.explain(plan, network, market="M_PAR", product="toy")
    assert f"{told.landed_cost:,.2f}" in shown.stdout
    for word in ("B_NGB", "duty flat", "3.00 an item", "Next-best ways", "Rules and figures"):
        assert word in shown.stdout


def test_json_is_the_explanation(saved: Path, plan: Plan, network: Network) -> None:
    shown = run(str(saved / "plan.json"), "--market", "M_BER", "--product", "lamp", "--json", "--alternatives", "1")
    assert shown.exit_code == 0
    told = cbeclogistics.explain(plan, network, market="M_BER", product="lamp", alternatives=1)
    assert json.loads(shown.stdout) == json.loads(json.dumps(told.as_dict()))


@pytest.mark.parametrize(
    ("market", "product", "said"),
    [
        ("M_BRE", "lamp", "did you mean M_BER?"),
        ("M_BER", "lamb", "did you mean lamp?"),
        ("W_DUI", "lamp", "is no market of the instance"),
    ],
)
def test_an_unknown_market_or_product_exits_with_3_and_the_nearest_name(
    saved: Path, market: str, product: str, said: str
) -> None:
    failed = run(str(saved), "--market", market, "--product", product)
    assert failed.exit_code == 3
    assert failed.stdout == ""
    assert said in failed.stderr


def test_another_instance_is_refused(saved: Path) -> None:
    failed = run(str(saved), "--market", "M_BER", "--product", "lamp", "--instance", "china-import")
    assert failed.exit_code == 3
    assert "the instance that the plan was made from" in failed.stderr
    assert run(str(saved), "--market", "M_BER", "--product", "lamp", "--instance", "tiny").exit_code == 0


def test_a_plan_whose_instance_is_not_found_by_name_asks_for_it(saved: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    for change in ({"instance": "gone"}, {"instance_hash": "0" * 16}):
        other = replace(cbeclogistics.read_plan(saved), **change).save(tmp_path / next(iter(change)))
        failed = run(str(other), "--market", "M_BER", "--product", "lamp")
        assert failed.exit_code == 3
        assert "--instance" in failed.stderr
