"""Layers of duty from the sourced table: base rates of every territory that it has, and China's provisional rates."""

from __future__ import annotations

from .common import Row, Sources, day, provenance, unsourced

TABLE = {"EU", "GB", "JP", "AU", "CA", "BR", "MX", "KR", "CN", "US"}
# Specific, compound and mixed rates of the column `specific`.
SPECIFIC: dict[tuple[str, str], Row] = {
    ("US", "infant"): {"rate_pct": 14.9, "per_kg": 1.035, "currency": "USD"},
    ("US", "wine"): {"per_litre": 0.063, "currency": "USD"},
    ("US", "watch"): {"rate_pct": 5.8, "per_unit": 0.40, "currency": "USD", "confidence": "low"},
    ("EU", "infant"): {"rate_pct": 7.6, "confidence": "low"},
    ("EU", "wine"): {"per_litre": 0.131, "currency": "EUR"},
    ("EU", "watch"): {"rate_pct": 4.5, "min_per_unit": 0.30, "max_per_unit": 0.80, "currency": "EUR"},
    ("GB", "wine"): {"per_litre": 0.10, "currency": "GBP"},
    ("GB", "watch"): {"per_unit": 0.20, "currency": "GBP"},
    ("JP", "infant"): {"rate_pct": 23.8, "per_kg": 679.0, "currency": "JPY"},
    ("JP", "wine"): {"rate_pct": 15.0, "max_per_litre": 125.0, "min_per_litre": 67.0, "currency": "JPY"},
    ("CA", "wine"): {"per_litre": 0.0187, "currency": "CAD"},
}
NOTE = {
    ("US", "watch"): "8.5 % of the case, 14 % of the strap, 5.3 % of the battery; these taken as 40, 15, 5 % of value",
    ("EU", "infant"): "the agricultural component is left out",
    ("JP", "wine"): "15 % or 125 JPY/L, whichever is less, at least 67 JPY/L",
    ("EU", "ledlamp"): "code of table lamps (9405.20 of 2017), not of 9405.42",
    ("GB", "ledlamp"): "code of table lamps (9405.20 of 2017), not of 9405.42",
}
LESS_SURE = {("EU", "ledlamp"): "low", ("GB", "ledlamp"): "low"}
SHOE_BRACKETS = (  # US 6404.11, value of a pair over, to, rate, a pair, line
    (None, 3.0, 48.0, None, "64041159"), (3.0, 6.5, 37.5, 0.90, "64041179"), (6.5, 12.0, 20.0, 0.90, "64041189"),
    (12.0, None, 20.0, None, "64041190"),
)  # fmt: skip


def duty_rates(sources: Sources) -> list[Row]:
    """Base rates and China's provisional rates."""
    rows = []
    for r in sources.rows("duty_rates"):
        if r["destination"] not in TABLE or r["layer"] not in ("MFN", "PROVISIONAL"):
            continue
        if (r["destination"], r["product_id"]) == ("US", "shoes"):
            rows += _shoes(r)
        else:
            rows.append(_row(r))
    return [*rows, *_chinese_history(sources)]


def _row(r: dict[str, str]) -> Row:
    at = r["destination"], r["product_id"]
    row: Row = {"rule": f"{at[0]}-{r['layer']}-{at[1]}", "territory": at[0], "origins": "*", "hs": r["hs6"],
                "layer": r["layer"], "effective_from": r["effective_from"], **_said(r)}  # fmt: skip
    if r["layer"] == "PROVISIONAL":
        row["replaces"] = "MFN"
    row |= SPECIFIC.get(at) or {"rate_pct": float(r["rate_pct"])}
    row["confidence"] = LESS_SURE.get(at, row["confidence"])
    if at in NOTE:
        row["source"] += f"; {NOTE[at]}"
    if at == ("CN", "cosmetic") and r["layer"] == "MFN":
        row["effective_from"] = "2018-07-01"
    return row


def _said(r: dict[str, str]) -> Row:
    code = "".join(c for c in r["national_code"] if c.isdigit())
    said = provenance(r, f"duty_rates {code}".strip(), r["confidence"])
    if "HS2017 code" in r["notes"] and said["confidence"] == "high":  # the subheading was split since
        said |= {"confidence": "medium", "source": said["source"] + "; code of 2017"}
    return said


def _shoes(r: dict[str, str]) -> list[Row]:
    return [
        {**_row(r), "rule": f"US-MFN-shoes-{line}", "unit_value_over": over, "unit_value_to": to, "rate_pct": rate,
         "per_unit": each, "currency": "USD",
         "source": f"duty_rates note, {line} by value of the pair: USITC HTS 2026 Rev 10"}
        for over, to, rate, each, line in SHOE_BRACKETS
    ]  # fmt: skip


def _chinese_history(sources: Sources) -> list[Row]:
    """The rates behind the worked example of 2016."""
    said = {"source": "duty_rates note and worked_examples CN-01: transcustoms.cn", "as_of": day("2016"),
            "confidence": "medium"}  # fmt: skip
    cream: Row = {"territory": "CN", "origins": "*", "hs": "330499", "effective_to": "2018-06-30"}
    return [
        {"rule": "CN-MFN-cosmetic-2016", "layer": "MFN", "rate_pct": 10.0, **cream, **said},
        {"rule": "CN-PROVISIONAL-cosmetic-2016", "layer": "PROVISIONAL", "replaces": "MFN", "rate_pct": 2.0, **cream,
         **said, "effective_from": "2016-01-01"},
        {"rule": "CN-PREF_CNNZFTA-infant", "layer": "PREF_CNNZFTA", "territory": "CN", "origins": "NZ", "hs": "190110",
         "rate_pct": 0.0, "replaces": "MFN", "agreement": "CNNZFTA", **unsourced("schedule of the agreement")},
        {"rule": "CN-PREF_ChAFTA-vitamin", "layer": "PREF_ChAFTA", "territory": "CN", "origins": "AU", "hs": "210690",
         "rate_pct": 0.0, "replaces": "MFN", "agreement": "ChAFTA",
         **unsourced("trade_agreements ChAFTA: CN 98 % of lines by 2029")},
        {"rule": "CN-PREF_ChAFTA-wine", "layer": "PREF_ChAFTA", "territory": "CN", "origins": "AU", "hs": "220421",
         "rate_pct": 0.0, "replaces": "MFN", "agreement": "ChAFTA", "effective_from": "2019-01-01",
         **unsourced("trade_agreements ChAFTA: CN 98 % of lines by 2029")},
    ]  # fmt: skip
