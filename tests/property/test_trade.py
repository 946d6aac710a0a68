"""What must hold of duty, tax and fees whatever the rules and the goods."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbeclogistics.design.fees import pieces
from cbeclogistics.trade.fees import Fee

DAY = dt.date(2026, 12, 1)
CODES = ("610910", "61091000", "950300", "330499")
ORIGINS = ("CN", "VN", "DE")

money = st.floats(0, 1e6, allow_nan=False).map(lambda v: round(v, 2))
pct = st.floats(0, 60).map(lambda v: round(v, 3))


@st.composite
def rule_rows(draw: Any) -> dict[str, list[dict[str, Any]]]:
    """Rules of two territories with layers, preferences, suppressions, ceilings and limits of fees."""
    rows: list[dict[str, Any]] = []
    for territory in ("US", "EU"):
        rows.append({"layer": "MFN", "hs": "*", "rate_pct": draw(pct), "per_kg": draw(st.sampled_from([0, 0.5]))})
        for hs in draw(st.lists(st.sampled_from(["61", "6109", "610910", "95"]), unique=True, max_size=3)):
            rows.append({"layer": "MFN", "hs": hs, "rate_pct": draw(pct), "per_unit": draw(st.sampled_from([0, 0.2]))})
        if draw(st.booleans()):
            rows.append({"layer": "S301", "hs": "*", "origins": "CN", "rate_pct": draw(pct), "suppresses": "FL"})
        if draw(st.booleans()):
            ceiling = draw(st.none() | pct)
            rows.append({"layer": "FL", "hs": "*", "rate_pct": draw(pct), "ceiling_pct": ceiling})
        for name in draw(st.sampled_from([(), ("FTA",), ("FTA", "RCEP")])):
            rows.append({"layer": name, "hs": "*", "origins": "VN", "rate_pct": draw(pct), "replaces": "MFN"})
        for row in rows:
            row.setdefault("territory", territory)
    duty = [{"rule": f"r{i}", "origins": "*", **row} for i, row in enumerate(rows)]
    terms = {
        "duty": draw(st.sampled_from(["tariff", "none", "flat"])),
        "duty_pct": 7,
        "duty_per_item": draw(st.sampled_from([0, 3])),
        "tax": draw(st.sampled_from(["import", "at_sale", "none", "composite"])),
        "tax_share_pct": 70,
        "recoverable": draw(st.booleans()),
        "value_basis": draw(st.sampled_from(["transfer", "retail"])),
        "max_value": draw(st.none() | st.sampled_from([150, 5000])),
    }
    channels = [
        {"channel": "bulk", "territory": t, "procedure": "formal", "applies_to": "bulk"} for t in ("US", "EU")
    ] + [
        {"channel": "parcel", "territory": t, "procedure": "low_value", "applies_to": "parcel", **terms}
        for t in ("US", "EU")
    ]
    low = draw(st.sampled_from([0, 30]))
    fee = {"rule": "f", "territory": "US", "name": "fee", "rate_pct": draw(st.sampled_from([0, 0.5])), "amount": 2,
           "minimum": low, "maximum": draw(st.sampled_from([None, 400]))}  # fmt: skip
    return {
        "territories": [{"territory": "US", "countries": "US", "valuation": "FOB"},
                        {"territory": "EU", "countries": "DE;FR", "valuation": "CIF"}],
        "channels": channels, "duty_rates": duty, "fees": [fee],
        "taxes": [{"rule": "DE", "country": "DE", "rate_pct": 19}, {"rule": "FR", "country": "FR", "rate_pct": 20},
                  {"rule": "FR-x", "country": "FR", "kind": "excise", "rate_pct": 15}],
    }  # fmt: skip


@st.composite
def line_columns(draw: Any, least: int = 1, most: int = 8) -> dict[str, list[Any]]:
    """Columns of some lines, bulk and parcels mixed."""
    n = draw(st.integers(least, most))

    def some(strategy: Any) -> list[Any]:
        return draw(st.lists(strategy, min_size=n, max_size=n))

    where = some(st.sampled_from([("US", "US"), ("EU", "DE"), ("EU", "FR")]))
    how = some(st.sampled_from([("bulk", ""), ("parcel", "B2C"), ("parcel", "B2B"), ("domestic", "B2C")]))
    return {
        "territory": [w[0] for w in where], "country": [w[1] for w in where], "channel": [h[0] for h in how],
        "sales_channel": [h[1] for h in how], "origin": some(st.sampled_from(ORIGINS)),
        "hs": some(st.sampled_from(CODES)), "mode": some(st.sampled_from(["ocean", "air"])),
        "units": some(st.integers(1, 500)), "weight_kg": some(money), "transfer_value": some(money),
        "price": some(money), "freight": some(money), "insurance": some(money),
    }  # fmt: skip


def priced(make: ModuleType, kernel: ModuleType, columns: dict[str, Any], rules: Any) -> np.ndarray:
    cleared = kernel.clear(make.lines(**columns), rules, DAY)
    return np.stack([cleared.duty, cleared.tax, cleared.recoverable_tax, cleared.fees, cleared.customs_value], axis=1)


@given(rule_rows(), line_columns(least=2))
@settings(max_examples=25, deadline=None)
def test_many_lines_at_once_cost_what_each_costs_alone(
    make: ModuleType, kernel: ModuleType, rows: dict[str, Any], columns: dict[str, list[Any]]
) -> None:
    rules = make.rulebook(**rows)
    together = priced(make, kernel, columns, rules)
    alone = [priced(make, kernel, {k: [v[i]] for k, v in columns.items()}, rules)[0] for i in range(len(together))]
    assert together == pytest.approx(np.array(alone), rel=1e-12)


@given(rule_rows(), line_columns(), st.floats(0, 1e5))
@settings(max_examples=25, deadline=None)
def test_dearer_goods_never_pay_less(
    make: ModuleType, kernel: ModuleType, rows: dict[str, Any], columns: dict[str, list[Any]], more: float
) -> None:
    rules = make.rulebook(**rows)
    dearer = {
        **columns,
        "transfer_value": [v + more for v in columns["transfer_value"]],
        "price": [v + more for v in columns["price"]],
    }
    before, after = priced(make, kernel, columns, rules), priced(make, kernel, dearer, rules)
    assert (after >= before - 1e-6 * (1 + before)).all()


@given(rule_rows(), line_columns())
@settings(max_examples=25, deadline=None)
def test_nothing_is_negative_and_layers_sum_to_the_duty(
    make: ModuleType, kernel: ModuleType, rows: dict[str, Any], columns: dict[str, list[Any]]
) -> None:
    cleared = kernel.clear(make.lines(**columns), make.rulebook(**rows), DAY)
    for amount in (cleared.duty, cleared.tax, cleared.recoverable_tax, cleared.fees, cleared.duty_by_layer):
        assert (amount >= -1e-9).all()
    tariff = np.array([len(cleared.stacks[w]) > 0 for w in cleared.which])
    assert cleared.duty[tariff] == pytest.approx(cleared.duty_by_layer.sum(axis=1)[tariff])


@given(rule_rows(), line_columns(), st.sampled_from([0.01, 7.25, 100.0]))
@settings(max_examples=25, deadline=None)
def test_another_base_currency_scales_every_amount(
    make: ModuleType, kernel: ModuleType, rows: dict[str, Any], columns: dict[str, list[Any]], rate: float
) -> None:
    # the rows stay in XYZ; once XYZ is the base, once it is worth `rate`
    named = {
        name: [{**row, "currency": "XYZ"} for row in table] if name in ("channels", "duty_rates", "fees") else table
        for name, table in rows.items()
    }
    scaled = {
        k: [x * rate for x in v] if k in ("transfer_value", "price", "freight", "insurance") else v
        for k, v in columns.items()
    }
    one = priced(make, kernel, columns, make.rulebook(**named, rates={"XYZ": 1.0}))
    other = priced(make, kernel, scaled, make.rulebook(**named, rates={"XYZ": rate}))
    assert other == pytest.approx(one * rate, rel=1e-9, abs=1e-9)


@given(rule_rows(), line_columns(most=1), st.lists(st.floats(0.01, 1), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_splitting_a_line_within_its_consignment_changes_nothing(
    make: ModuleType, kernel: ModuleType, rows: dict[str, Any], columns: dict[str, list[Any]], weights: list[float]
) -> None:
    rules = make.rulebook(**rows)
    share = np.array(weights) / np.sum(weights)
    amounts = ("units", "weight_kg", "transfer_value", "price", "freight", "insurance")
    split = {k: list(v[0] * share) if k in amounts else v * share.size for k, v in columns.items()}
    whole = kernel.clear(make.lines(**columns, consignment=[4]), rules, DAY)
    parts = kernel.clear(make.lines(**split, consignment=[4] * share.size), rules, DAY)
    for name in ("duty", "tax", "recoverable_tax", "fees", "customs_value"):
        assert getattr(parts, name).sum() == pytest.approx(getattr(whole, name).sum(), rel=1e-9, abs=1e-9)
    assert set(parts.closed) == set(whole.closed)


@given(rule_rows(), line_columns(least=2), st.data())
@settings(max_examples=25, deadline=None)
def test_joining_lines_to_entries_changes_fees_and_duties_per_item_alone(
    make: ModuleType, kernel: ModuleType, rows: dict[str, Any], columns: dict[str, list[Any]], data: Any
) -> None:
    first = {k: [v[0]] * len(v) if k in ("territory", "country", "channel", "sales_channel", "mode") else v
             for k, v in columns.items()}  # fmt: skip
    for channel in rows["channels"]:
        channel["duty_per_item"] = 0
    n = len(first["units"])
    groups = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    rules = make.rulebook(**rows)
    apart, joint = (priced(make, kernel, {**first, "consignment": c}, rules) for c in (list(range(n)), groups))
    assert joint[:, [0, 1, 2, 4]] == pytest.approx(apart[:, [0, 1, 2, 4]])


@given(
    rate=st.floats(0, 20), amount=st.floats(0, 200), minimum=st.floats(0, 300), above=st.floats(0, 3000) | st.none(),
    most=st.floats(0, 1e6),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_the_pieces_of_a_fee_are_the_fee(
    rate: float, amount: float, minimum: float, above: float | None, most: float
) -> None:
    fee = Fee("r", "US", "fee", rate_pct=rate, amount=amount, minimum=minimum,
              maximum=np.inf if above is None else minimum + above)  # fmt: skip
    v = np.concatenate([np.linspace(0, most, 501), np.linspace(0, min(most, 3e5), 101)])
    made = pieces(fee, most)
    assert (made[0].low, made[-1].high) == (0.0, most)
    held = [np.where((v >= p.low) & (v <= p.high), p.fixed + p.slope * v, np.inf) for p in made]
    assert np.min(held, axis=0) == pytest.approx(fee.of(v), rel=1e-9, abs=1e-9)


@given(st.lists(st.tuples(money, st.integers(0, 3)), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_the_shares_of_an_entry_sum_to_its_fee(
    make: ModuleType, kernel: ModuleType, values: list[tuple[float, int]]
) -> None:
    fee = {"rule": "f", "territory": "US", "name": "fee", "rate_pct": 1, "minimum": 30, "maximum": 500}
    rules = make.rulebook(
        territories=[{"territory": "US", "countries": "US", "valuation": "FOB"}], fees=[fee],
        channels=[{"channel": "formal", "territory": "US", "procedure": "formal", "applies_to": "bulk"}],
    )  # fmt: skip
    worth, group = (np.array(c) for c in zip(*values, strict=True))
    shares = kernel.clear(make.lines(transfer_value=worth, consignment=group), rules, DAY).fees
    for entry in np.unique(group):
        expected = min(max(worth[group == entry].sum() * 0.01, 30), 500)
        assert shares[group == entry].sum() == pytest.approx(expected)
