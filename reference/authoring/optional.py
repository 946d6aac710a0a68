"""Overrides that are not in force by default: not confirmed, of one state only, or to come."""

from __future__ import annotations

from . import parcels
from .common import Row, Sources, unsourced
from .public import public


def overrides(sources: Sources) -> dict[str, dict[str, list[Row]]]:
    """Tables of each folder of `optional/`."""
    rule = sources.rule
    icms: Row = {"rule": "BR-ICMS", "country": "BR", "kind": "vat", "tax": "ICMS", "hs": "*", "within": True,
                 "base": ("value", "duty", "fees", "taxes")}  # fmt: skip
    shipped = {t: [r for r in parcels.channels(sources) if r["territory"] == t] for t in ("EAEU", "JP")}
    plan = public("eaeu-plan", "planned, not confirmed")
    reform = rule("JP-DM") | {"source": rule("JP-DM")["source"] + "; start: unsourced", "confidence": "low"}
    return {
        "eu-handling-fee": {"fees": [
            {"rule": "EU-HF", "name": "Handling fee of the customs reform", "territory": "EU",
             "channels": "ioss;courier;postal;postal_over", "amount": 2, "currency": "EUR", "per": "item",
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
             "modes": parcels.modes("BR"), "effective_from": "2026-05-12",
             **unsourced("as before 2026-05-12, if the measure was not converted")},
        ]},
        "eaeu-e-commerce": {"channels": [
            *_until("2026-06-30", shipped["EAEU"], ""),
            parcels.low("EAEU", 200, "EUR", plan, tax="import", effective_from="2026-07-01"),
            *parcels.either("EAEU", plan, duty="flat", duty_pct=5, above=200, currency="EUR",
                            effective_from="2026-07-01"),
        ]},
        "japan-2028": {"channels": [
            *_until("2028-03-31", shipped["JP"], "; start: unsourced"),
            *parcels.either("JP", reform, effective_from="2028-04-01"),
        ]},
    }  # fmt: skip


def _until(day: str, rows: list[Row], words: str) -> list[Row]:
    return [row | {"effective_to": day, "source": row["source"] + words, "confidence": "low"} for row in rows]
