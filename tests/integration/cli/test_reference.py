from __future__ import annotations

from pathlib import Path

from cbeclogistics.cli.app import COMMANDS
from cbeclogistics.cli.reference import COMMAND, reference

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"


def test_the_page_says_what_the_commands_say():
    assert PAGE.read_text(encoding="utf-8") == reference(), f"run: {COMMAND}"


def test_every_command_is_documented_with_an_example():
    text = PAGE.read_text(encoding="utf-8")
    for name in COMMANDS:
        section = text.split(f"## cbeclogistics {name}\n")[1].split("\n## ")[0]
        assert f"\n    cbeclogistics {name}" in section
