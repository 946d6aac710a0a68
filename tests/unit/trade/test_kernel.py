"""Customs value, tax and fees of consignments."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import numpy as np
import pytest

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def book(make: ModuleType) -> Any:
    """Rules of a CIF territory with duty 10 %, VAT 20 %; `terms` change the channel."""

    def rules(valuation: str = "CIF", fees: Any = (), excise: float = 0, **terms: Any) -> Any:
        return make.rulebook(
            territories=[{"territory": "EU", "countries": "DE;FR", "valuation": valuation}],
            channels=[{"channel": "c", "territory": "EU", "procedure": "formal", "applies_to": "bulk", **terms}],
            duty_rates=[make.duty("EU-all", "EU", 10)],
            taxes=[{"rule": "DE", "country": "DE", "rate_pct": 20}, {"rule": "FR", "country": "FR", "rate_pct": 10}]
            + ([{"rule": "DE-x", "country": "DE", "kind": "excise", "rate_pct": excise}] if excise else []),
            fees=fees,
        )  # fmt: skip

    return rules


@pytest.fixture
def line(make: ModuleType) -> Any:
    """Lines into Germany through the channel `c`."""
    return lambda **more: make.lines(**{"territory": "EU", "country": "DE", "channel": "c", **more})


BULK = {"transfer_value": 100.0, "freight": 8.0, "insurance": 2.0}
SOLD = {"transfer_value": 100.0, "price": 240.0, "sales_channel": "B2C"}


def test_freight_and_insurance_are_in_a_cif_value_and_not_in_a_fob_value(book: Any, line: Any, kernel: Any) -> None:
    assert kernel.clear(line(**BULK), book("CIF"), DAY).customs_value == pytest.approx([110])
    assert kernel.clear(line(**BULK), book("FOB"), DAY).customs_value == pytest.approx([100])


def test_a_retail_value_is_the_price_without_tax_and_freight_is_in_it_already(
    book: Any, line: Any, kernel: Any
) -> None:
    cleared = kernel.clear(line(**SOLD, freight=8.0), book(value_basis="retail", applies_to="parcel"), DAY)
    assert cleared.customs_value == pytest.approx([200])
    assert cleared.duty == pytest.approx([20])


def test_vat_at_the_border_is_on_value_and_duty(book: Any, line: Any, kernel: Any) -> None:
    # 20 % of 110 + 11
    assert kernel.clear(line(**BULK), book(), DAY).tax == pytest.approx([24.2])


def test_vat_is_that_of_the_country_and_not_of_the_territory(book: Any, line: Any, kernel: Any) -> None:
    assert kernel.clear(line(**BULK, country=["DE", "FR"]), book(), DAY).tax == pytest.approx([24.2, 12.1])


def test_tax_that_comes_back_is_no_cost_in_bulk(book: Any, line: Any, kernel: Any) -> None:
    cleared = kernel.clear(line(**BULK), book(recoverable=True, refund_days=60), DAY)
    assert cleared.tax == pytest.approx([0])
    assert cleared.recoverable_tax == pytest.approx([24.2])
    assert cleared.refund_days == pytest.approx([60])


def test_a_consumer_pays_the_tax_inside_the_price(book: Any, line: Any, kernel: Any) -> None:
    # 240 − 240 / 1.2 = 40: a sale at home, at checkout, and after an import tax that comes back
    assert kernel.clear(line(**SOLD, channel="domestic"), book(), DAY).tax == pytest.approx([40])
    assert kernel.clear(line(**SOLD), book(tax="at_sale"), DAY).tax == pytest.approx([40])
    assert kernel.clear(line(**SOLD), book(recoverable=True), DAY).tax == pytest.approx([40])


def test_import_tax_that_does_not_come_back_takes_the_place_of_the_tax_on_the_sale(
    book: Any, line: Any, kernel: Any
) -> None:
    # 20 % of 100 + 10
    assert kernel.clear(line(**SOLD), book(), DAY).tax == pytest.approx([22])


@pytest.mark.parametrize("terms", [{"tax": "import"}, {"tax": "at_sale"}, {"tax": "composite"}])
def test_taxes_that_the_buyer_bears_cost_nothing(book: Any, line: Any, kernel: Any, terms: dict[str, Any]) -> None:
    business = {**SOLD, "sales_channel": "B2B"}
    assert kernel.clear(line(**business), book(**terms), DAY).tax == pytest.approx([0])
    assert kernel.clear(line(**SOLD), book(**terms), DAY, consumer_tax_borne=False).tax == pytest.approx([0])
    assert kernel.clear(line(**SOLD, channel="domestic"), book(), DAY, consumer_tax_borne=False).tax == pytest.approx(0)


def test_bulk_import_tax_is_a_cost_even_where_the_consumer_tax_is_collected(book: Any, line: Any, kernel: Any) -> None:
    assert kernel.clear(line(**BULK), book(), DAY, consumer_tax_borne=False).tax == pytest.approx([24.2])


def test_excise_stands_within_its_own_base_and_in_the_base_of_vat(book: Any, line: Any, kernel: Any) -> None:
    # 121 / 0.9 · 10 % = 13.444; VAT 20 % of 134.444 = 26.889
    assert kernel.clear(line(**BULK), book(excise=10), DAY).tax == pytest.approx([13.4444 + 26.8889], abs=1e-3)


@pytest.mark.parametrize(("terms", "duty"), [({"duty": "none"}, 0), ({"duty": "suspended", "tax": "suspended"}, 0),
                                             ({"duty": "flat", "duty_pct": 5, "duty_per_item": 3}, 8.5)])  # fmt: skip
def test_duty_is_what_the_channel_says(book: Any, line: Any, kernel: Any, terms: dict[str, Any], duty: float) -> None:
    assert kernel.clear(line(**BULK), book(**terms), DAY).duty == pytest.approx([duty])


def test_nothing_is_taxed_where_duty_and_tax_are_suspended(book: Any, line: Any, kernel: Any) -> None:
    cleared = kernel.clear(line(**BULK), book(duty="suspended", tax="suspended"), DAY)
    assert (cleared.duty + cleared.tax + cleared.recoverable_tax + cleared.fees).tolist() == [0]


def test_a_sale_at_home_is_no_clearance(book: Any, line: Any, kernel: Any) -> None:
    fees = [{"rule": "f", "territory": "EU", "name": "broker", "amount": 50}]
    cleared = kernel.clear(line(**SOLD, channel="domestic"), book(fees=fees), DAY)
    assert (cleared.closed + cleared.duty + cleared.fees).tolist() == [0]


ENTRY = [
    {"rule": "f", "territory": "EU", "name": "entry", "channels": "c", "rate_pct": 1, "minimum": 30, "maximum": 90}
]


def test_every_line_is_an_entry_unless_they_share_a_consignment(book: Any, line: Any, kernel: Any) -> None:
    # worth 1,000, 2,000 and 12,000: 1 % each is 10, 20, 120 → 30, 30, 90; together 150 → 90
    worth = {"transfer_value": [1000.0, 2000.0, 12000.0]}
    assert kernel.clear(line(**worth), book("FOB", ENTRY), DAY).fees == pytest.approx([30, 30, 90])
    joint = kernel.clear(line(**worth, consignment=[7, 7, 7]), book("FOB", ENTRY), DAY).fees
    assert joint == pytest.approx([6, 12, 72])


def test_an_entry_worth_nothing_shares_its_fee_evenly(book: Any, line: Any, kernel: Any) -> None:
    cleared = kernel.clear(line(transfer_value=[0.0, 0.0], consignment=[1, 1]), book("FOB", ENTRY), DAY)
    assert cleared.fees == pytest.approx([15, 15])


def test_an_unknown_channel_is_no_channel(book: Any, line: Any, kernel: Any) -> None:
    assert kernel.clear(line(channel="smuggling"), book(), DAY).closed.tolist() == [-1]


def test_no_lines_cost_nothing(make: ModuleType, book: Any, kernel: Any) -> None:
    cleared = kernel.clear(make.lines(units=np.zeros(0)), book(), DAY)
    assert cleared.duty.shape == cleared.fees.shape == cleared.closed.shape == (0,)


def test_goods_pay_the_rate_of_the_day_of_entry(make: ModuleType, book: Any, kernel: Any) -> None:
    rules = make.rulebook(
        territories=[{"territory": "US", "countries": "US", "valuation": "FOB"}],
        channels=[{"channel": "formal", "territory": "US", "procedure": "formal", "applies_to": "bulk"}],
        duty_rates=[make.duty("S122", "US", 10, layer="S122", effective_from="2026-02-24", effective_to="2026-07-23"),
                    make.duty("S301FL", "US", 12.5, layer="S301FL", effective_from="2026-07-24")],
    )  # fmt: skip
    days = [dt.date(2026, 2, 23), dt.date(2026, 2, 24), dt.date(2026, 7, 23), dt.date(2026, 7, 24)]
    paid = [kernel.clear(make.lines(transfer_value=1000.0), rules, day).duty[0] for day in days]
    assert paid == pytest.approx([0, 100, 100, 125])
