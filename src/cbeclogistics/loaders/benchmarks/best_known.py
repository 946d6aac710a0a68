"""Best known costs of a family: ``best_known.csv`` beside its instances."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

from ...errors import InputError, Problem
from .tokens import read_text

FILE = "best_known.csv"
PROVEN = {"yes": True, "no": False, "unknown": False}


@dataclass(frozen=True)
class BestKnown:
    """What is known of one instance.

    Attributes
    ----------
    cost
        Of the best published solution.
    proven
        Whether the source calls it optimal.
    source
        Where it was published.
    """

    cost: float
    proven: bool
    source: str


def best_known(folder: str | Path) -> dict[str, BestKnown]:
    """Read the best known costs of a family, by the file's own names of the instances.

    Parameters
    ----------
    folder
        Holds ``best_known.csv`` with at least the columns instance, best_known, proven_optimal (yes, no or unknown) and
        source.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    path = Path(folder) / FILE
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    missing = [c for c in ("instance", "best_known", "proven_optimal", "source") if c not in (reader.fieldnames or ())]
    if missing:
        raise InputError([Problem(str(path), "the column is missing", row=1, column=c) for c in missing])
    known: dict[str, BestKnown] = {}
    found: list[Problem] = []
    for row in reader:
        line = reader.line_num
        name = row["instance"] or ""
        if not name or name in known:
            found.append(Problem(str(path), "expected a name that no other row has", line, "instance", name))
        try:
            cost = float(row["best_known"] or "")
        except ValueError:
            cost = math.nan
        if not math.isfinite(cost):
            found.append(Problem(str(path), "expected a number", line, "best_known", str(row["best_known"])))
        if row["proven_optimal"] not in PROVEN:
            found.append(
                Problem(
                    str(path),
                    f"expected one of {', '.join(PROVEN)}",
                    line,
                    "proven_optimal",
                    str(row["proven_optimal"]),
                )
            )
        known[name] = BestKnown(cost, PROVEN.get(row["proven_optimal"] or "", False), row["source"] or "")
    if found:
        raise InputError(found)
    return known
