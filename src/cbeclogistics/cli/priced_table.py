"""A table of shipments read from a file, and written with what they cost."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CbecError, InputError, Problem
from . import console

if TYPE_CHECKING:
    import pandas as pd

AFTER_SECONDS = 2.0  # a table that takes longer tells how far it is
TAKEN = {"channel": "channel_taken"}  # a shipment's own column of the name is what was asked for
TOLD = 10  # problems in the summary


def read_table(file: Path) -> pd.DataFrame:
    """Read a table of shipments; codes stay text.

    Raises
    ------
    InputError
        It cannot be read.
    """
    import pandas as pd

    try:
        if file.suffix.lower() == ".parquet":
            return pd.read_parquet(file)
        return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig", skipinitialspace=True)
    except OSError as error:
        raise InputError([Problem(file.name, f"cannot be read: {error.strerror or error}")]) from None
    except (ValueError, ImportError) as error:  # pandas' parser errors are ValueErrors
        raise InputError([Problem(file.name, f"is no table: {error}")]) from None


def write_table(shipments: pd.DataFrame, priced: pd.DataFrame, out: Path) -> None:
    """Write what shipments cost, beside their own columns where each row is a shipment; whole or not at all.

    Raises
    ------
    CbecError
        It cannot be written.
    """
    import pandas as pd

    if len(priced) == len(shipments):
        ours = priced.drop(columns=[c for c in ("currency",) if c in shipments])
        ours = ours.rename(columns={str(c): TAKEN.get(str(c), f"{c}_priced") for c in ours if c in shipments})
        made = pd.concat([shipments.reset_index(drop=True), ours.reset_index(drop=True)], axis=1)
    else:
        made = priced.reset_index()
    _write(made, out)


def write_lines(shipments: pd.DataFrame, charges: pd.DataFrame, out: Path) -> None:
    """Write the charges of shipments; those without a name go by their row as an editor counts it, the header being 1.

    Raises
    ------
    CbecError
        It cannot be written.
    """
    if "shipment" not in shipments:
        charges = charges.assign(shipment=charges["shipment"] + 2).rename(columns={"shipment": "row"})
    _write(charges, out)


def _write(made: pd.DataFrame, out: Path) -> None:
    part = out.with_name(f".{out.name}.{secrets.token_hex(6)}.part")
    try:
        if out.suffix.lower() == ".parquet":
            made.to_parquet(part, index=False)
        else:
            made.to_csv(part, index=False, lineterminator="\n")
        part.replace(out)
    except (OSError, ImportError) as error:
        raise CbecError(f"{out}: the table could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def summary(priced: pd.DataFrame, out: Path) -> dict[str, Any]:
    """What the shipments come to, by currency and by channel, and why some have no price."""
    good = priced[priced["problem"] == ""]
    amounts = ["customs_value", "duty", "fee", "vat", "total_taxes", "landed_cost"]
    by_currency = good.groupby("currency")[amounts].sum().round(2)
    problems = priced["problem"][priced["problem"] != ""].value_counts()
    return {
        "shipments": len(priced),
        "priced": len(good),
        "not_priced": len(priced) - len(good),
        "totals": [{"currency": c, **row} for c, row in by_currency.to_dict("index").items()],
        "channels": {str(k): int(v) for k, v in good["channel"].value_counts().items()},
        "problems": [{"problem": str(p), "shipments": int(n)} for p, n in problems.head(TOLD).items()],
        "out": str(out),
    }


class SaidSlowly:
    """Tells how many shipments are priced, once it takes longer than one likes to wait."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._last = quiet, time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Say how far it is, every few seconds."""
        if time.monotonic() - self._last >= AFTER_SECONDS:
            self._last = time.monotonic()
            console.say(f"{done:,} of {of:,} shipments priced", quiet=self._quiet)
