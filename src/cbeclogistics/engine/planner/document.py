"""A plan as JSON and back; the format is `docs/planner-family.md`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import InputError, Problem
from .files import digest
from .flows import Flows
from .problem import Planner

FORMAT = "cbeclogistics planner solution"
VERSION = 1
_COLUMNS = ("demand", "site", "way", "units")


@dataclass(frozen=True)
class PlanDocument:
    """A plan with what is claimed of it.

    Attributes
    ----------
    instance, sha256
        Name and digest of the instance.
    cost, bound
        What the plan is said to cost; what no plan costs less than, None where nothing is proven.
    open_sites
        Pairs of site and size.
    demand, site, way, units
        One entry for each flow: site -1 for direct parcels; way of the product, inbound or direct.
    """

    instance: str
    sha256: str
    cost: float
    bound: float | None
    open_sites: tuple[tuple[int, int], ...]
    demand: npt.NDArray[np.int64]
    site: npt.NDArray[np.int64]
    way: npt.NDArray[np.int64]
    units: npt.NDArray[np.float64]

    @classmethod
    def of(
        cls, problem: Planner, sizes: npt.NDArray[np.int64], flows: Flows, cost: float, bound: float
    ) -> PlanDocument:  # fmt: skip
        """Document of a plan: size of each site (-1: closed), shape (sites,), and its flows; -inf is no bound."""
        opened = tuple((int(w), int(sizes[w])) for w in np.flatnonzero(sizes >= 0))
        proven = bound if np.isfinite(bound) else None
        return cls(
            problem.name, digest(problem), cost, proven, opened, flows.demand, flows.site, flows.way, flows.units
        )

    def to_json(self) -> str:
        """Return the document as JSON; the same plan gives the same bytes."""
        head = {
            "format": FORMAT, "version": VERSION, "instance": self.instance, "sha256": self.sha256, "cost": self.cost,
            "bound": self.bound, "open_sites": [list(pair) for pair in self.open_sites],
        }  # fmt: skip
        flows = {name: getattr(self, name).tolist() for name in _COLUMNS}
        lines = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in (head | flows).items()]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str, where: str = "solution") -> PlanDocument:
        """Read a document.

        Raises
        ------
        InputError
            It is not one; ``where`` is named.
        """
        try:
            said = json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError([Problem(where, f"is no JSON: {error.msg}", row=error.lineno)]) from error
        problems = _problems(where, said)
        if problems:
            raise InputError(problems)
        return cls(
            said["instance"], said["sha256"], float(said["cost"]),
            None if said["bound"] is None else float(said["bound"]),
            tuple((int(w), int(s)) for w, s in said["open_sites"]),
            np.array(said["demand"], dtype=np.int64), np.array(said["site"], dtype=np.int64),
            np.array(said["way"], dtype=np.int64), np.array(said["units"], dtype=np.float64),
        )  # fmt: skip


def _problems(where: str, said: Any) -> list[Problem]:
    if not isinstance(said, dict) or said.get("format") != FORMAT or said.get("version") != VERSION:
        return [Problem(where, f"expected an object with format {FORMAT!r} and version {VERSION}")]
    found = []
    kinds_of: dict[str, tuple[type, ...]] = {
        "instance": (str,), "sha256": (str,), "cost": (int, float), "bound": (int, float, type(None)),
    }  # fmt: skip
    for key, kinds in kinds_of.items():
        if not isinstance(said.get(key), kinds):
            found.append(Problem(where, "is missing or of another kind", column=key, value=str(said.get(key))[:80]))
    pairs = said.get("open_sites")
    if not (isinstance(pairs, list) and all(isinstance(p, list) and _numbers(p, True) and len(p) == 2 for p in pairs)):
        found.append(Problem(where, "expected pairs of site and size", column="open_sites"))
    for name in _COLUMNS:
        if not (isinstance(said.get(name), list) and _numbers(said[name], name != "units")):
            found.append(Problem(where, "expected a list of numbers" + (", whole" * (name != "units")), column=name))
    return found


def _numbers(values: list[Any], whole: bool) -> bool:
    kinds = {type(v) for v in values}
    return kinds <= ({int} if whole else {int, float})
