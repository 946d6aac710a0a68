"""Surcharges: kinds, whom they apply to, seasons."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import pytest

from cbeclogistics.freight.surcharges import Case

PARCEL = [{"basis": "parcel", "base": 8, "per_kg": 1}]
BOX = [{"container": "box", "usable_m3": 10, "payload_kg": 1000}]


def surcharge(kind: str, amount: float, applies: str = "all", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "amount": amount, "applies": applies, **more}


def test_surcharges_are_added_to_the_price_and_not_to_one_another(make: ModuleType) -> None:
    # 10 for 2 kg; 30 % fuel 3, 10 % peak 1, 0.50 a parcel, 0.20 a kg
    added = [surcharge("pct", 30), surcharge("pct", 10), surcharge("per_parcel", 0.5), surcharge("per_kg", 0.2)]
    assert make.rate_card(PARCEL, surcharges=added).price(2.0, 0) == pytest.approx(14.9)


@pytest.mark.parametrize("applies", ["dangerous", "remote", "residential"])
def test_a_surcharge_is_asked_of_those_it_applies_to(make: ModuleType, applies: str) -> None:
    card = make.rate_card(PARCEL, surcharges=[surcharge("per_parcel", 4, applies)])
    for flag in ("dangerous", "remote", "residential"):
        assert card.price(2.0, 0, case=Case(**{flag: True})) == pytest.approx(14 if flag == applies else 10)


def test_whom_it_applies_to_may_differ_from_parcel_to_parcel(make: ModuleType) -> None:
    card = make.rate_card(PARCEL, surcharges=[surcharge("pct", 50, "remote"), surcharge("per_parcel", 1, "dangerous")])
    case = Case(dangerous=[False, True, True], remote=[True, False, True])
    assert card.price([2.0, 2.0, 2.0], 0, case=case) == pytest.approx([15, 11, 16])


def test_a_kind_is_charged_on_its_basis_alone(make: ModuleType) -> None:
    every = [surcharge("per_load", 100), surcharge("per_parcel", 1), surcharge("per_kg", 0.1)]
    assert make.rate_card(PARCEL, surcharges=every).price(2.0, 0) == pytest.approx(10 + 1 + 0.2)
    air = make.rate_card([{"basis": "weight", "per_kg": 3, "load_kg": 500}], surcharges=every)
    assert air.load_price(0.0) == pytest.approx(1500 + 100 + 50)
    sea = make.rate_card([{"basis": "container", "container": "box", "base": 800}], BOX, surcharges=every)
    assert sea.load_price(0.0) == pytest.approx(900)


def test_a_surcharge_names_its_cards(make: ModuleType) -> None:
    other = surcharge("per_parcel", 1, rate_cards="other")
    mine = surcharge("per_parcel", 2, rate_cards="other;card")
    assert make.rate_card(PARCEL, surcharges=[other, mine]).price(2.0, 0) == pytest.approx(12)


@pytest.mark.parametrize(
    ("begins", "ends", "days"),
    [
        (None, None, 365),
        ("2026-10-01", "2027-01-15", 46),  # 1 December to 15 January, both in it
        ("2027-11-30", None, 1),  # the last day
        (None, "2026-12-01", 1),  # the first
        ("2027-12-01", None, 0),
        (None, "2026-11-30", 0),
    ],
)
def test_a_season_counts_for_its_share_of_the_days(make: ModuleType, begins: str, ends: str, days: float) -> None:
    peak = surcharge("per_parcel", 365, effective_from=begins, effective_to=ends)
    card = make.rate_card(PARCEL, surcharges=[peak], first=dt.date(2026, 12, 1), days=365)
    assert card.price(2.0, 0) == pytest.approx(10 + days)


def test_amounts_are_converted(make: ModuleType) -> None:
    yuan = surcharge("per_parcel", 10, currency="CNY")
    assert make.rate_card(PARCEL, surcharges=[yuan], rates={"CNY": 0.14}).price(2.0, 0) == pytest.approx(11.4)
