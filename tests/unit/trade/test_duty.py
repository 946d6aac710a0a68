"""Which layers are charged together, and which rule of a layer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from cbeclogistics.trade.duty import DutyRule, amounts
from cbeclogistics.trade.layers import Case, stack

DAY = dt.date(2026, 12, 1)


def rule(name: str, pct: float = 0, layer: str = "MFN", origins: str = "*", hs: str = "*", **more: Any) -> DutyRule:
    return DutyRule(name, "US", tuple(origins.split(";")), hs, layer, rate_pct=pct, **more)


def rates(rules: list[DutyRule], origin: str = "CN", hs: str = "610910", on: dt.date = DAY) -> dict[str, float]:
    return {r.rule: r.rate_pct for r in stack(rules, Case(origin, hs, on))}


def test_layers_in_force_add_up() -> None:
    assert rates([rule("mfn", 16.5), rule("301", 7.5, "S301", "CN")]) == {"mfn": 16.5, "301": 7.5}


def test_a_rule_holds_from_its_first_to_its_last_day() -> None:
    rules = [
        rule("old", 10, effective_to=dt.date(2026, 7, 23)),
        rule("new", 12.5, effective_from=dt.date(2026, 7, 24)),
    ]
    assert rates(rules, on=dt.date(2026, 7, 23)) == {"old": 10}
    assert rates(rules, on=dt.date(2026, 7, 24)) == {"new": 12.5}


def test_the_longest_code_wins_within_a_layer() -> None:
    rules = [rule("all", 1), rule("chapter", 2, hs="61"), rule("heading", 3, hs="6109"), rule("line", 4, hs="61091000")]
    assert rates(rules, hs="61091000") == {"line": 4}
    assert rates(rules, hs="610910") == {"heading": 3}
    assert rates(rules, hs="611000") == {"chapter": 2}
    assert rates(rules, hs="950300") == {"all": 1}


def test_a_code_is_a_beginning_and_no_middle() -> None:
    assert rates([rule("chapter", 9, hs="09")], hs="610910") == {}


def test_the_named_origin_wins_over_any() -> None:
    rules = [rule("any", 5), rule("china", 8, origins="CN;HK")]
    assert rates(rules) == {"china": 8}
    assert rates(rules, origin="HK") == {"china": 8}
    assert rates(rules, origin="VN") == {"any": 5}


def test_a_longer_code_for_any_origin_wins_over_a_named_origin() -> None:
    assert rates([rule("any", 5, hs="6109"), rule("china", 8, origins="CN")]) == {"any": 5}


def test_the_later_rule_wins_among_equals() -> None:
    rules = [rule("2025", 5, effective_from=dt.date(2025, 1, 1)), rule("2026", 6, effective_from=dt.date(2026, 1, 1))]
    assert rates(rules) == rates(rules[::-1]) == {"2026": 6}


def test_a_preference_takes_the_place_of_a_higher_rate_only() -> None:
    preference = rule("fta", 3, "PREF", "CN", replaces="MFN")
    assert rates([rule("mfn", 5), preference]) == {"fta": 3}
    assert rates([rule("mfn", 2), preference]) == {"mfn": 2}
    assert rates([rule("mfn", 5), preference], origin="VN") == {"mfn": 5}


def test_the_lower_of_two_preferences_is_taken() -> None:
    two = [rule("asean", 3, "ACFTA", "VN", replaces="MFN"), rule("rcep", 1, "RCEP", "VN", replaces="MFN")]
    assert rates([rule("mfn", 5), *two], origin="VN") == {"rcep": 1}
    assert rates([rule("mfn", 5), *two[::-1]], origin="VN") == {"rcep": 1}


def test_a_preference_to_a_provisional_rate_beats_both() -> None:
    chain = [rule("mfn", 8), rule("prov", 5, "PROV", replaces="MFN"), rule("fta", 2, "PREF", replaces="PROV")]
    assert rates(chain) == rates(chain[::-1]) == {"fta": 2}
    dear = [rule("mfn", 3), *chain[1:]]
    assert rates(dear) == {"fta": 2}


def test_of_preferences_without_a_base_rate_the_lowest_is_charged() -> None:
    assert rates([rule("asean", 3, "ACFTA", replaces="MFN"), rule("rcep", 1, "RCEP", replaces="MFN")]) == {"rcep": 1}


def test_a_layer_that_names_itself_stands() -> None:
    assert rates([rule("mfn", 5, replaces="MFN")]) == {"mfn": 5}


def test_layers_that_replace_each_other_are_charged_at_the_lower() -> None:
    circle = [rule("a", 5, "A", replaces="B"), rule("b", 3, "B", replaces="A")]
    assert rates(circle) == rates(circle[::-1]) == {"b": 3}


def test_a_preference_leaves_additional_duties_standing() -> None:
    rules = [rule("mfn", 5), rule("fta", 0, "PREF", replaces="MFN"), rule("ad", 20, "AD", "CN")]
    assert rates(rules) == {"fta": 0, "ad": 20}


def test_a_specific_rate_is_not_replaced_by_one_that_is_dearer_by_weight() -> None:
    rules = [rule("mfn", 10, per_kg=0.5), rule("fta", 5, "PREF", replaces="MFN", per_kg=0.8)]
    assert rates(rules) == {"mfn": 10}


def test_a_layer_that_is_charged_suppresses_others() -> None:
    rules = [rule("mfn", 2), rule("fl", 12.5, "FL"), rule("232", 25, "S232", hs="8708", suppresses=("FL",))]
    assert rates(rules, hs="870830") == {"mfn": 2, "232": 25}
    assert rates(rules, hs="610910") == {"mfn": 2, "fl": 12.5}


def test_a_layer_at_zero_suppresses_nothing() -> None:
    rules = [rule("fl", 12.5, "FL"), rule("232", 0, "S232", suppresses=("FL",))]
    assert rates(rules)["fl"] == 12.5


def test_suppression_does_not_depend_on_the_order_of_rows() -> None:
    rules = [rule("mfn", 2), rule("fl", 12.5, "FL"), rule("232", 25, "S232", suppresses=("FL",))]
    assert rates(rules) == rates(rules[::-1])


def test_a_layer_with_a_rate_never_takes_more_than_that_under_its_ceiling() -> None:
    assert rates([rule("mfn", 2.5), rule("add", 5, "ADD", ceiling_pct=15)]) == {"mfn": 2.5, "add": 5}


def test_a_layer_with_a_ceiling_fills_up_to_it_over_the_base() -> None:
    # European goods: MFN and forced labour together 10 %
    capped = rule("fl", 10, "FL", "DE", ceiling_pct=10)
    assert rates([rule("mfn", 2.5), capped], origin="DE") == {"mfn": 2.5, "fl": 7.5}
    assert rates([rule("mfn", 12), capped], origin="DE") == {"mfn": 12, "fl": 0}
    assert rates([rule("mfn", 10), capped], origin="DE") == {"mfn": 10, "fl": 0}


def test_a_ceiling_counts_the_preference_that_stands_for_the_base() -> None:
    rules = [rule("mfn", 8), rule("fta", 1, "PREF", replaces="MFN"), rule("fl", 10, "FL", ceiling_pct=10)]
    assert rates(rules) == {"fta": 1, "fl": 9}


def test_a_ceiling_leaves_layers_outside_the_base_alone() -> None:
    rules = [rule("mfn", 2), rule("ad", 30, "AD"), rule("fl", 10, "FL", ceiling_pct=10)]
    assert rates(rules) == {"mfn": 2, "ad": 30, "fl": 8}


def test_a_floor_written_as_a_ceiling_alone_suppresses_like_any_layer_that_is_charged() -> None:
    # Japanese car, Section 232: MFN 2.5 % filled up to 15 %, and no forced-labour duty beside it
    rules = [rule("mfn", 2.5), rule("fl", 12.5, "FL"), rule("232", 0, "S232", ceiling_pct=15, suppresses=("FL",))]
    assert rates(rules, origin="JP", hs="870323") == {"mfn": 2.5, "232": 12.5}


def test_specific_rates_are_charged_on_weight_pieces_and_content() -> None:
    # 10 % of 200 + 0.5 · 30 kg + 0.25 · 8 pieces + 0.125 · 16 litres = 20 + 15 + 2 + 2
    layers = (rule("wine", 10, per_kg=0.5, per_unit=0.25, per_litre=0.125),)
    charged = amounts([layers], np.array([0]), np.array([200.0]), np.array([30.0]), np.array([8.0]), np.array([16.0]))
    assert charged == pytest.approx(np.array([[39.0]]))


def test_lines_without_a_rule_pay_nothing() -> None:
    one = np.ones(2)
    assert amounts([()], np.array([0, 0]), one, one, one, one).sum() == 0
