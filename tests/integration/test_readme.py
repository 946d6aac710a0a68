"""What the README shows is true: its example runs, its commands parse, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cbeclogistics.cli.app import app
from cbeclogistics.cli.exit_codes import ExitCode

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/**/*.md"))]


def test_it_opens_with_make_demo_and_make_test():
    commands = [line.strip() for line in README.splitlines() if line.startswith("    ")]
    assert [line.split("  ")[0] for line in commands[:2]] == ["make demo", "make test"]


def test_the_library_example_runs(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "optimal" in run.stdout.splitlines()[0]
    assert (tmp_path / "tiny-plan" / "plan.json").is_file()


def commands() -> list[str]:
    lines = re.findall(r"^(?: {4}\S*/)?(cbeclogistics [^#\n]+)", README, re.MULTILINE)
    assert len(lines) >= 7
    return [line.strip() for line in lines]


@pytest.mark.parametrize("line", commands())
def test_its_commands_parse(line):
    _, name, *words = shlex.split(line)
    command = app.get_command(None, name)
    assert command is not None
    with click.Context(app) as top:
        command.make_context(name, words, parent=top)


def test_its_exit_codes_are_all_of_them():
    said = README.split("**Exit codes.**")[1].split("\n\n")[0]
    assert [int(n) for n in re.findall(r"(?:^|· |·\n)\s*(\d+)", said)] == [int(code) for code in ExitCode]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_what_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / page).parent / target).exists(), target
