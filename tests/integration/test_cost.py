"""`cost` and `landed_cost`: shipments priced by the shipped rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cbeclogistics import InputError, landed_cost
from cbeclogistics import rules as applying
from cbeclogistics.cli.app import app
from cbeclogistics.reference import Reference

TSHIRT = {"origin": "CN", "hs6": "610910", "date": "2026-12-01"}


SHIPMENTS = {
    "US-03": {**TSHIRT, "destination": "US", "quantity": 1000, "unit_value": 10, "freight": 1200, "insurance": 30,
              "mode": "ocean", "channel": "formal"},
    "US-05": {**TSHIRT, "hs6": "940360", "destination": "US", "quantity": 4000, "unit_value": 100, "channel": "formal"},
    "US-06": {**TSHIRT, "destination": "US", "quantity": 6, "unit_value": 10, "mode": "air", "channel": "courier"},
    "EU-02": {**TSHIRT, "date": "2026-06-30", "destination": "NL", "currency": "EUR", "quantity": 1,
              "unit_value": 149, "freight": 25, "insurance": 10, "mode": "post", "channel": "low_value"},
    "EU-05": {**TSHIRT, "destination": "DE", "currency": "EUR", "quantity": 4, "unit_value": 10, "freight": 5,
              "mode": "air", "channel": "low_value"},
    "GB-02": {**TSHIRT, "destination": "GB", "currency": "GBP", "quantity": 10, "unit_value": 10, "freight": 8,
              "mode": "air", "channel": "low_value"},
    "MX-01": {**TSHIRT, "destination": "MX", "quantity": 50, "unit_value": 10, "mode": "air", "channel": "courier"},
}  # fmt: skip


@pytest.mark.parametrize("name", SHIPMENTS)
def test_lines_add_up_and_name_their_rules(name: str) -> None:
    shipment = SHIPMENTS[name]
    cost = landed_cost(shipment)
    assert cost["duty"] == pytest.approx(sum(d["amount"] for d in cost["duties"]))
    assert cost["fee"] == pytest.approx(sum(f["amount"] for f in cost["fees"]))
    assert cost["total_taxes"] == pytest.approx(cost["duty"] + cost["fee"] + cost["vat"])
    carried = shipment.get("freight", 0) + shipment.get("insurance", 0)
    goods = shipment["quantity"] * shipment["unit_value"]
    assert cost["landed_cost"] == pytest.approx(goods + carried + cost["total_taxes"])
    assert all(line["rule"] and line["source"] for line in [*cost["duties"], *cost["fees"]])


def test_brokers_and_filings_stand_beside_what_customs_levies_and_count_when_asked_for() -> None:
    cost = landed_cost(SHIPMENTS["US-03"])
    assert {f["rule"].split("-F2")[0]: f["amount"] for f in cost["fees"]} == {"US-MPF": 34.64, "US-HMF": 12.50}
    assert cost["service"] == pytest.approx(sum(f["amount"] for f in cost["services"]))
    assert cost["service"] > 0
    asked = landed_cost({**SHIPMENTS["US-03"], "services": "include"})
    assert asked["landed_cost"] == pytest.approx(cost["landed_cost"] + cost["service"])


def parcel_to_australia(**more: Any) -> dict[str, Any]:
    return landed_cost(
        {**TSHIRT, "destination": "AU", "currency": "AUD", "quantity": 10, "mode": "air", "unit_value": 100} | more
    )  # fmt: skip


def test_above_1000_australian_dollars_the_low_value_channel_closes() -> None:
    cost = parcel_to_australia(channel="low_value", freight=50)
    assert (cost["duty"], cost["vat"]) == (0, 105.00)  # GST at sale on goods and freight; the limit looks at the goods
    assert "low_value" in [c["channel"] for c in parcel_to_australia(unit_value=100.01)["closed"]]
    with pytest.raises(InputError, match="low_value is for consignments of lower value"):
        parcel_to_australia(unit_value=100.01, channel="low_value")


def test_a_preference_is_claimed_unless_told_otherwise() -> None:
    assert parcel_to_australia(channel="formal")["duty"] == 0  # ChAFTA
    assert parcel_to_australia(channel="formal", preference="none")["duty"] == 50.00  # 5 %


def test_the_cheapest_channel_is_the_least_of_those_offered() -> None:
    cost = landed_cost({**SHIPMENTS["US-06"], "channel": "cheapest"})
    others = [o["total_due"] for o in cost["alternatives"] if not o["duty_suspended"]]
    assert cost["channel"] == "courier"
    assert cost["total_due"] <= min(others)
    asked = landed_cost(SHIPMENTS["US-06"])
    assert {k: cost[k] for k in ("landed_cost", "duties", "fees")} == {
        k: asked[k] for k in ("landed_cost", "duties", "fees")
    }


def test_bonded_entry_puts_the_duty_off() -> None:
    cost = landed_cost({**SHIPMENTS["US-03"], "channel": "bonded"})
    assert (cost["duty"], cost["duty_suspended"]) == (0, True)


def test_drawback_gives_back_the_fees_that_the_rules_name() -> None:
    """99 % of 3,650.00 of duty and of 34.64 and 12.50 of fees."""
    cost = landed_cost({**SHIPMENTS["US-03"], "origin": "CN"})
    assert cost["fee"] == 47.14
    assert cost["drawback"] == pytest.approx(0.99 * (cost["duty"] + 47.14), abs=0.005)
    bonded = landed_cost({**SHIPMENTS["US-03"], "channel": "bonded"})
    assert (bonded["fee"], bonded["drawback"]) == (12.5, 0)  # what lies in bond has not been imported


def test_all_that_is_wrong_is_told_at_once_whether_the_rules_are_needed_to_know_it_or_not() -> None:
    with pytest.raises(InputError) as caught:
        landed_cost({**SHIPMENTS["US-03"], "channel": "foo", "origin": "XX", "currency": "ZZZ", "destination": "ZZ",
                     "quantity": -1, "incoterm": "FOO"})  # fmt: skip
    assert {p.column for p in caught.value.problems} == {
        "channel", "origin", "currency", "destination", "quantity", "incoterm",
    }  # fmt: skip


def test_a_buyer_above_the_annual_limit_gets_nothing_by_the_retail_channels_of_china() -> None:
    order = {**TSHIRT, "origin": "DE", "destination": "CN", "quantity": 1, "unit_value": 500, "currency": "CNY",
             "mode": "air", "channel": "cbec_retail"}  # fmt: skip
    assert landed_cost(order)["channel"] == landed_cost(order, buyer_spend_per_year=26_000)["channel"] == "cbec-9610"
    with pytest.raises(InputError, match="closed to buyers above the annual limit"):
        landed_cost(order, buyer_spend_per_year=26_001)
    in_dollars = {**order, "currency": "USD", "unit_value": 70}
    with pytest.raises(InputError, match="closed to buyers above the annual limit"):
        landed_cost(in_dollars, buyer_spend_per_year=4_000)


def test_a_tax_of_several_lines_is_rounded_once_so_that_it_is_its_rate_of_its_base() -> None:
    """EUR 24 and 40 with freight of 5: 20 % of 69.00, though line by line it would be 5.18 and 8.63."""
    order = {"origin": "CN", "destination": "FR", "date": "2026-06-30", "currency": "EUR", "mode": "air", "freight": 5,
             "channel": "low_value", "lines": [{"hs6": "610910", "quantity": 1, "unit_value": 24},
                                               {"hs6": "640411", "quantity": 1, "unit_value": 40}]}  # fmt: skip
    cost = landed_cost(order)
    assert (cost["customs_value"], cost["duty"], cost["vat"]) == (69, 0, 13.8)
    assert [(t["rate"], t["amount"]) for t in cost["taxes"]] == [("20%", 13.8)]
    two_rates = landed_cost({**order, "channel": "formal", "lines": [
        {"hs6": "610910", "quantity": 1, "unit_value": 10.02}, {"hs6": "640411", "quantity": 1, "unit_value": 10.02},
        {"hs6": "210690", "quantity": 1, "unit_value": 10.02}, {"hs6": "210690", "quantity": 3, "unit_value": 3.34}],
        "freight": 0})  # fmt: skip
    duty = {d["line"]: d["amount"] for d in two_rates["duties"]}
    reduced = {t["rate"]: t["amount"] for t in two_rates["taxes"]}
    assert reduced["5.5%"] == pytest.approx(round(0.055 * (20.04 + duty[3] + duty[4]), 2))
    assert reduced["20%"] == pytest.approx(round(0.2 * (20.04 + duty[1] + duty[2]), 2))
    assert two_rates["vat"] == pytest.approx(sum(reduced.values()))


def test_a_rate_is_told_as_exactly_as_it_is_charged() -> None:
    cost = landed_cost({**TSHIRT, "destination": "JP", "quantity": 10, "unit_value": 9000, "currency": "JPY",
                        "channel": "formal"})  # fmt: skip
    assert [t["rate"] for t in cost["taxes"]] == ["7.8%", "28.2051282%"]  # the local tax is 22/78 of the national one


def test_the_day_of_entry_chooses_the_rule() -> None:
    before, after = (landed_cost({**SHIPMENTS["EU-02"], "date": day}) for day in ("2026-06-30", "2026-07-01"))
    assert (before["duty"], after["duty"]) == (0, 3.00)


def test_what_a_cif_price_holds_is_taken_out_of_it() -> None:
    fob = landed_cost(SHIPMENTS["GB-02"])
    cif = landed_cost({**SHIPMENTS["GB-02"], "unit_value": 10.8, "incoterm": "CIF"})
    assert fob["landed_cost"] == cif["landed_cost"]


@pytest.mark.parametrize(
    ("litres", "unit_value", "duty"),
    [(0.75, 300, 50_200), (0.75, 400, 60_000), (0.75, 800, 93_700), (1.5, 2000, 187_500)],
)
def test_wine_into_japan_pays_between_67_and_125_yen_a_litre(litres: float, unit_value: float, duty: float) -> None:
    """15 %, or JPY 125 a litre where that is less, at least JPY 67; of 1,000 bottles, cut down to JPY 100."""
    cost = landed_cost(
        origin="AU", destination="JP", hs6="220421", quantity=1000, unit_value=unit_value, currency="JPY",
        litres=1000 * litres, channel="formal", preference="none", date="2026-11-23",
    )  # fmt: skip
    assert cost["duty"] == duty


def test_a_product_of_the_rules_brings_its_code_and_its_litres() -> None:
    cost = landed_cost(
        origin="AU", destination="US", product="wine", quantity=100, unit_value=5, channel="formal", date="2026-12-01"
    )  # fmt: skip
    assert any("USD/litre" in d["rate"] and d["amount"] > 0 for d in cost["duties"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"destination": "ZZ"}, "the rules have no such country"),
        ({"destination": None}, "column destination: is missing"),
        ({"hs6": 610910}, "tariff code in double quotes"),
        ({"hs6": "010121"}, "no base duty of US is known"),
        ({"quantity": 0}, "a number above 0"),
        ({"quantity": "many"}, "a number above 0"),
        ({"freight": float("nan")}, "a number of 0 or more"),
        ({"currency": "XYZ"}, "have no rate for it"),
        ({"origin": "XX"}, "is no country of ISO 3166"),
        ({"shipped_from": "XX"}, "is no country of ISO 3166"),
        ({"buyer_spend_per_year": -1}, "a number of 0 or more"),
        ({"mode": "trian"}, "expected one of"),
        ({"incoterm": "CIF", "freight": 1e6}, "holds freight and insurance, and is less"),
        ({"chanel": "formal"}, "did you mean channel"),
        ({"channel": "cbec_retail"}, "US has no such channel"),
        ({"channel": "nonsense"}, "is no channel"),
        ({"origin": "US"}, "cross no border"),
        ({"date": "1 December"}, "expected a day"),
        ({"from_bond": True, "admitted": "2026-12-02"}, "is after the day of release"),
        ({"hs6": None, "product": "nonsense"}, "the rules have no such product"),
    ],
)
def test_what_is_wrong_with_a_shipment_is_said(change: dict[str, Any], said: str) -> None:
    shipment = {**SHIPMENTS["US-03"], **change}
    with pytest.raises(InputError, match=said):
        landed_cost({k: v for k, v in shipment.items() if v is not None})


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        landed_cost({"origin": "China", "quantity": -1})
    assert {p.column for p in caught.value.problems} == {"origin", "destination", "hs6", "quantity", "unit_value"}


def test_a_rule_of_ones_own_goes_before_the_shipped_one_and_a_broken_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,rate_pct,per_kg\nUS-MFN-tshirt,US,*,610910,MFN,10,0.5\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="weight_kg: is missing: the rule US-MFN-tshirt charges by it"):
        landed_cost(SHIPMENTS["US-03"], rules=tmp_path)
    base = landed_cost({**SHIPMENTS["US-03"], "weight_kg": 100}, rules=tmp_path)["duties"][0]
    assert (base["amount"], base["rate"]) == (1050.00, "10% + 0.5 USD/kg")
    (tmp_path / "duty_rates.csv").write_text("rule,territory,origins,hs,layer,rate_pct\nA,US,*,61,MFN,x\n")
    with pytest.raises(InputError, match="row 2, column rate_pct"):
        landed_cost(SHIPMENTS["US-03"], rules=tmp_path)
    with pytest.raises(InputError, match="is no folder of tables"):
        landed_cost(SHIPMENTS["US-03"], rules=tmp_path / "none")


def test_import_tax_that_comes_back_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "channels.csv").write_text(
        "channel,territory,procedure,applies_to,value_basis,recoverable\nown,GB,courier,parcel,retail,yes\n",
        encoding="utf-8",
    )
    cost = landed_cost({**SHIPMENTS["GB-02"], "channel": "own"}, rules=tmp_path)
    # value 108, duty 12 % = 12.96, VAT 20 % of 120.96
    assert (cost["duty"], cost["vat"], cost["vat_recoverable"]) == (12.96, 24.19, 24.19)


@pytest.mark.parametrize(
    ("channel", "values"), [("formal", (1, 9.99, 10, 500, 1e5)), ("courier", (1, 9.99, 10, 100, 416))]
)
def test_duty_and_total_rise_with_the_value(channel: str, values: tuple[float, ...]) -> None:
    costs = [landed_cost({**SHIPMENTS["US-06"], "unit_value": v, "channel": channel}) for v in values]
    for key in ("duty", "fee", "total_taxes", "landed_cost"):
        amounts = [cost[key] for cost in costs]
        assert amounts == sorted(amounts)


def test_an_informal_entry_into_the_us_ends_at_2500_dollars() -> None:
    # 19 CFR 143.21
    with pytest.raises(InputError, match="for consignments of lower value"):
        landed_cost({**SHIPMENTS["US-06"], "unit_value": 2500.01, "channel": "courier"})


def test_a_code_that_the_rules_divide_further_is_sent_on(tmp_path: Path) -> None:
    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,rate_pct\nA,US,*,01019030,MFN,0\nB,US,*,01019040,MFN,4.5\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"give one of 01019030 \(0%\), 01019040 \(4.5%\)"):
        landed_cost({**SHIPMENTS["US-03"], "hs6": "010190"}, rules=tmp_path)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("A,US,*,84713001,MFN,1.5\n", "84713001"),
        ("A,US,*,84713001,MFN,1.5\nB,US,*,84713002,MFN,1.5\n", "84713001"),
        ("A,US,*,84713001,MFN,1.5\nB,US,CN,84713001,S301,25\n", "84713001"),
    ],
)
def test_a_code_with_one_line_or_equal_ones_is_read_as_that_line(tmp_path: Path, rows: str, line: str) -> None:
    (tmp_path / "duty_rates.csv").write_text(f"rule,territory,origins,hs,layer,rate_pct\n{rows}", encoding="utf-8")
    short, whole = (landed_cost({**SHIPMENTS["US-03"], "hs6": hs}, rules=tmp_path) for hs in ("847130", line))
    assert short["duties"] == whole["duties"]
    assert short["duties"][0]["hs"] == line
    told = applying("US", date="2026-12-01", origin="CN", hs="847130", rules=tmp_path)
    assert (told["line"], told["duty_pct"]) == (line, 1.5 + 12.5 + 25 * ("S301" in rows))


def test_lines_that_differ_in_another_layer_are_not_one(tmp_path: Path) -> None:
    (tmp_path / "duty_rates.csv").write_text(
        "rule,territory,origins,hs,layer,rate_pct\nA,US,*,84713001,MFN,1.5\nB,US,*,84713002,MFN,1.5\n"
        "C,US,CN,84713002,S301,25\n", encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(InputError, match="give one of 84713001"):
        landed_cost({**SHIPMENTS["US-03"], "hs6": "847130"}, rules=tmp_path)


def test_one_line_of_several_that_the_rules_hold_is_told() -> None:
    cost = landed_cost({**SHIPMENTS["US-03"], "hs6": "848340"})
    assert [gap["missing"] for gap in cost["gaps"]] == ["MFN", "S232", "S301"]
    assert "MFN" not in {g["missing"] for g in landed_cost({**SHIPMENTS["US-03"], "hs6": "84834050"})["gaps"]}


def cost(tmp_path: Path, content: str, *words: str) -> Result:
    file = tmp_path / "shipment.json"
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(app, ["cost", str(file), *words])


def test_the_command_prints_lines_for_people_and_one_object_for_programs(tmp_path: Path) -> None:
    shipment = json.dumps(SHIPMENTS["US-06"])
    people = cost(tmp_path, shipment)
    assert people.exit_code == 0
    assert "US-MFN-tshirt" in people.stdout
    assert json.loads(cost(tmp_path, shipment, "--json").stdout) == landed_cost(SHIPMENTS["US-06"])


def test_the_date_of_the_command_line_goes_before_the_shipments(tmp_path: Path) -> None:
    result = cost(tmp_path, json.dumps(SHIPMENTS["EU-05"]), "--json", "--date", "2026-06-30")
    assert (json.loads(result.stdout)["duty"], json.loads(result.stdout)["date"]) == (0, "2026-06-30")


@pytest.mark.parametrize(
    ("content", "said"), [("{", "is no valid JSON"), ("[]", "is no JSON object"), ("{}", "origin: is missing")]
)
def test_a_file_that_is_no_shipment_exits_with_3(tmp_path: Path, content: str, said: str) -> None:
    result = cost(tmp_path, content)
    assert result.exit_code == 3
    assert said in result.stderr


def test_goods_that_come_back_from_abroad_cross_the_border() -> None:
    # made in Germany, sold in France: no customs; back from the US: an import
    home = {"origin": "DE", "destination": "FR", "hs6": "610910", "quantity": 10, "unit_value": 20, "currency": "EUR",
            "date": "2026-12-01", "channel": "formal"}  # fmt: skip
    with pytest.raises(InputError, match="cross no border"):
        landed_cost(home)
    assert landed_cost({**home, "shipped_from": "US"})["duty"] == 24.00  # 12 % of 200


def test_rules_of_ones_own_are_read_once_and_again_when_they_change(tmp_path: Path, monkeypatch: Any) -> None:
    said = {"origin": "CN", "destination": "US", "hs6": "610910", "quantity": 1, "unit_value": 100, "channel": "formal",
            "date": "2026-12-01", "mode": "ocean"}  # fmt: skip
    row = "rule,territory,origins,hs,layer,rate_pct\nMINE,US,*,61091000,MFN,{}\n"
    (tmp_path / "duty_rates.csv").write_text(row.format(10))
    made = []
    build = Reference.__init__
    monkeypatch.setattr(Reference, "__init__", lambda self, folder: (made.append(folder), build(self, folder))[1])

    def mfn() -> float:
        duties = landed_cost({**said, "hs6": "61091000"}, rules=tmp_path)["duties"]
        return float(next(d["amount"] for d in duties if d["layer"] == "MFN"))

    assert [mfn(), mfn()] == [10.0, 10.0]
    assert len(made) == 1
    (tmp_path / "duty_rates.csv").write_text(row.format(12.5))
    assert mfn() == 12.5
    assert len(made) == 2
