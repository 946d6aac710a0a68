"""The command as a process: Ctrl-C, a reader that leaves, a terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

import cbeclogistics

PATIENT = """
import importlib, sys, time
import cbeclogistics
from cbeclogistics.engine.limits import Progress
from cbeclogistics.plan.plan import Status
from dataclasses import replace
story = importlib.import_module("cbeclogistics.solve")
true_solve = story.solve

def solve(network, *args, progress, cancel, **kwargs):
    plan = true_solve(network, "quick") if HAS_PLAN else None
    progress(Progress(1.0, "waiting for Ctrl-C"))
    while not cancel.cancelled or STUBBORN:
        time.sleep(0.02)  # a solver busy in its own code
    if plan is None:
        raise cbeclogistics.NoPlanFound("stopped")
    return replace(plan, status=Status.INTERRUPTED)

story.solve = solve
from cbeclogistics.cli import main
main()
"""


def start(out, *, has_plan=True, stubborn=False):
    script = f"HAS_PLAN, STUBBORN = {has_plan}, {stubborn}\n{PATIENT}"
    process = subprocess.Popen(
        [sys.executable, "-c", script, "solve", "tiny", "--json", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    read_until(process.stderr, "waiting for Ctrl-C")
    return process


def read_until(stream, words):
    for line in stream:
        if words in line:
            return
    pytest.fail(f"never said: {words}")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C of a child process works differently there")
class TestCtrlC:
    def test_the_first_saves_the_best_plan_so_far(self, tmp_path):
        out = tmp_path / "plan"
        process = start(out)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=120)
        assert process.returncode == 130
        assert "Ctrl-C again" in stderr
        assert json.loads(stdout)["status"] == "interrupted"
        assert cbeclogistics.read_plan(out).status == "interrupted"

    def test_before_any_plan_leaves_nothing(self, tmp_path):
        process = start(tmp_path / "plan", has_plan=False)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=120)
        assert process.returncode == 130
        assert json.loads(stdout)["status"] == "interrupted"
        assert "nothing was saved" in stderr
        assert list(tmp_path.iterdir()) == []

    def test_the_second_stops_a_solver_that_does_not_listen(self, tmp_path):
        process = start(tmp_path / "plan", stubborn=True)
        process.send_signal(signal.SIGINT)
        read_until(process.stderr, "Ctrl-C again")
        process.send_signal(signal.SIGINT)
        stdout, _ = process.communicate(timeout=120)
        assert process.returncode == 130
        assert stdout == ""
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="no such pipes there")
@pytest.mark.parametrize("words", [["schema", "lanes"], ["schema", "--json-schema"], ["instances"]])
def test_a_reader_that_leaves_is_no_fault(words):
    reads, writes = os.pipe()
    os.close(reads)
    run = subprocess.run(
        [sys.executable, "-m", "cbeclogistics", *words], stdout=writes, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writes)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals there")
@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_sees_colour_unless_it_asks_for_none(environ, coloured):
    said = on_a_terminal(["instances"], environ)
    assert "tiny" in said
    assert ("\x1b[" in said) == coloured


def on_a_terminal(words, environ):
    import pty

    main, other = pty.openpty()
    settings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "cbeclogistics", *words], stdout=other, stderr=other,
        env={**settings, "TERM": "xterm-256color", "COLUMNS": "100", **environ},
    )  # fmt: skip
    os.close(other)
    said = b""
    try:
        while chunk := os.read(main, 65536):
            said += chunk
    except OSError:  # Linux says so when the last writer is gone
        pass
    os.close(main)
    assert process.wait() == 0
    return said.decode()


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals there")
def test_a_terminal_sees_a_live_line_while_it_solves():
    said = on_a_terminal(["solve", "tiny"], {})
    assert "\x1b[?25l" in said  # the cursor is hidden while the line is live
    assert "\x1b[?25h" in said


def test_words_that_the_encoding_lacks_do_not_fail():
    run = subprocess.run(
        [sys.executable, "-m", "cbeclogistics", "schema", "lanes"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0
