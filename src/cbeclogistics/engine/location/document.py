"""A solution as JSON and back; the format is `docs/solutions.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import InputError, Problem
from .problems import CFL, CMND, SSCFLP, TSCFLP, UFL, Located, PMedian
from .solutions import Assigned, Design, Flows, Solution, Split, TwoStage

FORMAT = "cbeclogistics location solution"
VERSION = 1
_KIND: Mapping[type[Any], str] = {
    UFL: "ufl", CFL: "cfl", SSCFLP: "sscflp", PMedian: "p-median", TSCFLP: "tscflp", CMND: "cmnd",
}  # fmt: skip


@dataclass(frozen=True)
class SolutionDocument:
    """A solution with what is claimed of it.

    Attributes
    ----------
    problem
        "ufl", "cfl", "sscflp", "p-median", "tscflp" or "cmnd".
    instance
        Name of the instance.
    solution
        The solution itself.
    cost
        What it is said to cost.
    bound
        What no solution can cost less than, as far as proven; None where nothing is.
    """

    problem: str
    instance: str
    solution: Solution
    cost: float
    bound: float | None = None

    @classmethod
    def of(cls, problem: Located, solution: Solution, cost: float, bound: float | None = None) -> SolutionDocument:
        """Document of a solution of a problem; a bound that is not finite is none."""
        proven = None if bound is None or not np.isfinite(bound) else float(bound)
        return cls(_KIND[type(problem)], problem.name, solution, float(cost), proven)

    def to_json(self) -> str:
        """Return the document as JSON; the same solution gives the same bytes."""
        head = {"format": FORMAT, "version": VERSION, "problem": self.problem, "instance": self.instance,
                "cost": self.cost, "bound": self.bound}  # fmt: skip
        lines = [
            f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in (head | _body(self.solution)).items()
        ]
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str, where: str = "solution") -> SolutionDocument:
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
        return _Reader(where).document(said)


def _body(solution: Solution) -> dict[str, Any]:
    match solution:
        case Assigned():
            return {"open_sites": _list(solution.open_sites), "assignment": _list(solution.assignment)}
        case Split():
            return {"open_sites": _list(solution.open_sites), "shares": _triples(solution.shares)}
        case TwoStage():
            return {
                "open_plants": _list(solution.open_plants), "open_depots": _list(solution.open_depots),
                "inbound": _triples(solution.inbound), "outbound": _triples(solution.outbound),
            }  # fmt: skip
        case Design():
            return {"open_arcs": _list(solution.open_arcs), "flow": _triples(solution.flow)}


def _list(values: Any) -> list[int]:
    return [int(v) for v in values]


def _triples(flows: Flows) -> list[list[float]]:
    return [list(t) for t in zip(flows.source.tolist(), flows.target.tolist(), flows.amount.tolist(), strict=True)]


class _Reader:
    """Reads one document; collects what is wrong with it."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[Problem] = []

    def document(self, said: Any) -> SolutionDocument:
        if not isinstance(said, dict):
            raise InputError([Problem(self.where, "expected an object", value=type(said).__name__)])
        self.one_of(said, "format", [FORMAT])
        self.one_of(said, "version", [VERSION])
        self.one_of(said, "problem", list(_KIND.values()))
        for key, kinds, expected in (
            ("instance", (str,), "expected a name"),
            ("cost", (int, float), "expected a number"),
            ("bound", (int, float, type(None)), "expected a number or null"),
        ):
            if key not in said or not isinstance(said[key], kinds) or isinstance(said[key], bool):
                self.say(key, expected, said.get(key, "nothing"))
        solution = self.solution(said)
        if self.found or solution is None:
            raise InputError(self.found)
        bound = said["bound"]
        return SolutionDocument(
            said["problem"], said["instance"], solution, float(said["cost"]), None if bound is None else float(bound)
        )

    def solution(self, said: Mapping[str, Any]) -> Solution | None:
        match said.get("problem"):
            case "ufl" | "sscflp" | "p-median":
                return Assigned(self.indices(said, "open_sites"), self.indices(said, "assignment"))
            case "cfl":
                return Split(self.indices(said, "open_sites"), self.flows(said, "shares"))
            case "tscflp":
                return TwoStage(
                    self.indices(said, "open_plants"), self.indices(said, "open_depots"),
                    self.flows(said, "inbound"), self.flows(said, "outbound"),
                )  # fmt: skip
            case "cmnd":
                return Design(self.indices(said, "open_arcs"), self.flows(said, "flow"))
        return None

    def say(self, key: str, expected: str, value: object) -> None:
        self.found.append(Problem(self.where, expected, column=key, value=str(value)[:80]))

    def one_of(self, said: Mapping[str, Any], key: str, known: Sequence[Any]) -> None:
        if said.get(key) not in known:
            self.say(key, f"expected {' or '.join(map(str, known))}", said.get(key, "nothing"))

    def indices(self, said: Mapping[str, Any], key: str) -> Any:
        values = said.get(key)
        if not (isinstance(values, list) and all(_whole(v) for v in values)):
            self.say(key, "expected a list of whole numbers, counted from 0", said.get(key, "nothing"))
            return np.empty(0, dtype=np.int64)
        return np.array(values, dtype=np.int64)

    def flows(self, said: Mapping[str, Any], key: str) -> Flows:
        rows = said.get(key)
        good = isinstance(rows, list) and all(
            isinstance(r, list) and len(r) == 3 and _whole(r[0]) and _whole(r[1]) and _number(r[2]) for r in rows
        )
        if not good:
            self.say(
                key, "expected a list of [from, to, amount], the first two counted from 0", said.get(key, "nothing")
            )
        rows = rows if good and rows else []
        ends = np.array([r[:2] for r in rows], dtype=np.int64).reshape(-1, 2)
        return Flows(ends[:, 0], ends[:, 1], np.array([r[2] for r in rows], dtype=np.float64))


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62
