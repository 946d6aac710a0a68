"""United States: what comes on top of the base rate, with its history."""

from __future__ import annotations

from .common import EU, Row, Sources, provenance, unsourced
from .public import public

HTS = "USITC HTS 2026 Rev 10"
LISTS = {  # section 301: rate and days before the rate of today
    "List 3": (10.0, "2018-09-24", "2019-05-09"),
    "4A": (15.0, "2019-09-01", "2020-02-13"),
}
REPLACED = {"powerbank": (7.5, "2020-02-14", "2025-12-31")}  # list 4A before heading 9903.91
WOOD = ("9401614011", "9401614031", "9401616011", "9401616031", "9403409060", "9403608093", "9403910080")
SUPPRESSED = ("S301FL", "S122", "IEEPA-reciprocal")


def duty_rates(sources: Sources) -> list[Row]:
    """All layers but the base rate of the products."""
    rows = [*_section_301(sources), *_section_232(sources), *_forced_labour(sources), *_surcharge(sources),
            *_emergency(sources), *_other_goods(sources), *_usmca()]  # fmt: skip
    return [{"territory": "US", "origins": "*", "hs": "*"} | row for row in rows]


def _locked(layer: str, **more: object) -> Row:
    """A layer whose rate is locked when goods enter a zone."""
    return {"layer": layer, "privileged": True, **more}


def _section_301(sources: Sources) -> list[Row]:
    rows: list[Row] = []
    for r in sources.rows("duty_rates"):
        if r["layer"] != "S301":
            continue
        name, product, rate = f"US-S301-{r['product_id']}", r["product_id"], float(r["rate_pct"])
        said = provenance(r, f"duty_rates {r['national_code']}, {r['notes']}", r["confidence"])
        if product in ("watch", "vitamin", "pet"):
            said |= {"confidence": "low", "source": said["source"] + "; code is not the one of the base rate"}
        same = _locked("S301", origins="CN", hs=r["hs6"])
        rows.append(same | {"rule": name, "rate_pct": rate, "effective_from": r["effective_from"], **said})
        for key, (before, begin, end) in LISTS.items():
            if key in r["notes"] and r["effective_from"]:
                rows.append(same | {"rule": f"{name}-{begin[:4]}", "rate_pct": before, "effective_from": begin,
                                    "effective_to": end, **public("us-301-steps", f"{key} at first")})  # fmt: skip
        if product in REPLACED:
            before, begin, end = REPLACED[product]
            rows.append(
                same
                | {
                    "rule": f"{name}-{begin[:4]}",
                    "rate_pct": before,
                    "effective_from": begin,
                    "effective_to": end,
                    **unsourced("list rate that heading 9903.91 replaced"),
                }
            )
    return rows


def _section_232(sources: Sources) -> list[Row]:
    rows: list[Row] = []
    general = sources.rule("US-S232")
    for r in sources.rows("duty_rates"):
        if r["layer"] == "S232":
            said = provenance(r, f"duty_rates {r['national_code']}, {r['notes']}", r["confidence"])
            rows.append({"rule": f"US-S232-{r['product_id']}", "hs": r["hs6"], "rate_pct": float(r["rate_pct"]),
                         "effective_from": r["effective_from"], **said})  # fmt: skip
    rows.append(
        {
            "rule": "US-S232-73269086",
            "hs": "73269086",
            "rate_pct": 50.0,
            "effective_from": "2026-04-06",
            **general,
            "source": "worked_examples US-01 (annex I-A): github.com/Auxx-Ai/auxx-ai/pull/2255",
        }
    )
    rows += _wood_and_cars()
    return [_locked("S232", suppresses=SUPPRESSED, no_drawback=True) | row for row in rows]


def _wood_and_cars() -> list[Row]:
    """Furniture of wood with less for partners, and drawback; cars."""
    wood: Row = {"effective_from": "2025-10-14", "no_drawback": False, **public("us-232-wood")}
    rows: list[Row] = [{"rule": "US-S232-8703", "hs": "8703", "rate_pct": 25.0, "effective_from": "2025-04-03",
                        **public("us-232-cars")}]  # fmt: skip
    for hs in WOOD:
        rows += [
            {"rule": f"US-S232-{hs}", "hs": hs, "rate_pct": 25.0, **wood},
            {"rule": f"US-S232-{hs}-GB", "hs": hs, "origins": "GB", "rate_pct": 10.0, **wood},
            {"rule": f"US-S232-{hs}-EU-JP", "hs": hs, "origins": (*EU, "JP"), "ceiling_pct": 15.0, **wood},
        ]
    return rows


def _forced_labour(sources: Sources) -> list[Row]:
    """Section 301 against forced labour: either section 232 or this."""
    china, cap = sources.rule("US-S301FL-CN"), sources.rule("US-S301FL-CAP")
    others = china | {"confidence": "medium"}
    since: Row = {"effective_from": "2026-07-24"}
    phone = next(r for r in sources.rows("duty_rates") if (r["layer"], r["product_id"]) == ("S301FL", "phone"))
    exempt = provenance(phone, "duty_rates: assumed on the exclusion list 9903.05.86", "low")
    rows: list[Row] = [
        {"rule": "US-S301FL-CN", "origins": "CN", "rate_pct": 12.5, **china},
        {"rule": "US-S301FL-CN-phone", "origins": "CN", "hs": "851713", "rate_pct": 0.0, **exempt},
        *({"rule": f"US-S301FL-{origin}", "origins": origin, "rate_pct": rate, **others}
          for origin, rate in (("VN", 12.5), ("SG", 12.5), ("BR", 12.5), ("MX", 10.0))),
        {"rule": "US-S301FL-CAP-10", "origins": (*EU, "TW"), "ceiling_pct": 10.0, **cap},
        {"rule": "US-S301FL-CAP-12.5", "origins": ("CH", "JP", "KR"), "ceiling_pct": 12.5, **cap},
    ]  # fmt: skip
    made = [_locked("S301FL") | since | row for row in rows]
    made.append(_locked("S301-BR", rule="US-S301-BR", origins="BR", rate_pct=25.0, **since,
                        **others | {"confidence": "low"}))  # fmt: skip
    return made


def _surcharge(sources: Sources) -> list[Row]:
    """Section 122: ten per cent for 150 days."""
    said, days = sources.rule("US-S122"), {"effective_from": "2026-02-24", "effective_to": "2026-07-23"}
    return [
        _locked("S122", rule="US-S122", rate_pct=10.0, **days, **said),
        _locked("S122", rule="US-S122-USMCA", origins=("CA", "MX"), rate_pct=0.0, agreement="USMCA", **days, **said),
    ]


def _emergency(sources: Sources) -> list[Row]:
    """Emergency powers against China, void since 2026-02-20."""
    said = sources.rule("US-IEEPA")
    days = {"fentanyl": public("us-fentanyl-2025"), "reciprocal": public("us-reciprocal")}
    steps = (
        ("fentanyl", 10.0, "2025-02-04", "2025-03-03"), ("fentanyl", 20.0, "2025-03-04", "2025-11-09"),
        ("fentanyl", 10.0, "2025-11-10", "2026-02-23"), ("reciprocal", 10.0, "2025-04-05", "2025-04-08"),
        ("reciprocal", 84.0, "2025-04-09", "2025-04-09"), ("reciprocal", 125.0, "2025-04-10", "2025-05-13"),
        ("reciprocal", 10.0, "2025-05-14", "2026-02-23"),
    )  # fmt: skip
    rows: list[Row] = [
        _locked(f"IEEPA-{kind}", rule=f"US-IEEPA-{kind}-{begin}", origins="CN", rate_pct=rate, effective_from=begin,
                effective_to=end, no_drawback=kind == "fentanyl",
                **said | {"source": f"{said['source']}; days: {days[kind]['source']}"})
        for kind, rate, begin, end in steps
    ]  # fmt: skip
    rows.append(
        _locked(
            "IEEPA-reciprocal",
            rule="US-IEEPA-reciprocal-phone",
            origins="CN",
            hs="851713",
            rate_pct=0.0,
            effective_from="2025-04-05",
            effective_to="2026-02-23",
            **unsourced("exempt electronics"),
        )
    )
    return rows


def _other_goods(sources: Sources) -> list[Row]:
    """Goods of the worked examples that are no product here."""
    base = {"as_of": "2026-06-01", "confidence": "high"}
    listed = sources.rule("US-S301")
    return [
        *({"rule": f"US-MFN-{hs}", "hs": hs, "layer": "MFN", "rate_pct": rate, "source": f"{hs}: {HTS}", **base}
          for hs, rate in (("73269086", 2.9), ("84834050", 2.5), ("87038000", 2.5))),
        _locked("S301", rule="US-S301-73269086", origins="CN", hs="73269086", rate_pct=25.0, **listed,
                effective_from="2019-05-10"),
        _locked("S301", rule="US-S301-87038000", origins="CN", hs="87038000", rate_pct=100.0, **listed,
                effective_from="2024-09-27"),
    ]  # fmt: skip


def _usmca() -> list[Row]:
    return [{"rule": "US-PREF_USMCA", "layer": "PREF_USMCA", "origins": ("CA", "MX"), "rate_pct": 0.0,
             "replaces": "MFN", "agreement": "USMCA", "effective_from": "2020-07-01",
             **unsourced("qualifying goods are free")}]  # fmt: skip
