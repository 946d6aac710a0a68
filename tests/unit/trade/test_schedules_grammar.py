"""Rate texts of published schedules, and the columns of duty_rates they go into."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cbeclogistics.trade.measures import read_terms
from cbeclogistics.trade.schedules.fit import fit
from cbeclogistics.trade.schedules.grammar import Rate, Term, UnreadableRate, parse
from cbeclogistics.trade.schedules.japanese import applied, is_japanese
from cbeclogistics.trade.schedules.measures import Measure

PCT, KG, UNIT, LITRE = "rate_pct", "per_kg", "per_unit", "per_litre"


@pytest.mark.parametrize(
    ("text", "amounts", "currency"),
    [
        ("Free", {}, ""),
        ("6.8%", {PCT: 6.8}, ""),
        ("12.8 %", {PCT: 12.8}, ""),
        ("1¢/kg", {KG: 0.01}, "USD"),
        ("$1.035/kg + 14.9%", {KG: 1.035, PCT: 14.9}, "USD"),
        ("1.035 USD/kg + 14.9%", {KG: 1.035, PCT: 14.9}, "USD"),
        ("68¢/head", {UNIT: 0.68}, "USD"),
        ("0.9¢ each", {UNIT: 0.009}, "USD"),
        ("76¢/pr. + 32%", {UNIT: 0.76, PCT: 32}, "USD"),
        ("13.5¢/kg + 6.3% + 1.9¢/article", {KG: 0.135, PCT: 6.3, UNIT: 0.019}, "USD"),
        ("96¢/doz. + 1.4%", {UNIT: 0.08, PCT: 1.4}, "USD"),
        ("89.6¢/1000", {UNIT: 0.000896}, "USD"),
        ("10¢/1,000 pins + 3.5%", {UNIT: 0.0001, PCT: 3.5}, "USD"),
        ("20¢/thousand + 3.5%", {UNIT: 0.0002, PCT: 3.5}, "USD"),
        ("$1.24/t", {KG: 0.00124}, "USD"),
        ("6.3¢/ liter", {LITRE: 0.063}, "USD"),
        ("52.5¢/bbl", {LITRE: pytest.approx(0.525 / 158.987294928)}, "USD"),  # 42 gallons
        ("6.5% on the entire set", {PCT: 6.5}, ""),
        ("12.8 % + 176.8 EUR/100 kg", {PCT: 12.8, KG: 1.768}, "EUR"),
        ("13.1 EUR/hl", {LITRE: 0.131}, "EUR"),
        ("EUR 30/100 kg", {KG: 0.3}, "EUR"),
        ("1,023.50 JPY/kg", {KG: 1023.5}, "JPY"),
        ("8% MIN 1.6 EUR/100 kg", {PCT: 8, "min_per_kg": 0.016}, "EUR"),
        ("18% MAX 24 EUR/100 kg", {PCT: 18, "max_per_kg": 0.24}, "EUR"),
        (
            "8% MIN 1.6 EUR/100 kg MAX 2% + 3 EUR/100 kg",
            {PCT: 8, "min_per_kg": 0.016, "max_pct": 2, "max_per_kg": 0.03},
            "EUR",
        ),
        ("8% or 100 JPY/kg, whichever is higher", {PCT: 8, "min_per_kg": 100}, "JPY"),
        ("30% or 4,300 JPY each, whichever is the lower", {PCT: 30, "max_per_unit": 4300}, "JPY"),
        ("min 5% or 2 EUR/kg, whichever is higher", {PCT: 5, "min_per_kg": 2}, "EUR"),
        ("5%, min 2 EUR/kg", {PCT: 5, "min_per_kg": 2}, "EUR"),
        ("18% MAX 24 EUR/litre", {PCT: 18, "max_per_litre": 24}, "EUR"),
        (
            "15% or 125 JPY/l, whichever is lower MIN 67 JPY/l",
            {PCT: 15, "max_per_litre": 125, "min_per_litre": 67},
            "JPY",
        ),
        ("12.5", {PCT: 12.5}, ""),
        ("0", {PCT: 0}, ""),
    ],
)
def test_a_rate_text_goes_into_columns_exactly(text: str, amounts: dict[str, float], currency: str) -> None:
    fitted = fit(parse(text))
    assert (fitted.amounts, fitted.currency, fitted.doubt) == (amounts, currency, "")


@pytest.mark.parametrize(
    ("text", "amounts", "doubt"),
    [
        ("8% MIN 1.6 EUR/m2", {PCT: 8}, "at least: its minimum is left out"),
        ("18% MAX 24 EUR/m2", {PCT: 18}, "at most: its maximum is left out"),
    ],
)
def test_a_rate_that_no_column_holds_exactly_becomes_a_bound_that_says_so(
    text: str, amounts: dict[str, float], doubt: str
) -> None:
    fitted = fit(parse(text))
    assert fitted.amounts == amounts
    assert fitted.doubt.startswith(doubt)


def test_a_minimum_and_a_maximum_are_read() -> None:
    def euros(amount: str) -> tuple[Term, ...]:
        return (Term(Decimal(amount), Measure.KG, "EUR"),)

    value = (Term(Decimal("8"), Measure.VALUE),)
    assert parse("8% MIN 160 EUR/t MAX 2.4 EUR/kg") == Rate(value, least=euros("0.16"), most=euros("2.4"))
    assert parse("8%, but not less than 1.6 EUR/kg") == Rate(value, least=euros("1.6"))


@pytest.mark.parametrize(
    ("text", "amounts", "measured"),
    [
        ("17¢ each + 2.5% + 1¢/jewel", {UNIT: 0.17, PCT: 2.5}, ("0.01 jewel",)),
        ("43¢ each + 2.8¢/jewel over 7 + 3.7% on the case", {UNIT: 0.43}, ("0.028 jewel_over_7", "3.7% case")),
        ("4.4¢/liter + 31.4¢/pf. liter", {"per_litre": 0.044}, ("0.314 proof_litre",)),
        ("22.1¢/pf. liter on ethyl alcohol content", {}, ("0.221 proof_litre",)),
        ("18.7¢/m2", {}, ("0.187 m2",)),
        ("$1.13/m3", {}, ("1.13 m3",)),
        ("0.3¢/line/ gross + 4.6%", {PCT: 4.6}, ("0.003 line_gross",)),
        ("1.5¢/kg on lead content", {}, ("0.015 lead_content_kg",)),
        ("2.2¢/clean kg", {}, ("0.022 clean_weight_kg",)),
        ("51¢ each + 6.25% on the case + 5.3% on the battery", {UNIT: 0.51}, ("6.25% case", "5.3% battery")),
        (
            "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) "
            "but not less than 3.143854¢/kg",
            {KG: 0.036606, "min_per_kg": 0.03143854},
            ("-0.00020668 kg_degree_under_100",),
        ),
        ("8% or 100 JPY/m2, whichever is the lower", {"max_pct": 8}, ("100 m2",)),
        ("100 JPY/m2 or 8%, whichever is the greater", {"min_pct": 8}, ("100 m2",)),
    ],
)
def test_what_has_no_column_goes_by_measures(text: str, amounts: dict[str, float], measured: tuple[str, ...]) -> None:
    fitted = fit(parse(text))
    assert (fitted.amounts, fitted.per_measure, fitted.doubt) == (amounts, measured, "")
    assert len(read_terms(fitted.per_measure, 1.0)) == len(measured)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no rate is stated"),
        ("The rate applicable to the natural juice in heading 2009", "refers to"),
        ("See additional U.S. note 1", "refers to"),
        ("0.2¢ for each other piece or part", "no unit of measure"),
        ("5¢", "no unit of measure"),
        ("5¢/furlong", "no unit of measure"),
        ("5¢/0 kg", "no unit of measure"),
        ("6,8%", "neither a percentage nor an amount"),  # no thousands; a comma of decimals is not guessed
        ("6.8% + ", "neither a percentage nor an amount"),
        ("-1%", "neither a percentage nor an amount"),
        ("6.8.1%", "neither a percentage nor an amount"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableRate, match=reason):
        parse(text)


def test_amounts_in_two_currencies_do_not_add_up() -> None:
    with pytest.raises(UnreadableRate, match="several currencies"):
        fit(parse("1 EUR/kg + 2 USD/unit"))


@pytest.mark.parametrize(
    ("text", "said", "doubt"),
    [
        ("basic 5%; prov ; WTO 3.9%", "3.9%", ""),  # the WTO rate is lower
        ("basic 3%; prov ; WTO (3.9%)", "3%", ""),  # and is not
        ("basic (30%); prov 10%; WTO (29.8%)", "10%", ""),  # the temporary rate goes before both
        ("basic 無税; prov ; WTO (無税)", "Free", ""),
        ("basic ; prov ; WTO (無税)", "Free", ""),  # nothing is lower than free
        ("basic ; prov ; WTO (12.5%)", "12.5%", "at most"),
        ("basic ; prov ※1%; WTO (28%)", "1%", "marked ※"),
        ("basic 5%; prov ; WTO ●3%〜(5%)", "5%", "at most: one of several rates"),
        ("basic 5%; prov ; WTO 人造繊維製のもの 9%  その他のもの 5%", "9%", "at most: one of several rates"),
        ("basic ; prov 基準輸入価格と課税価格との差額; WTO (482円/kg)", "482 JPY/kg", "at most: a difference"),
        ("basic 4,000,000円/頭; prov ; WTO 3,400,000円/頭", "3,400,000 JPY/head", ""),
        ("basic 9.6%＋512円/kg; prov ; WTO ", "9.6% + 512 JPY/kg", ""),
        (
            "basic 30%又は4,800円/足のうちいずれか高い税率; prov ; WTO ",
            "30% or 4,800 JPY/pair, whichever is higher",
            "",
        ),
    ],
)
def test_the_column_of_japan_that_applies_is_taken(text: str, said: str, doubt: str) -> None:
    assert is_japanese(text)
    translated, why = applied(text)
    assert translated == said
    assert why.startswith(doubt)
    assert bool(why) == bool(doubt)
    parse(translated)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("basic (73円−課税価格)/kg; prov ; WTO ", "a difference from a reference price"),
        ("basic ; prov 1頭につき、基準輸入価格と課税価格との差額; WTO", "a difference from a reference price"),
    ],
)
def test_rates_of_japan_that_depend_on_more_than_the_line_are_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableRate, match=reason):
        applied(text)
