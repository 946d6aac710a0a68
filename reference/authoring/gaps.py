"""What is known to be charged and is not in these tables."""

from __future__ import annotations

from .common import Row, Sources, provenance, unsourced
from .fees import MPF

SINCE_232 = "2018-03-23"


def gaps(sources: Sources) -> list[Row]:
    """Layers and fees that are missing, with the goods they may concern."""
    return [{"origins": "*", "hs": "*"} | row for row in (*_american(sources), *_other(sources))]


def _american(sources: Sources) -> list[Row]:
    rule = sources.rule
    looked_up = [r["hs6"] for r in sources.rows("products")]
    metals = ["732393", "73269086"]
    emergency = unsourced("other origins were charged too, at rates by country that changed several times")
    solar = next(r for r in sources.rows("duty_rates") if (r["destination"], r["layer"]) == ("US", "ADCVD"))
    return [
        {"gap": "US-S301FL-others", "territory": "US", "layer": "S301FL", "except_origins": "US",
         "text": "60 economies pay 10 or 12.5 %; whether and what this origin pays is not in the rules",
         "effective_from": "2026-07-24", **rule("US-S301FL-CN")},
        {"gap": "US-IEEPA-reciprocal-others", "territory": "US", "layer": "IEEPA-reciprocal",
         "except_origins": ("CA", "MX", "US"), "effective_from": "2025-04-05", "effective_to": "2026-02-23",
         "text": "the emergency duty of this origin is not in the rules", **emergency},
        {"gap": "US-IEEPA-fentanyl-others", "territory": "US", "layer": "IEEPA-fentanyl",
         "origins": ("CA", "HK", "MX"), "effective_from": "2025-02-04", "effective_to": "2026-02-23",
         "text": "the emergency duty of this origin is not in the rules", **emergency},
        {"gap": "US-S301-lists", "territory": "US", "layer": "S301", "origins": "CN", "effective_from": "2018-07-06",
         "text": "25, 7.5, 50 or 100 % on lists of thousands of codes, of which the rules hold those of the reference "
                 "products; whether this code is listed is not in the rules", **rule("US-S301")},
        {"gap": "US-S232-lists", "territory": "US", "layer": "S232", "except_origins": "US",
         "except_hs": sorted(looked_up), "effective_from": SINCE_232,
         "text": "15, 25 or 50 % on lists of metals, what is made of them, cars, parts, wood and drones, of which the "
                 "rules hold few codes; whether this code is listed is not in the rules", **rule("US-S232")},
        {"gap": "US-S232-metals-before", "territory": "US", "layer": "S232 before 2026-04-06", "hs": metals,
         "effective_from": SINCE_232, "effective_to": "2026-04-05",
         "text": "what goods of steel paid before the lists of 2026-04-06 is not in the rules", **rule("US-S232")},
        {"gap": "US-MFN-lines", "territory": "US", "layer": "MFN", "hs": ("732690", "848340"), "except_origins": "US",
         "text": "the rules hold one of several lines of this subheading; its rate is charged",
         **unsourced("the schedule divides them further")},
        {"gap": "US-ADCVD-solar", "territory": "US", "layer": "ADCVD", "origins": solar["origin"], "hs": solar["hs6"],
         "text": f"anti-dumping and countervailing duty by company ({solar['specific']}) is not in the rules",
         **provenance(solar, "duty_rates", "medium")},
        {"gap": "US-MPF-years", "territory": "US", "fee": MPF,
         "text": "the least and most of a fiscal year before 2024 or after 2027 are not in the rules",
         **rule("US-MPF-F27")},
    ]  # fmt: skip


def _other(sources: Sources) -> list[Row]:
    bikes = next(r for r in sources.rows("ad_cvd") if r["product"] == "e-bikes")
    return [
        {"gap": "EU-ADCVD-ebike-later", "territory": "EU", "layer": "ADCVD after 2030-01-31", "origins": "CN",
         "hs": "871160", "effective_from": "2030-02-01",
         "text": "anti-dumping and countervailing duties run to 2030-01; whether they are renewed is not in the rules",
         **provenance(bikes, "ad_cvd e-bikes", "low")},
        {"gap": "BR-IPI", "territory": "BR", "layer": "IPI", "except_hs": ("851830", "871160"),
         "text": "the tax on industrialised products by code is not in the rules", **sources.rule("BR-VAL")},
    ]  # fmt: skip
