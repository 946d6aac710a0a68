"""Rates that no sourced table has: levels as a planner would pencil them in, preferences, anti-dumping."""

from __future__ import annotations

from .common import ASSUMPTION, EU, Row, Sources, assumed, unsourced
from .public import public

EAEU = {"phone": 0, "headphone": 5, "powerbank": 5, "ledlamp": 10, "tshirt": 10, "dress": 10, "shoes": 10,
        "handbag": 11, "toy": 7.5, "furniture": 12, "kitchen": 8, "ebike": 12, "cosmetic": 6.5, "infant": 5,
        "vitamin": 8, "wine": 12.5, "appliance": 8, "blender": 8, "drone": 5, "autopart": 5, "solar": 0,
        "pet": 10, "fitness": 8, "jewelry": 10, "watch": 8, "luggage": 11}  # fmt: skip
THAILAND = {"phone": 0, "headphone": 5, "powerbank": 10, "ledlamp": 20, "tshirt": 30, "dress": 30, "shoes": 30,
            "handbag": 20, "toy": 10, "furniture": 20, "kitchen": 20, "ebike": 40, "cosmetic": 20, "infant": 5,
            "vitamin": 10, "wine": 54, "appliance": 20, "blender": 10, "drone": 5, "autopart": 10, "solar": 0,
            "pet": 20, "fitness": 10, "jewelry": 20, "watch": 5, "luggage": 20}  # fmt: skip
INDONESIA = {"phone": 0, "headphone": 10, "powerbank": 10, "ledlamp": 15, "tshirt": 25, "dress": 25, "shoes": 25,
             "handbag": 20, "toy": 15, "furniture": 20, "kitchen": 15, "ebike": 40, "cosmetic": 10, "infant": 5,
             "vitamin": 10, "wine": 90, "appliance": 15, "blender": 15, "drone": 5, "autopart": 10, "solar": 0,
             "pet": 15, "fitness": 10, "jewelry": 15, "watch": 10, "luggage": 20}  # fmt: skip
MALAYSIA = {"phone": 0, "headphone": 0, "powerbank": 5, "ledlamp": 20, "tshirt": 10, "dress": 10, "shoes": 25,
            "handbag": 0, "toy": 5, "furniture": 10, "kitchen": 20, "ebike": 30, "cosmetic": 0, "infant": 5,
            "vitamin": 5, "wine": 0, "appliance": 20, "blender": 20, "drone": 0, "autopart": 20, "solar": 0, "pet": 5,
            "fitness": 5, "jewelry": 5, "watch": 0, "luggage": 0}  # fmt: skip
NEW_ZEALAND = {"phone": 0, "headphone": 0, "powerbank": 5, "ledlamp": 5, "tshirt": 10, "dress": 10, "shoes": 10,
               "handbag": 5, "toy": 0, "furniture": 5, "kitchen": 5, "ebike": 0, "cosmetic": 5, "infant": 5,
               "vitamin": 5, "wine": 5, "appliance": 5, "blender": 5, "drone": 0, "autopart": 5, "solar": 0, "pet": 5,
               "fitness": 5, "jewelry": 5, "watch": 0, "luggage": 5}  # fmt: skip
PHILIPPINES = {"phone": 0, "headphone": 5, "powerbank": 3, "ledlamp": 15, "tshirt": 15, "dress": 15, "shoes": 15,
               "handbag": 15, "toy": 5, "furniture": 15, "kitchen": 10, "ebike": 30, "cosmetic": 7, "infant": 5,
               "vitamin": 7, "wine": 7, "appliance": 10, "blender": 10, "drone": 3, "autopart": 5, "solar": 0,
               "pet": 15, "fitness": 10, "jewelry": 10, "watch": 7, "luggage": 15}  # fmt: skip
VIET_NAM = {"phone": 0, "headphone": 15, "powerbank": 10, "ledlamp": 20, "tshirt": 20, "dress": 20, "shoes": 30,
            "handbag": 25, "toy": 20, "furniture": 25, "kitchen": 20, "ebike": 55, "cosmetic": 20, "infant": 10,
            "vitamin": 15, "wine": 50, "appliance": 20, "blender": 20, "drone": 0, "autopart": 10, "solar": 0,
            "pet": 25, "fitness": 5, "jewelry": 25, "watch": 25, "luggage": 25}  # fmt: skip
LEVELS = {"EAEU": EAEU, "TH": THAILAND, "ID": INDONESIA, "MY": MALAYSIA, "NZ": NEW_ZEALAND, "PH": PHILIPPINES,
          "VN": VIET_NAM}  # fmt: skip
# Türkiye's additional duty on goods of other origin than its partners', by chapter.
TURKISH_ADDITION = {"61": 30, "62": 30, "64": 30, "42": 25, "94": 20, "95": 15, "73": 20, "71": 15, "85": 6, "87": 10}
ASEAN = ("TH", "ID", "MY", "PH", "VN", "SG")


def duty_rates(sources: Sources, known: list[Row]) -> list[Row]:
    """Rows beside the `known` ones of the sourced table."""
    codes = {r["product_id"]: r["hs6"] for r in sources.rows("products")}
    rows = [
        _row(territory, product, codes[product], "MFN", "*", float(rate), **assumed("plausible level"))
        for territory, rates in LEVELS.items()
        for product, rate in rates.items()
    ]
    for r in (r for r in known if r["territory"] == "EU" and r["layer"] == "MFN"):
        rows.append(r | {"rule": r["rule"].replace("EU-", "TR-"), "territory": "TR", "confidence": "low",
                         "source": f"{ASSUMPTION}: customs union; {r['source']}"})  # fmt: skip
    rows += [
        _row("TR", hs, hs, "ADDITIONAL", ("CN", "VN"), float(rate), **assumed("level of the additional duty"))
        for hs, rate in TURKISH_ADDITION.items()
    ]
    return [*rows, *_free_ports(), *_preferences(sources), *_anti_dumping()]


def _row(
    territory: str, name: str, hs: str, layer: str, origins: str | tuple[str, ...], rate: float, **more: object
) -> Row:
    return {"rule": f"{territory}-{layer}-{name}", "territory": territory, "hs": hs, "layer": layer,
            "origins": origins, "rate_pct": rate, **more}  # fmt: skip


def _free_ports() -> list[Row]:
    return [
        _row("SG", "all", "*", "MFN", "*", 0.0, **unsourced("free but for alcohol")),
        _row("HK", "all", "*", "MFN", "*", 0.0, **unsourced("vat note: free port")),
        _row("GCC", "all", "*", "MFN", "*", 5.0, **unsourced("vat note: GCC duty 5 %")),
        _row("GCC", "phone", "851713", "MFN", "*", 0.0, **assumed("information technology goods")),
    ]


def _preferences(sources: Sources) -> list[Row]:
    """Rates of agreements: 0 % where the staging is taken to be complete."""

    def free(territory: str, agreement: str, origins: str | tuple[str, ...], hs: str = "*", name: str = "",
             **more: object) -> Row:  # fmt: skip
        label = f"{agreement}{'-' + name if name else ''}"
        return {"rule": f"{territory}-{label}", "territory": territory, "origins": origins, "hs": hs,
                "layer": f"PREF_{agreement}", "rate_pct": 0.0, "replaces": "MFN", "agreement": agreement,
                **assumed("staging complete"), **more}  # fmt: skip

    australian = sources.rule("AU-VAL")
    rows = [
        free("AU", "ChAFTA", "CN", effective_from="2019-01-01", **australian),
        free("NZ", "CNNZFTA", "CN", effective_from="2019-01-01"),
        *(free(t, "ACFTA", "CN", effective_from="2015-01-01" if t == "VN" else "2010-01-01",
               **assumed("trade_agreements ACFTA: about 0 % on more than 90 % of lines")) for t in ASEAN),
        *(free(t, "ATIGA", tuple(a for a in ASEAN if a != t)) for t in ASEAN),
        *(free(t, "CPTPP", "VN") for t in ("JP", "CA", "MX", "AU", "NZ")),
        free("GB", "UKVFTA", "VN"), free("KR", "VKFTA", "VN"),
        free("GB", "TCA", EU, effective_from="2021-01-01"), free("EU", "TCA", "GB", effective_from="2021-01-01"),
        *(free(t, "USMCA", tuple(o for o in ("CA", "MX", "US") if o != t), effective_from="2020-07-01")
          for t in ("CA", "MX")),
    ]  # fmt: skip
    for product, hs in (("shoes", "640411"), ("handbag", "420222"), ("luggage", "420212")):
        rows.append(free("EU", "EVFTA", "VN", hs, product))
    for product, hs in (("tshirt", "610910"), ("dress", "620443")):
        rows.append(free("EU", "EVFTA", "VN", hs, product, effective_from="2027-01-01",
                         **assumed("last step of the staging")))  # fmt: skip
    union = unsourced("customs union")
    rows.append(_row("TR", "EU", "*", "CUSTOMS_UNION", EU, 0.0, replaces="MFN", **union))
    rows.append(_row("EU", "TR", "*", "CUSTOMS_UNION", "TR", 0.0, replaces="MFN", **union))
    return rows


def _anti_dumping() -> list[Row]:
    """By exporter; who is not named pays the rate of all others."""
    named = public("eu-ebike-named", "anti-dumping and countervailing duty together")
    mexican = {"source": "ad_cvd: secondary public text (CCPIT bulletins); codes: assumption", "as_of": "2026-09-01",
               "confidence": "low", "currency": "USD"}  # fmt: skip
    until: Row = {"effective_from": "2019-01-19", "effective_to": "2030-01-31"}
    return [
        _row("EU", "ebike", "871160", "ADCVD", "CN", 79.3, **until, **public("eu-ebike")),
        *(_row("EU", f"ebike-{name}", "871160", "ADCVD", "CN", rate, exporter=exporter, **until, **named)
          for name, exporter, rate in (("Giant", "Giant Electric Vehicle", 13.8), ("Bodo", "Bodo Vehicle Group", 73.4),
                                       ("cooperating", "cooperating exporter", 33.4))),
        *(_row("EU", f"ceramics-{hs}", hs, "ADCVD", "CN", 36.1,
               **unsourced("ad_cvd: 13.1-36.1 % by exporter; the rate of all others")) for hs in ("6911", "6912")),
        _row("MX", "bicycles", "871200", "ADCVD", "CN", 0.0, per_unit=57.19, effective_from="2026-09-08", **mexican),
        _row("MX", "pvc-fabric", "590310", "ADCVD", "CN", 0.0, per_kg=0.7334, effective_from="2026-09-07", **mexican),
        *(_row("MX", f"aluminium-{hs}", hs, "ADCVD", "CN", 0.0, per_kg=1.58, effective_from="2026-09-04", **mexican)
          for hs in ("7604", "7608")),
    ]  # fmt: skip
