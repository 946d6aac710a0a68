"""Exchange rates of a day out of the dated table of currencies."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

ALWAYS = pd.Timestamp(np.datetime64("0001-01-01", "s"))


def in_force(currencies: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Latest row of each currency that has begun on the day."""
    begins = currencies["effective_from"].fillna(ALWAYS)
    begun = currencies.assign(begins=begins)[(begins <= pd.Timestamp(day)).to_numpy()]
    return begun.sort_values("begins", kind="stable").drop_duplicates("currency", keep="last").drop(columns="begins")


def rates_on(currencies: pd.DataFrame, day: dt.date, base: str) -> dict[str, float]:
    """Value of one unit of each currency in the base currency."""
    rows = in_force(currencies, day)
    return {**dict(zip(rows["currency"], rows["rate"].astype(float), strict=True)), base: 1.0}


def spreads_on(currencies: pd.DataFrame, day: dt.date, base: str) -> dict[str, float]:
    """Share of money taken in each currency that its change into the base currency costs."""
    rows = in_force(currencies, day)
    return {**dict(zip(rows["currency"], rows["spread_pct"].astype(float) / 100, strict=True)), base: 0.0}
