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
    vehicles
        In use, where fewer of them go before cost; None where the file does not say.
    """

    cost: float
    proven: bool
    source: str
    vehicles: int | None = None


def best_known(folder: str | Path, file: str = FILE, vehicles: str = "") -> dict[str, BestKnown]:
    """Read the best known costs of a family, by the file's own names of the instances.

    Parameters
    ----------
    folder
        Holds the file, with at least the columns instance, best_known, proven_optimal (yes, no or unknown) and source.
    file
        Name of it.
    vehicles
        Column with the number of vehicles, if any.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    path = Path(folder) / file
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    columns = ("instance", "best_known", "proven_optimal", "source", *((vehicles,) if vehicles else ()))
    missing = [c for c in columns if c not in (reader.fieldnames or ())]
    if missing:
        raise InputError([Problem(str(path), "the column is missing", row=1, column=c) for c in missing])
    known: dict[str, BestKnown] = {}
    found: list[Problem] = []
    for row in reader:
        line = reader.line_num
        name = row["instance"] or ""
        if not name:
            found.append(Problem(str(path), "expected a name", line, "instance"))
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
        used = row[vehicles] if vehicles else None
        if used is not None and not used.isdecimal():
            found.append(Problem(str(path), "expected a number of vehicles", line, vehicles, used))
            used = None
        proven = PROVEN.get(row["proven_optimal"] or "", False)
        best = BestKnown(cost, proven, row["source"] or "", None if used is None else int(used))
        if known.setdefault(name, best) != best:
            found.append(Problem(str(path), "another row says otherwise of this instance", line, "instance", name))
    if found:
        raise InputError(found)
    return known
