from __future__ import annotations

import io

import pytest
from rich.console import Console

from cbeclogistics.cli.progress import Lines, LiveLine, words
from cbeclogistics.engine.limits import Progress


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress(1.0, "pricing"), "   1.0 s  pricing"),
        (Progress(2.0, "rounding", objective=1200.0), "   2.0 s  rounding · plan 1,200"),
        (Progress(3.0, "proving", bound=900.0), "   3.0 s  proving · bound 900"),
        (Progress(4.0, "proving", 1000.0, 990.0), "   4.0 s  proving · plan 1,000 · bound 990 · gap 1.00%"),
    ],
)
def test_a_line_says_what_is_known_and_leaves_out_the_rest(progress, said):
    assert words(progress, progress.seconds) == said


def test_the_live_line_forgets_neither_plan_nor_bound():
    line = LiveLine(Console(file=io.StringIO()))
    line(Progress(1.0, "rounding", 1000.0, 900.0))
    line(Progress(2.0, "proving"))
    line(Progress(3.0, "proving", 1100.0, 950.0))
    assert "proving · plan 1,000 · bound 950 · gap 5.00%" in line.render().plain


def test_the_live_line_shows_before_anything_is_known():
    assert "reading the instance" in LiveLine(Console(file=io.StringIO())).render().plain


def test_without_a_terminal_a_stage_is_said_when_it_begins_and_every_half_minute(capsys):
    lines = Lines()
    for seconds, stage in [(0.0, "a"), (0.1, "a"), (0.2, "b"), (1.5, "b"), (1.6, "c"), (3, "c"), (29, "c"), (40, "c")]:
        lines(Progress(seconds, stage))
    said = capsys.readouterr().err
    assert [line.split()[-1] for line in said.splitlines()] == ["a", "b", "c", "c"]
