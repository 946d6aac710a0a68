"""Rules looked up by territory, code and day; amounts in the base currency."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import pytest

from cbeclogistics.trade import tax

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def rules(make: ModuleType) -> Any:
    return make.rulebook(
        territories=[{"territory": "EU", "countries": "DE;FR", "valuation": "CIF"},
                     {"territory": "CN", "countries": "CN", "valuation": "CIF", "export_vat_pct": 13}],
        duty_rates=[make.duty("EU-wine", "EU", 0, hs="2204", per_litre=0.1, per_kg=0.2, per_unit=0.3, currency="EUR")],
        taxes=[{"rule": "DE", "country": "DE", "rate_pct": 19},
               {"rule": "DE-book", "country": "DE", "hs": "4901", "rate_pct": 7},
               {"rule": "DE-2020", "country": "DE", "rate_pct": 16, "effective_from": "2020-07-01",
                "effective_to": "2020-12-31"},
               {"rule": "FR", "country": "FR", "rate_pct": 20}],
        fees=[{"rule": "f", "territory": "EU", "name": "b", "amount": 50, "minimum": 10, "maximum": 90,
               "currency": "EUR"}],
        rates={"EUR": 1.2},
    )  # fmt: skip


def test_a_country_belongs_to_its_territory(rules: Any) -> None:
    assert rules.territory_of == {"DE": "EU", "FR": "EU", "CN": "CN"}
    assert rules.export_vat_pct["CN"] == 13


def test_amounts_are_converted_and_rates_are_not(rules: Any) -> None:
    (wine,) = rules.duty_stack("EU", "CL", "22042100", DAY)
    assert wine.rates == pytest.approx((0, 0.24, 0.36, 0.12))
    (fee,) = rules.fees("EU", "any", "ocean", DAY)
    assert (fee.amount, fee.minimum, fee.maximum) == pytest.approx((60, 12, 108))


def test_the_reduced_rate_goes_with_the_longest_code(rules: Any) -> None:
    assert rules.tax_pct("vat", "DE", "490110", DAY) == 7
    assert rules.tax_pct("vat", "DE", "610910", DAY) == 19


def test_a_temporary_rate_wins_while_it_lasts(rules: Any) -> None:
    assert rules.tax_pct("vat", "DE", "610910", dt.date(2020, 12, 31)) == 16
    assert rules.tax_pct("vat", "DE", "610910", dt.date(2021, 1, 1)) == 19


def test_a_country_without_a_rule_levies_nothing(rules: Any) -> None:
    assert rules.tax_pct("vat", "HK", "610910", DAY) == 0
    assert rules.tax_pct("excise", "DE", "610910", DAY) == 0


def test_duty_rules_of_another_territory_do_not_apply(rules: Any) -> None:
    assert rules.duty_stack("CN", "CL", "220421", DAY) == ()


def test_of_the_rows_of_a_tax_one_is_charged_and_excise_comes_first() -> None:
    rows = [
        tax.TaxRule("v", "CN", "vat", "*", 13), tax.TaxRule("c", "CN", "excise", "*", 15),
        tax.TaxRule("c-wine", "CN", "excise", "2204", 10),
    ]  # fmt: skip
    assert [r.rule for r in tax.in_force(rows, "CN", "330499", DAY)] == ["c", "v"]
    assert [r.rule for r in tax.in_force(rows, "CN", "220421", DAY)] == ["c-wine", "v"]
