"""Small rule books, consignment lines and networks as rows of the tables; what is left out takes its default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cbeclogistics.freight.rates import RateCard, read_rate_cards
from cbeclogistics.network.network import Network
from cbeclogistics.network.raw import RawInstance, RawTable, raw_table
from cbeclogistics.network.schema import TABLES
from cbeclogistics.network.settings import read_settings
from cbeclogistics.network.validation import validate
from cbeclogistics.network.validation.typed import fill, typed_table
from cbeclogistics.trade.kernel import Lines
from cbeclogistics.trade.rulebook import Rulebook

Row = Mapping[str, Any]
Tables = dict[str, list[dict[str, Any]]]

DAY = dt.date(2026, 12, 1)
TEXT_COLUMNS = {"territory", "country", "channel", "origin", "hs", "mode", "sales_channel", "exporter", "shipped_from"}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return np.format_float_positional(value, trim="-")
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return str(value)


def _raw(name: str, rows: Iterable[Row]) -> RawTable | None:
    listed = list(rows)
    header = list(dict.fromkeys(key for row in listed for key in row)) or list(TABLES[name].names)
    records = [header, *([_cell(row.get(key)) for key in header] for row in listed)]
    return raw_table(list(enumerate(records, 1)), name)[0]


def frame(name: str, rows: Iterable[Row], base: str = "USD") -> pd.DataFrame:
    """Rows as the typed table of the schema."""
    table = typed_table(_raw(name, rows), TABLES[name])
    if "currency" in TABLES[name].names and name != "currencies":
        table["currency"] = table["currency"].where(table["currency"] != "", base)
    return table


def rulebook(
    *,
    territories: Sequence[Row] = (),
    channels: Sequence[Row] = (),
    duty_rates: Sequence[Row] = (),
    taxes: Sequence[Row] = (),
    fees: Sequence[Row] = (),
    rates: Mapping[str, float] | None = None,
) -> Rulebook:
    """Rule book of the rows; `rates` gives other currencies in USD."""
    tables = {
        "territories": frame("territories", territories),
        "channels": frame("channels", channels),
        "duty_rates": frame("duty_rates", duty_rates),
        "taxes": frame("taxes", taxes),
        "fees": frame("fees", fees),
    }
    return Rulebook(tables, {"USD": 1.0, **(rates or {})})


def lines(**columns: Any) -> Lines:
    """Consignment lines; a scalar goes for all of them. Bulk from China by sea to the US unless told otherwise."""
    given: dict[str, Any] = {
        "territory": "US", "country": "US", "channel": "formal", "origin": "CN", "hs": "610910", "mode": "ocean",
        "sales_channel": "", "units": 1.0, "weight_kg": 0.0, "litres": 0.0, "transfer_value": 0.0, "price": 0.0,
        "freight": 0.0, "insurance": 0.0, "buyer_spend_per_year": np.nan, "consignment": None, **columns,
    }  # fmt: skip
    n = max((len(v) for v in given.values() if isinstance(v, list | tuple | np.ndarray)), default=1)
    made: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or name == "consignment":
            made[name] = None if value is None else np.asarray(value, dtype=np.int64)
            continue
        kind = object if name in TEXT_COLUMNS else float
        cell = np.empty(n, dtype=kind)
        cell[:] = value
        made[name] = cell
    return Lines(**made)


def rate_card(
    rows: Sequence[Row], containers: Sequence[Row] = (), rates: Mapping[str, float] | None = None,
    surcharges: Sequence[Row] = (), first: dt.date = DAY, days: float = 365,
) -> RateCard:  # fmt: skip
    """One rate card of its rows, with its surcharges over the days from `first` on."""
    tables = {
        "rate_cards": frame("rate_cards", [{"rate_card": "card", **row} for row in rows]),
        "containers": frame("containers", containers),
        "surcharges": frame("surcharges", [{"surcharge": f"s{i}", **row} for i, row in enumerate(surcharges)]),
    }
    return read_rate_cards(tables, {"USD": 1.0, **(rates or {})}, first, days)["card"]


def settings(**changes: Any) -> dict[str, Any]:
    """Parsed `instance.toml`: one year, no cost of capital, insurance, payment or returns unless told otherwise."""
    costs = {
        "capital_pct_per_year": 0, "stock_risk_pct_per_year": 0, "insurance_pct": 0, "payment_pct": 0,
        "return_cost_pct": 0,
    } | changes.get("costs", {})  # fmt: skip
    made: dict[str, Any] = {
        "name": "test", "base_currency": "USD", "consumer_tax": "borne",
        "horizon": {"start": DAY, "periods": [{"period": "Y1", "days": 365}]},
    }  # fmt: skip
    return made | changes | {"costs": costs}


def network(tables: Mapping[str, Iterable[Row]], **changes: Any) -> Network:
    """Validated network of the rows; keywords change the settings."""
    raw = {name: table for name, rows in tables.items() if (table := _raw(name, rows)) is not None}
    return validate(RawInstance("test", settings(**changes), "instance.toml", raw, suffix=".csv"))


def unchecked(tables: Mapping[str, Iterable[Row]], **changes: Any) -> Network:
    """The same without validation, which takes most of the time where thousands of networks are drawn."""
    read, problems = read_settings(settings(**changes))
    assert read is not None, problems
    typed = {name: typed_table(_raw(name, tables.get(name, ())), table) for name, table in TABLES.items()}
    fill(typed, read)
    return Network(read, typed)


def chain() -> Tables:
    """One lamp factory in China, a Chinese bonded zone, a port on each side, a German warehouse and market: 1000 lamps.

    A lamp is worth 10, weighs 1 kg and is sold for 60 with 20 % VAT inside. By the warehouse it costs 5 goods, freight
    1 + 10 + 1, duty 2 (10 % of CIF 10 + 10), tax 10 (60 − 50) and 1 for the last mile: 30. Direct: 5 + 30 + 10 = 45.
    """
    return {
        "sites": [
            {"site": "F", "kind": "factory", "country": "CN", "latitude": 22.5, "longitude": 114.1},
            {"site": "P_CN", "kind": "seaport", "country": "CN", "latitude": 29.9, "longitude": 121.9},
            {"site": "B_CN", "kind": "bonded_zone", "country": "CN", "latitude": 29.8, "longitude": 121.8},
            {"site": "P_EU", "kind": "seaport", "country": "NL", "latitude": 51.9, "longitude": 4.4},
            {"site": "W_EU", "kind": "overseas_warehouse", "country": "DE", "latitude": 51.4, "longitude": 6.8},
            {"site": "M_EU", "kind": "market", "country": "DE", "latitude": 52.5, "longitude": 13.4},
        ],
        "site_options": [{"site": "W_EU", "option": "S"}, {"site": "B_CN", "option": "S"}],
        "products": [{"product": "lamp", "hs6": "940542", "weight_kg": 1, "volume_m3": 0.01, "customs_value": 10}],
        "supply": [{"site": "F", "product": "lamp", "unit_cost": 5}],
        "demand": [{"market": "M_EU", "product": "lamp", "units": 1000, "price": 60}],
        "rate_cards": [
            {"rate_card": "one", "basis": "weight", "per_kg": 1},
            {"rate_card": "ten", "basis": "weight", "per_kg": 10},
            {"rate_card": "parcel-one", "basis": "parcel", "base": 1},
            {"rate_card": "parcel-thirty", "basis": "parcel", "base": 30},
        ],
        "lanes": [
            lane("port", "F", "P_CN", "road", "one"),
            lane("zone", "F", "B_CN", "road", "one"),
            lane("zone-port", "B_CN", "P_CN", "road", "one"),
            lane("ocean", "P_CN", "P_EU", "ocean", "ten"),
            lane("dray", "P_EU", "W_EU", "road", "one"),
            lane("home", "W_EU", "M_EU", "road", "parcel-one"),
            lane("direct", "F", "M_EU", "air", "parcel-thirty"),
        ],
        "territories": [
            {"territory": "CN", "countries": "CN", "valuation": "CIF", "export_vat_pct": 13},
            {"territory": "EU", "countries": "DE;NL;FR", "valuation": "CIF"},
        ],
        "channels": [
            {"channel": "formal", "territory": "EU", "procedure": "formal", "applies_to": "bulk", "recoverable": True},
            {"channel": "low", "territory": "EU", "procedure": "low_value", "applies_to": "parcel", "duty": "none",
             "tax": "at_sale"},
        ],
        "duty_rates": [duty("EU-lamp", "EU", 10)],
        "taxes": [{"rule": "DE", "country": "DE", "rate_pct": 20}, {"rule": "NL", "country": "NL", "rate_pct": 20}],
    }  # fmt: skip


def own_fleet() -> Tables:
    """`chain` with two markets near the warehouse, four stops and two vans: 100 lamps a day to M_EU, 50 to M_SUD.

    All goes by the vans: a parcel to either costs 5. Stop A has half of M_EU, B and C share the rest; D is M_SUD's.
    """
    tables = chain()
    near = {"M_EU": (51.45, 7.0), "M_SUD": (51.25, 6.8)}
    tables["sites"] = [site for site in tables["sites"] if site["kind"] != "market"]
    for name, (latitude, longitude) in near.items():
        tables["sites"].append({"site": name, "kind": "market", "country": "DE", "latitude": latitude,
                                "longitude": longitude})  # fmt: skip
    tables["demand"] = [{"market": "M_EU", "product": "lamp", "units": 26_000, "price": 60},
                        {"market": "M_SUD", "product": "lamp", "units": 13_000, "price": 60}]  # fmt: skip
    tables["rate_cards"].append({"rate_card": "parcel-five", "basis": "parcel", "base": 5})
    tables["lanes"] = [one for one in tables["lanes"] if one["lane"] not in ("home", "direct")]
    tables["lanes"] += [lane("home", "W_EU", "M_EU", "road", "parcel-five"),
                        lane("south", "W_EU", "M_SUD", "road", "parcel-five")]  # fmt: skip
    tables["vehicles"] = [{
        "vehicle": "van", "site": "W_EU", "count": 2, "capacity_units": 90, "fixed_cost": 20, "cost_per_km": 0.3,
        "cost_per_hour": 10, "shift": "06:00-18:00", "loading_min": 10, "currency": "USD",
    }]  # fmt: skip
    at = {
        "A": ("M_EU", 51.46, 7.01),
        "B": ("M_EU", 51.44, 6.98),
        "C": ("M_EU", 51.47, 6.95),
        "D": ("M_SUD", 51.25, 6.8),
    }
    tables["stops"] = [
        {"stop": stop, "market": market, "latitude": y, "longitude": x, "service_min": 5, "currency": "USD"}
        for stop, (market, y, x) in at.items()
    ]  # fmt: skip
    tables["stops"][0]["share"] = 0.5
    return tables


def lane(name: str, start: str, end: str, mode: str, card: str, days: float = 1, **more: Any) -> dict[str, Any]:
    """Row of lanes."""
    return {"lane": name, "from_site": start, "to_site": end, "mode": mode, "rate_card": card, "transit_days": days,
            **more}  # fmt: skip


def duty(rule: str, territory: str, pct: float, **more: Any) -> dict[str, Any]:
    """Row of duty_rates: MFN on every code and origin unless told otherwise."""
    return {"rule": rule, "territory": territory, "origins": "*", "hs": "*", "layer": "MFN", "rate_pct": pct, **more}
