"""Overrides that are not in force by default: not confirmed, of one state only, or to come."""

from __future__ import annotations

from .common import Row, Sources, unsourced
from .public import public


def overrides(sources: Sources) -> dict[str, dict[str, list[Row]]]:
    """Tables of each folder of `optional/`."""
    rule = sources.rule
    icms: Row = {"rule": "BR-ICMS", "country": "BR", "kind": "vat", "tax": "ICMS", "hs": "*", "within": True,
                 "base": ("value", "duty", "fees", "taxes")}  # fmt: skip
    japan: Row = {"territory": "JP", "applies_to": "parcel", "value_basis": "retail", "threshold_on": "cif",
                  "currency": "JPY", **rule("JP-DM")}  # fmt: skip
    later = "; start: unsourced"
    return {
        "eu-handling-fee": {"fees": [
            {"rule": "EU-HF", "name": "Handling fee of the customs reform", "territory": "EU",
             "channels": "ioss;courier;postal", "amount": 2, "currency": "EUR", "per": "item",
             "effective_from": "2026-11-01", **rule("EU-HF")},
        ]},
        "canada-ontario": {"taxes": [
            {"rule": "CA-VAT", "country": "CA", "kind": "vat", "hs": "*", "name": "HST of Ontario", "rate_pct": 13.0,
             **rule("CA-VAL")},
        ]},
        "brazil-sao-paulo": {"taxes": [
            {**icms, "name": "ICMS of São Paulo", "rate_pct": 18.0, **rule("BR-VAL")},
        ]},
        "brazil-mp1357-lapsed": {"channels": [
            {"channel": "remessa_50", "territory": "BR", "procedure": "low_value", "applies_to": "parcel",
             "sales_channels": "B2C", "value_basis": "retail", "duty": "flat", "duty_pct": 20, "tax": "import",
             "taxes": ("ICMS",), "max_value": 50, "threshold_on": "cif", "currency": "USD",
             "effective_from": "2026-05-12", **unsourced("as before 2026-05-12, if the measure was not converted")},
        ]},
        "eaeu-e-commerce": {"channels": [
            {"channel": "low_value", "procedure": "low_value", "sales_channels": "B2C", "duty": "none",
             "max_value": 200, **_union("2026-07-01")},
            {"channel": "courier", "procedure": "courier", "duty": "flat", "duty_pct": 5, "min_value": 200,
             **_union("2026-07-01")},
            {"channel": "low_value", "procedure": "low_value", "sales_channels": "B2C", "duty": "none",
             "max_value": 200, **_union("2020-01-01"), "tax": "none", "effective_to": "2026-06-30"},
            {"channel": "courier", "procedure": "courier", "duty": "flat", "duty_pct": 15, "duty_deduction": 30,
             "min_value": 200, **_union(""), "tax": "none", "effective_to": "2026-06-30"},
        ]},
        "japan-2028": {"channels": [
            {"channel": "low_value", "procedure": "low_value", "sales_channels": "B2C", "duty": "none", "tax": "none",
             "max_value": 10000, "effective_to": "2028-03-31", **_later(japan, later)},
            {"channel": "courier", "procedure": "courier", "duty": "tariff", "tax": "import", "min_value": 10000,
             "effective_to": "2028-03-31", **_later(japan, later)},
            {"channel": "courier", "procedure": "courier", "duty": "tariff", "tax": "import",
             "effective_from": "2028-04-01", **_later(japan, later)},
            {"channel": "personal", "procedure": "courier", "sales_channels": "B2C", "duty": "tariff", "tax": "import",
             "value_share_pct": 60, "min_value": 10000, "effective_to": "2028-03-31", **_later(japan, later)},
        ]},
    }  # fmt: skip


def _union(begin: str) -> Row:
    return {"territory": "EAEU", "applies_to": "parcel", "value_basis": "retail", "tax": "import", "currency": "EUR",
            "effective_from": begin, **public("eaeu-plan", "planned, not confirmed")}  # fmt: skip


def _later(row: Row, words: str) -> Row:
    return row | {"source": row["source"] + words, "confidence": "low"}
