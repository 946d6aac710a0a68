"""Hearing what solvers say: logs, processes, cancel tokens."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from cbeclogistics.engine.backends.mathopt_solvers import told_by
from cbeclogistics.engine.backends.process import run
from cbeclogistics.engine.backends.pulp_cbc import _Log
from cbeclogistics.engine.limits import CancelToken, Progress, Watch

TICKS = "  1.4s|     2 |     1 |  6324 | 744.0 |strongbr|   1 | 807 | 643 | 748 |  25 |  1 |   3 |  11 |"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (TICKS + " 2.268755e+04 | 2.309980e+04 |   1.82%| unknown", (23099.8, 22687.55)),
        (TICKS + " 2.268755e+04 |      --      |    Inf | unknown", (math.inf, 22687.55)),
        (TICKS + "      --      | 2.309980e+04 |    Inf | unknown", (23099.8, -math.inf)),
        (" time | node  | left  |LP iter|LP it/n|mem/heur|  dualbound   | primalbound  |  gap   | compl. ", None),
        (" J   0   0    0   0.00%   -inf     1158950.167382     Large        0      0", (1158950.167382, -math.inf)),
        ("     0   0    0   0.00%   5        39227.81366       99.99%        0      0", (39227.81366, 5.0)),
        ("     0   0    0   0.00%   5        inf                  inf        0      0", (math.inf, 5.0)),
        ("presolving:", None),
        ("", None),
    ],
)  # fmt: skip
def test_objective_and_bound_are_read_from_a_log(line: str, told: tuple[float, float] | None) -> None:
    assert told_by(line) == told


def test_cbc_bounds_are_taken_for_no_more_than_is_printed() -> None:
    told: list[Progress] = []
    log = _Log(100.0, Watch(told.append))
    log.hear("Cbc0012I Integer solution of 41543.133 found by feasibility pump after 0 iterations (6.30 seconds)")
    assert (log.objective, log.bound) == (41643.133, -np.inf)
    assert log.grace() > 0
    log.hear("Cbc0010I After 100 nodes, 20 on tree, 40267.5 best solution, best possible 39279.862 (3.2 seconds)")
    assert log.objective == 40367.5
    assert 39379.861 < log.bound < 39379.862
    log.hear("Lower bound:                    39280.000")
    assert 39379.99 < log.bound < 39380.0
    assert [p.objective for p in told] == [41643.133, 40367.5]
    log.hear("Cbc0005I Partial search - best objective 1e+50 (best possible -1.7976931e+308), took 0 iterations")
    assert log.bound == -np.inf


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_every_line_a_process_prints_is_heard(tmp_path: Path) -> None:
    heard: list[str] = []
    code = "import sys\nfor i in range(3000): print('line', i)\nprint('oops', file=sys.stderr)\nsys.exit(3)"
    status, cancelled = run(_python(code), tmp_path, 60.0, Watch(), heard.append, lambda: 0.0)
    assert (status, cancelled) == (3, False)
    assert [line for line in heard if line.startswith("line")] == [f"line {i}" for i in range(3000)]
    assert "oops" in heard


def test_a_process_that_is_cancelled_is_asked_to_stop(tmp_path: Path) -> None:
    heard: list[str] = []
    # a job in the background ignores the signal, and its children with it, unless they say otherwise
    listen = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code = "try:\n  print('ready', flush=True)\n  while True: pass\nexcept KeyboardInterrupt:\n  print('wrote it')"
    token = CancelToken()

    def hear(line: str) -> None:
        heard.append(line)
        if line == "ready":
            token.cancel()

    status, cancelled = run(_python(listen + code), tmp_path, 60.0, Watch(cancel=token), hear, lambda: 60.0)
    assert (status, cancelled) == (0, True)
    assert heard == ["ready", "wrote it"]


def test_a_process_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    code = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('ready', flush=True)\nwhile True: pass"
    token = CancelToken()
    status, cancelled = run(
        _python(code), tmp_path, 60.0, Watch(cancel=token), lambda line: token.cancel(), lambda: 0.0
    )
    assert (status < 0, cancelled) == (True, True)


def test_a_process_that_overruns_is_stopped_without_being_cancelled(tmp_path: Path) -> None:
    status, cancelled = run(_python("while True: pass"), tmp_path, 0.0, Watch(), lambda line: None, lambda: 0.0)
    assert status != 0
    assert not cancelled


def test_an_error_while_hearing_leaves_no_process_behind(tmp_path: Path) -> None:
    def hear(line: str) -> None:
        raise ZeroDivisionError(line)

    code = "import os\nprint(os.getpid(), flush=True)\nwhile True: pass"
    with pytest.raises(ZeroDivisionError) as caught:
        run(_python(code), tmp_path, 60.0, Watch(), hear, lambda: 0.0)
    assert not Path(f"/proc/{caught.value}").exists() or not Path("/proc").exists()


def test_a_token_calls_those_who_wait_for_it() -> None:
    token = CancelToken()
    called: list[str] = []
    with token.calling(lambda: called.append("within")):
        token.cancel()
    token.cancel()
    assert called == ["within"]
    with token.calling(lambda: called.append("late")):
        assert called == ["within", "late"]
