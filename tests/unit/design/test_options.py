"""Which sites are open and how big, lanes with a capacity, policies (docs/model.md, section 4)."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import cbeclogistics

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def chain(make: ModuleType) -> Tables:
    return make.chain()


def options(tables: Tables, *rows: dict[str, Any]) -> None:
    tables["site_options"] = [{"site": "W_EU", **row} for row in rows]


def stored(plan: Any) -> float:
    """Lamps that went through the German warehouse."""
    return float(plan.sites.set_index("site").loc["W_EU", "units"])


def test_nothing_passes_a_site_without_an_option(chain: Tables, solve: Any) -> None:
    chain["site_options"] = [{"site": "B_CN", "option": "S"}]
    plan = solve(chain)
    assert stored(plan) == 0
    assert plan.landed_cost == 45_000


def test_storage_holds_what_lies_at_one_time(chain: Tables, solve: Any) -> None:
    # 0.5 m3 for 30 days' stock: 0.5 · 365 / 30 = 6.083 m3 a year, 608.3 lamps of 0.01 m3
    options(chain, {"option": "S", "storage_m3": 0.5})
    assert stored(solve(chain)) == pytest.approx(608.333, abs=1e-2)


def test_throughput_is_limited_in_proportion_to_the_period(chain: Tables, solve: Any) -> None:
    # 20 m3 a year are 4 m3 in 73 days: 400 lamps
    options(chain, {"option": "S", "throughput_m3_per_year": 20})
    horizon = {"start": "2026-12-01", "periods": [{"period": "Y1", "days": 73}]}
    assert stored(solve(chain, horizon=horizon)) == pytest.approx(400)


def test_each_period_needs_its_own_room(chain: Tables, solve: Any) -> None:
    # 700 and 300 lamps in two halves of a year; 10 m3 a year are 5 in each half: 500 and 300
    chain["demand"] = [{**chain["demand"][0], "units": n, "period": p} for p, n in (("a", 700), ("b", 300))]
    options(chain, {"option": "S", "throughput_m3_per_year": 10})
    horizon = {"start": "2026-12-01", "periods": [{"period": p, "days": 182.5} for p in "ab"]}
    assert stored(solve(chain, horizon=horizon)) == pytest.approx(800)


def test_the_larger_option_is_taken_where_its_room_is_worth_its_rent(chain: Tables, solve: Any) -> None:
    # 400 lamps more save 15 each: 6,000
    small = {"option": "S", "throughput_m3_per_year": 6, "fixed_cost_per_year": 1000}
    options(chain, small, {"option": "L", "throughput_m3_per_year": 10, "fixed_cost_per_year": 6900})
    assert "W_EU/L" in solve(chain).open_sites
    options(chain, small, {"option": "L", "throughput_m3_per_year": 10, "fixed_cost_per_year": 7100})
    assert "W_EU/S" in solve(chain).open_sites


def test_two_sizes_are_never_had_at_once(chain: Tables, solve: Any) -> None:
    options(chain, {"option": "S", "throughput_m3_per_year": 6}, {"option": "L", "throughput_m3_per_year": 7})
    plan = solve(chain)
    assert stored(plan) == pytest.approx(700)
    assert [s for s in plan.open_sites if s.startswith("W_EU")] == ["W_EU/L"]


def test_a_forced_option_is_chosen_and_a_closed_one_is_not(chain: Tables, solve: Any) -> None:
    options(chain, {"option": "S", "fixed_cost_per_year": 90_000, "status": "forced"}, {"option": "L"})
    assert solve(chain).cost_breakdown["fixed"] == 90_000
    options(chain, {"option": "S", "status": "closed"}, {"option": "L", "fixed_cost_per_year": 10})
    assert "W_EU/L" in solve(chain).open_sites


def test_changing_the_size_of_an_existing_site_pays_closing_and_opening(chain: Tables, solve: Any) -> None:
    options(
        chain,
        {"option": "S", "status": "existing", "closing_cost": 100, "throughput_m3_per_year": 1, "opening_cost": 7},
        {"option": "L", "opening_cost": 200},
    )
    plan = solve(chain)
    assert (plan.cost_breakdown["closing"], plan.cost_breakdown["opening"]) == (100, 200)
    assert plan.sites.set_index("site").loc["W_EU", "decision"] == "resize"


def test_options_that_contradict_each_other_are_infeasible(chain: Tables, make: ModuleType, solve: Any) -> None:
    options(chain, {"option": "S", "status": "forced"})
    chain["policies"] = [{"policy": "none", "measure": "open_sites", "sense": "<=", "value": 0}]
    with pytest.raises((cbeclogistics.Infeasible, cbeclogistics.InputError)):
        solve(chain)


def test_a_lane_carries_no_more_than_it_can(chain: Tables, solve: Any) -> None:
    next(r for r in chain["lanes"] if r["lane"] == "ocean")["capacity_m3_per_year"] = 3
    assert stored(solve(chain)) == pytest.approx(300)


def test_a_delivery_lane_that_is_full_leaves_the_rest_to_the_next_best(
    chain: Tables, make: ModuleType, solve: Any
) -> None:
    next(r for r in chain["lanes"] if r["lane"] == "home")["capacity_m3_per_year"] = 4
    chain["lanes"].append(make.lane("dear", "W_EU", "M_EU", "express", "parcel-three"))
    chain["rate_cards"].append({"rate_card": "parcel-three", "basis": "parcel", "base": 3})
    plan = solve(chain)
    # 400 at 30 and 600 at 32
    assert plan.landed_cost == 31_200


def test_a_policy_limits_how_many_sites_are_open(chain: Tables, solve: Any) -> None:
    chain["policies"] = [{"policy": "none", "measure": "open_sites", "sites": "country=DE", "sense": "<=", "value": 0}]
    assert solve(chain).landed_cost == 45_000


def test_a_policy_asks_for_sites_to_be_open(chain: Tables, solve: Any) -> None:
    options(chain, {"option": "S", "fixed_cost_per_year": 20_000})
    chain["policies"] = [{"policy": "some", "measure": "open_sites", "sites": "W_EU", "sense": ">=", "value": 1}]
    assert solve(chain).cost_breakdown["fixed"] == 20_000


def test_a_policy_limits_units_and_shares_from_a_site(chain: Tables, solve: Any) -> None:
    chain["policies"] = [{"policy": "u", "measure": "units", "sites": "W_EU", "sense": "<=", "value": 250}]
    assert stored(solve(chain)) == pytest.approx(250)
    chain["policies"] = [{"policy": "s", "measure": "share_pct", "sites": "W_EU", "sense": "<=", "value": 40}]
    assert stored(solve(chain)) == pytest.approx(400)
    options(chain, {"option": "S", "fixed_cost_per_year": 20_000})
    chain["policies"] = [{"policy": "s", "measure": "share_pct", "sites": "W_EU", "sense": ">=", "value": 10}]
    assert stored(solve(chain)) > 0


def test_a_policy_over_each_site_binds_each(chain: Tables, make: ModuleType, solve: Any) -> None:
    chain["sites"].append({"site": "W2", "kind": "overseas_warehouse", "country": "FR", "latitude": 48, "longitude": 2})
    chain["site_options"].append({"site": "W2", "option": "S"})
    chain["lanes"] += [
        make.lane("dray2", "P_EU", "W2", "road", "one"), make.lane("home2", "W2", "M_EU", "road", "parcel-one")
    ]  # fmt: skip
    policy = {"policy": "half", "measure": "units", "sites": "kind=overseas_warehouse", "sense": "<=", "value": 300}
    chain["policies"] = [{**policy, "over": "each"}]
    # 300 each, the other 400 direct at 15 more
    assert solve(chain).landed_cost == 36_000
    chain["policies"] = [{**policy, "over": "total"}]
    assert solve(chain).landed_cost == 40_500
