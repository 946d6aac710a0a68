"""Problems collected: likeness, order, what they spoil."""

from __future__ import annotations

from cbeclogistics import Problem, Severity
from cbeclogistics.network.validation.findings import MOST_ALIKE, Findings
from cbeclogistics.network.validation.nearest import nearest, remedy


def test_warnings_come_last_and_do_not_spoil_their_column():
    found = Findings()
    found.add(Problem("sites", "odd", column="a", severity=Severity.WARNING))
    found.add(Problem("sites", "wrong", column="b"))
    assert [p.expected for p in found.problems()] == ["wrong", "odd"]
    assert found.wrong("sites", "b")
    assert not found.wrong("sites", "a")


def test_error_about_a_whole_table_spoils_each_column():
    found = Findings([Problem("lanes", "missing")])
    assert found.wrong("lanes", "mode")
    assert not found.wrong("sites", "mode")


def test_the_rest_of_a_kind_is_counted():
    found = Findings()
    for i in range(MOST_ALIKE + 312):
        found.add(Problem("demand", "bad", row=i, column="units"), kind="x")
    found.add(Problem("demand", "other", column="units"), kind="y")
    told = found.problems()
    assert len(told) == MOST_ALIKE + 2
    assert "and 312 more like it" in [p.expected for p in told]


def test_nearest_knows_slips_case_and_cut_names():
    assert nearest("promise_days", ["promised_days", "price"]) == "promised_days"
    assert nearest("ocean", ["OCEAN"]) == "OCEAN"
    assert nearest("OCN-USWC", ["OCN-USWC-40HC", "AIR"]) == "OCN-USWC-40HC"
    assert nearest("zzz", ["OCN-USWC-40HC", "AIR"]) is None


def test_remedy_lists_the_known_where_none_is_near():
    assert remedy("zzz", ["b", "a"]) == "known: a, b"
    assert remedy("zzz", [], "container") == "no container is known yet"
