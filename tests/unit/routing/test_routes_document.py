"""Routes as JSON: what is written is read back, and the audit finds the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cbeclogistics.errors import InputError
from cbeclogistics.routing.audit import audit
from cbeclogistics.routing.document import RoutesDocument
from cbeclogistics.routing.problem import RoutingProblem
from cbeclogistics.routing.route import route


def test_routes_are_read_back_as_they_were(routing_problem: Callable[..., RoutingProblem]) -> None:
    for seed in range(4):
        problem = routing_problem(seed, 8)
        answer = route(problem, time_limit=30.0, parameters={"iterations": 100})
        text = RoutesDocument(problem.name, answer, answer.cost).to_json()
        document = RoutesDocument.from_json(text)
        assert document.to_json() == text
        assert (document.instance, document.cost) == (problem.name, answer.cost)
        assert (document.routes.routes, document.routes.unserved) == (answer.routes, answer.unserved)
        verdict = audit(problem, document.routes)
        assert verdict.holds
        assert verdict.cost == pytest.approx(document.cost)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"), ("[]", "expected an object with format 'cbeclogistics routes'"),
        ('{"format": "cbeclogistics routes", "version": 1}', "incomplete"),
        ('{"format": "cbeclogistics routes", "version": 1, "instance": "a", "cost": 1, "unserved": [],'
         ' "routes": [{"vehicle": 0, "visits": [["fly", 0, 0, 0, 0]]}]}', "fly"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_told(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        RoutesDocument.from_json(text, "routes.json")
