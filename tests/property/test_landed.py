"""What must hold of the landed cost of any shipment, by the shipped rules and by random ones."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cbeclogistics.errors import InputError

KINDS = pytest.mark.parametrize("kind", ["random", "shipped"])
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
EXACT = {"rel": 1e-12, "abs": 1e-6}
DATA = given(st.data())


CARRIAGE = ("freight", "insurance", "onward")
TERMS = st.fixed_dictionaries({
    "from_bond": st.booleans(), "admitted": st.sampled_from(["", "2024-12-31"]),
    "channel": st.sampled_from(["formal", "cheapest", "release"]), "exporter": st.sampled_from(["", "Giant"]),
})  # fmt: skip


def scaled(said: dict[str, Any], k: float, **more: Any) -> dict[str, Any]:
    """The same goods k times, carried at k times the cost."""
    times = {"quantity", "weight_kg", "litres", "freight", "insurance", "onward"}
    made = {key: value * k if key in times else value for key, value in said.items()}
    made["lines"] = [{key: value * k if key in times else value for key, value in line.items()}
                     for line in said["lines"]]  # fmt: skip
    return made | more


def worth(said: dict[str, Any]) -> float:
    return float(sum(line["quantity"] * line["unit_value"] for line in said["lines"]))


@KINDS
@DATA
@SLOW
def test_components_sum_to_the_total(make: ModuleType, customs: ModuleType, kind: str, data: Any) -> None:
    book, said = customs.drawn(data, make, kind)
    cost = book.tried(said)
    assume(cost is not None)
    for whole, parts in (("duty", "duties"), ("fee", "fees"), ("vat", "taxes"), ("service", "services")):
        assert sum(part["amount"] for part in cost[parts]) == pytest.approx(cost[whole], **EXACT)
        assert all(part["amount"] >= 0 for part in cost[parts])
        assert all(part["rule"] for part in cost[parts])
    for one in (cost, *cost["alternatives"]):
        assert one["total_taxes"] == pytest.approx(one["duty"] + one["fee"] + one["vat"], **EXACT)
        carried = cost["goods"] + cost["freight"] + cost["insurance"] + cost["onward"]
        services = one["service"] if said["services"] == "include" else 0
        assert one["landed_cost"] == pytest.approx(carried + one["total_taxes"] + services, **EXACT)
    assert cost["goods"] == pytest.approx(worth(said), abs=customs.smallest(book, said))
    assert 0 <= cost["vat_recoverable"] <= cost["vat"] + EXACT["abs"]
    units = sum(line["quantity"] for line in said["lines"])
    assert cost["unit_landed_cost"] == pytest.approx(cost["landed_cost"] / units, abs=0.0051)


@KINDS
@DATA
@SLOW
def test_only_rules_in_force_on_the_day_are_charged(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    book, said = customs.drawn(data, make, kind)
    cost = book.tried(said)
    assume(cost is not None)
    for line in (*cost["duties"], *cost["fees"], *cost["taxes"], *cost["services"]):
        assert line.get("effective_from", "") <= said["date"] <= line.get("effective_to", "9999")


@KINDS
@DATA
@SLOW
def test_alternatives_are_sorted_and_none_of_them_has_less_due_than_the_cheapest(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    book, said = customs.drawn(data, make, kind)
    incoterm = data.draw(st.sampled_from(["FOB", "DDP"]))
    said = {**said, "channel": "cheapest", "incoterm": incoterm}
    cost = book.tried(said)
    assume(cost is not None)
    others = [(one["duty_suspended"], one["total_due"]) for one in cost["alternatives"]]
    assert others == sorted(others)
    assert all(cost["total_due"] <= due for put_off, due in others if not put_off)
    assert cost["total_due"] == pytest.approx(cost["total_taxes"] + cost["service"])
    for one in cost["alternatives"]:  # each costs what it costs when asked for, unless its name is a procedure's too
        asked = book.price({**said, "channel": one["channel"]})
        assert asked["total_due"] <= one["total_due"]
        assert asked["channel"] != one["channel"] or asked["landed_cost"] == one["landed_cost"]


@KINDS
@DATA
@SLOW
def test_dearer_goods_never_pay_less_duty_or_tax_but_across_thresholds_of_value(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    """Thresholds: brackets by the value of a unit, and the value from which a preference is worth its proof."""
    book, said = customs.drawn(data, make, kind)
    more = data.draw(st.floats(1, 3))
    dearer = {**said, "lines": [{**line, "unit_value": line["unit_value"] * more} for line in said["lines"]]}
    before = book.tried(said)
    assume(before is not None)
    after = book.tried({**dearer, "channel": before["channel"]})
    assume(after is not None)
    assert after["customs_value"] >= before["customs_value"]
    assert after["fee"] >= before["fee"] or after["duty"] < before["duty"]  # fees may be charged on the duty
    if [d["rule"] for d in after["duties"]] == [d["rule"] for d in before["duties"]]:
        for key in ("duty", "fee", "vat", "total_taxes", "landed_cost"):
            assert after[key] >= before[key]
    else:
        held, hs = book.held, [line["hs6"] for line in said["lines"]]
        agreements = {r.rule for r in held.duty_rules if r.agreement}
        claimed = {d["rule"] for d in (*before["duties"], *after["duties"])} & agreements
        assert claimed or any(held.by_value(before["territory"], code) for code in hs)


@KINDS
@DATA
@SLOW
def test_splitting_a_consignment_costs_more_only_by_entry_fees_and_less_only_by_rounding_down(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    """Fees may have minimums, maximums and amounts by entry; steps of Japan are cut down to once an entry."""
    book, said = customs.drawn(data, make, kind)
    said |= {"channel": "formal", "preference": "none", "services": "include"}
    parts = data.draw(st.integers(2, 5))
    whole, part = book.tried(said), book.tried(scaled(said, 1 / parts))
    assume(whole is not None and part is not None)
    small = customs.smallest(book, said) * (parts + 1) * 3 * len(said["lines"])
    by_entry = sum(parts * part[key] - whole[key] for key in ("fee", "service"))
    assert by_entry >= -small
    for key in ("duty", "vat"):
        assert parts * part[key] - whole[key] <= small + max(by_entry, 0)
    territory = book.held.territories[whole["territory"]]
    if not (territory.value_step or territory.tax_step):
        assert parts * part["duty"] == pytest.approx(whole["duty"], abs=small)
        assert parts * part["vat"] >= whole["vat"] - small
        assert parts * part["landed_cost"] - whole["landed_cost"] <= small + 3 * max(by_entry, 0)


@DATA
@SLOW
def test_lines_of_one_shipment_cost_what_each_costs_alone_where_nothing_is_by_entry(
    make: ModuleType, customs: ModuleType, data: Any
) -> None:
    """No fees, no steps of an entry, no proof of origin for it; freight is shared by value."""
    book, said = customs.drawn(data, make, "random", fees=False, steps=False)
    said |= {"channel": "formal", "preference": "none"}
    cost, whole = book.price(said), worth(said)
    alone = [
        book.price({**scaled(said, line["quantity"] * line["unit_value"] / whole), "lines": [line]})
        for line in said["lines"]
    ]
    for key in ("customs_value", "duty", "vat", "drawback", "landed_cost"):
        expected = sum(one[key] for one in alone)
        assert cost[key] == pytest.approx(expected, abs=customs.smallest(book, said) * 6 * len(alone))


@DATA
@SLOW
def test_twice_the_goods_cost_twice_where_nothing_is_by_entry(make: ModuleType, customs: ModuleType, data: Any) -> None:
    book, said = customs.drawn(data, make, "random", fees=False, steps=False)
    said |= {"channel": "formal", "preference": "none"}
    times = data.draw(st.integers(2, 50))
    once, many = book.price(said), book.price(scaled(said, times))
    for key in ("customs_value", "duty", "vat", "drawback", "landed_cost"):
        assert many[key] == pytest.approx(once[key] * times, abs=customs.smallest(book, said) * 6 * times)


@KINDS
@DATA
@SLOW
def test_the_order_of_lines_does_not_matter(make: ModuleType, customs: ModuleType, kind: str, data: Any) -> None:
    book, said = customs.drawn(data, make, kind, most=4)
    cost = book.tried(said)
    assume(cost is not None)
    turned = book.price({**said, "lines": data.draw(st.permutations(said["lines"]))})
    totals = [key for key, value in cost.items() if isinstance(value, float)]
    assert {key: turned[key] for key in totals} == pytest.approx({key: cost[key] for key in totals}, **EXACT)
    assert turned["channel"] == cost["channel"]


@KINDS
@DATA
@SLOW
def test_a_preference_never_makes_a_shipment_dearer(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    """Its proof counted; to the rounding of each line's duty and tax."""
    book, said = customs.drawn(data, make, kind)
    said |= {"services": "include"}
    claimed, plain = (book.tried({**said, "preference": word}) for word in ("claim", "none"))
    assume(plain is not None)
    assert claimed["landed_cost"] <= plain["landed_cost"] + customs.smallest(book, said) * 3 * len(said["lines"])


@KINDS
@DATA
@SLOW
def test_an_amount_in_another_currency_is_the_same_amount_to_the_rounding_of_each_component(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    book, said = customs.drawn(data, make, kind)
    here = book.tried(said)
    assume(here is not None)
    other = data.draw(st.sampled_from(sorted(book.rates)))
    per = book.rates[said["currency"]] / book.rates[other]
    there = scaled(said, 1, currency=other, channel=here["channel"])
    for key in CARRIAGE:
        there[key] *= per
    there["lines"] = [{**line, "unit_value": line["unit_value"] * per} for line in there["lines"]]
    back = book.price(there)
    half = (10.0 ** -customs.digits(said["currency"]) + 10.0 ** -customs.digits(other) / per) / 2
    for key in ("goods", "customs_value", "duty", "fee", "vat", "drawback"):
        assert back[key] / per == pytest.approx(here[key], abs=half * 1.01, rel=1e-9)
    assert back["landed_cost"] / per == pytest.approx(here["landed_cost"], abs=half * 8.1, rel=1e-9)


@KINDS
@DATA
@SLOW
def test_a_delivered_duty_paid_price_gives_the_goods_back(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    """Where no step of Japan and no proof of origin lies between, as then prices have gaps."""
    book, said = customs.drawn(data, make, kind, most=1, steps=False)
    said |= {"channel": "formal", "preference": "none"}
    cost = book.tried(said)
    assume(cost is not None and not book.held.territories[cost["territory"]].value_step)
    assume(not book.held.by_value(cost["territory"], said["lines"][0]["hs6"]))
    assume(cost["goods"] > customs.smallest(book, said) * 4)  # not all of it lost in rounding
    units = said["lines"][0]["quantity"]
    paid = {**said, "incoterm": "DDP", "lines": [{**said["lines"][0], "unit_value": cost["landed_cost"] / units}]}
    back = book.price(paid)
    assert back["goods"] == pytest.approx(cost["goods"], abs=customs.smallest(book, said) * 4)
    assert back["landed_cost"] == pytest.approx(cost["landed_cost"], abs=customs.smallest(book, said) * 4)


@KINDS
@DATA
@SLOW
def test_what_a_delivered_duty_paid_price_of_several_lines_holds_adds_up_to_it(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    """Where something is left for the goods, and no step and no proof of origin makes a gap."""
    book, said = customs.drawn(data, make, kind, steps=False)
    said |= {"channel": "formal", "preference": "none", "incoterm": "DDP"}
    cost = book.tried(said)
    assume(cost is not None and not book.held.territories[cost["territory"]].value_step)
    assume(not any(book.held.by_value(cost["territory"], line["hs6"]) for line in said["lines"]))
    assume(cost["goods"] > 0)
    assert cost["landed_cost"] == pytest.approx(worth(said), abs=customs.smallest(book, said) * 4 * len(said["lines"]))


@KINDS
@DATA
@SLOW
def test_bonded_goods_pay_neither_duty_nor_tax_and_an_exporter_gets_no_more_back_than_was_paid(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    """Re-export from bond is free of both; after release drawback is at most the duty, and the fees it gives back."""
    book, said = customs.drawn(data, make, kind)
    bonded = book.tried({**said, "channel": "bonded"})
    if bonded is not None:
        assert bonded["duty_suspended"]
        assert (bonded["duty"], bonded["vat"], bonded["drawback"]) == (0, 0, 0)
        assert bonded["total_taxes"] == bonded["fee"]
    cost = book.tried(said)
    assume(cost is not None)
    share = book.held.territories[cost["territory"]].drawback_pct / 100
    given_back = {fee.rule for fee in book.held.fee_rules if fee.drawback}
    paid = cost["duty"] + sum(fee["amount"] for fee in cost["fees"] if fee["rule"] in given_back)
    assert cost["drawback"] <= paid * share + customs.smallest(book, said)


@KINDS
@DATA
@SLOW
def test_a_table_of_shipments_costs_what_each_costs_alone(
    make: ModuleType, customs: ModuleType, kind: str, data: Any
) -> None:
    book, first = customs.drawn(data, make, kind)
    of = customs.shipments if kind == "random" else customs.known_shipments
    said = [
        {**one, **data.draw(TERMS), "incoterm": data.draw(st.sampled_from(
            ["FOB", "CPT", "CIF", "DAP", "DDP"] if worth(one) > sum(one[key] for key in CARRIAGE) else ["FOB", "EXW"]))}
        for one in [first, *data.draw(st.lists(of(), min_size=1, max_size=5))]
    ]  # fmt: skip
    rows = [
        {**{k: v for k, v in one.items() if k != "lines"}, **line, "shipment": f"s{number}"}
        for number, one in enumerate(said) for line in one["lines"]
    ]  # fmt: skip
    rows = data.draw(st.permutations(rows))
    table = book.table(pd.DataFrame(rows))
    if kind == "random":  # the public function names them itself
        table.index = pd.Index(list(dict.fromkeys(row["shipment"] for row in rows)))
    for number, one in enumerate(said):
        row = table.loc[f"s{number}"]
        cost = book.tried(one)
        assert (row["problem"] == "") == (cost is not None)
        if cost is None:
            continue
        assert row["channel"] == cost["channel"]
        for key, value in cost.items():
            if isinstance(value, float) and key in row:
                assert row[key] == pytest.approx(value, **EXACT), key


BAD = {"quantity": -1, "unit_value": "dear", "destination": "ZZ", "mode": "trian", "hs6": "61", "date": "tomorrow",
       "currency": "XYZ", "freight": -5, "preference": "perhaps"}  # fmt: skip


@given(st.dictionaries(st.tuples(st.integers(0, 5), st.sampled_from(sorted(BAD))), st.none(), min_size=1, max_size=8))
@SLOW
def test_every_bad_cell_of_a_table_is_told_at_once(customs: ModuleType, cells: dict[tuple[int, str], None]) -> None:
    good = {"origin": "CN", "destination": "US", "hs6": "610910", "quantity": 1, "unit_value": 10, "mode": "air",
            "date": "2026-12-01", "currency": "USD", "freight": 1, "preference": "claim"}  # fmt: skip
    frame = pd.DataFrame([good] * 6).astype(object)
    for row, column in cells:
        frame.loc[row, column] = BAD[column]
    with pytest.raises(InputError) as caught:
        customs.Book().table(frame)
    assert {(p.row - 2, p.column) for p in caught.value.problems} == set(cells)
