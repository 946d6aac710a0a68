"""Currencies: planning values, base currency United States dollar."""

from __future__ import annotations

from .common import AS_OF, ASSUMPTION, Row, significant

FED = "datasets/exchange-rates (Federal Reserve, PDDL), 2026-06"

# Units of the currency for one dollar.
PER_USD: dict[str, tuple[float, str, str]] = {
    "AED": (3.6725, "peg", AS_OF),
    "AUD": (1.4235, FED, "2026-06-01"),
    "BRL": (5.1241, FED, "2026-06-01"),
    "CAD": (1.4034, FED, "2026-06-01"),
    "CNY": (7.0, "assumption: planning value (other_costs: FX_USDCNY mid; market 6.78 in 2026-06)", AS_OF),
    "EUR": (1 / 1.15, "assumption: planning value (other_costs: FX_EURUSD mid; market 1.15 in 2026-06)", AS_OF),
    "GBP": (0.7497, FED, "2026-06-01"),
    "JPY": (160.77, FED, "2026-06-01"),
    "KRW": (1529.4619, FED, "2026-06-01"),
    "KZT": (520.0, ASSUMPTION, AS_OF),
    "MXN": (17.3792, FED, "2026-06-01"),
    "MYR": (4.0635, FED, "2026-06-01"),
    "RUB": (85.0, ASSUMPTION, AS_OF),
    "SAR": (3.75, "peg", AS_OF),
    "SGD": (1.2878, FED, "2026-06-01"),
    "USD": (1.0, "base currency", AS_OF),
}


def usd(currency: str) -> float:
    """Worth of one unit in dollars."""
    return significant(1 / PER_USD[currency][0], 6)


def currencies() -> list[Row]:
    """Table of currencies."""
    return [
        {"currency": c, "rate": usd(c), "source": source, "as_of": as_of} for c, (_, source, as_of) in PER_USD.items()
    ]
