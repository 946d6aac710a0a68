from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from cbeclogistics.cli import console, render


def text(part) -> str:
    out = io.StringIO()
    Console(file=out, width=100).print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def test_numbers_stand_right_and_words_left():
    made = render.table(("name", "units"), [("a", "1"), ("long name", "1,000")], right=("units",))
    assert text(made) == "name       units\na              1\nlong name  1,000"


def test_square_brackets_in_data_are_data():
    assert "[red]" in text(render.table(("name",), [("[red]x",)]))


@pytest.mark.parametrize(("value", "said"), [(None, "–"), (0.0, "0"), (1234567.8, "1,234,568"), (-5.0, "-5")])
def test_amounts(value, said):
    assert render.amount(value) == said


@pytest.mark.parametrize(("value", "said"), [(None, "–"), (0.12345, "12.35%"), (0.0, "0.00%")])
def test_shares(value, said):
    assert render.percent(value) == said


def test_json_writes_null_for_what_json_has_no_word_for(capsys):
    console.show_json({"gap": float("inf"), "bound": float("-inf"), "rows": [{"x": float("nan")}], "ok": 1.5})
    assert json.loads(capsys.readouterr().out) == {"gap": None, "bound": None, "rows": [{"x": None}], "ok": 1.5}


def test_messages_are_neither_wrapped_nor_read_as_markup(capsys):
    message = "[bold] " + "word " * 60 + ":smile:"
    console.say(message)
    assert capsys.readouterr().err == message + "\n"
