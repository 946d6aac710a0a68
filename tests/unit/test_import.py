"""Importing the package, or asking the command line for help, has no effects and is light."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = (
    "numpy",
    "pandas",
    "geopandas",
    "shapely",
    "scipy",
    "ortools",
    "highspy",
    "numba",
    "pulp",
    "openpyxl",
    "pandera",
    "rich",
)
WATCH = """
import json, logging, os, signal, sys, threading, warnings
def state():
    return {
        "handlers": [str(h) for h in logging.getLogger().handlers], "environ": dict(os.environ), "cwd": os.getcwd(),
        "path": sys.path, "filters": [str(f) for f in warnings.filters], "threads": threading.active_count(),
        "sigint": str(signal.getsignal(signal.SIGINT)), "excepthook": str(sys.excepthook),
        "stdout": str(sys.stdout), "loggers": sorted(n for n in logging.root.manager.loggerDict if "cbec" in n),
    }
before = json.loads(json.dumps(state()))
DO
after = json.loads(json.dumps(state()))
changed = [k for k in before if before[k] != after[k]]
print(json.dumps({"changed": changed, "modules": sorted(sys.modules)}))
"""


def watched(do: str) -> dict[str, object]:
    """What running `do` in a fresh interpreter changes and imports; it may print nothing."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", WATCH.replace("DO", do)], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    (line,) = run.stdout.splitlines()
    found: dict[str, object] = json.loads(line)
    return found


def heavy(modules: object) -> list[str]:
    assert isinstance(modules, list)
    return [m for m in HEAVY if m in modules]


def test_importing_the_package_has_no_effects_and_is_light():
    found = watched("import cbeclogistics")
    assert found["changed"] == []
    assert heavy(found["modules"]) == []


def test_importing_every_public_name_has_no_effects_of_our_own():
    found = watched("import cbeclogistics\nfor name in cbeclogistics.__all__: getattr(cbeclogistics, name)")
    # numpy adds warning filters, pandera sets two variables for a Spark that may be there
    assert set(found["changed"]) <= {"filters", "environ"}


def test_public_names_are_listed_and_found():
    import cbeclogistics

    wanted = {"load", "solve", "read_plan", "Plan", "Network", "InputError", "Infeasible"}
    assert wanted <= set(cbeclogistics.__all__) == set(dir(cbeclogistics))
    assert all(getattr(cbeclogistics, name).__module__.startswith("cbeclogistics") for name in cbeclogistics.__all__)


def test_solve_stays_the_function_once_its_module_is_imported():
    for first in ("import cbeclogistics.solve", "import cbeclogistics; cbeclogistics.solve"):
        watched(f"{first}\nfrom cbeclogistics import solve\nassert callable(solve) and callable(cbeclogistics.solve)")


def test_help_imports_nothing_heavy():
    call = "from cbeclogistics.cli.app import app\nimport io, contextlib\n" + (
        "with contextlib.redirect_stdout(io.StringIO()):\n    app.main(['--help'], standalone_mode=False)"
    )
    assert heavy(watched(call)["modules"]) == []


def test_help_of_each_command_imports_nothing_heavy():
    call = "from cbeclogistics.cli.app import app, COMMANDS\nimport io, contextlib\nfor name in COMMANDS:\n" + (
        "    with contextlib.redirect_stdout(io.StringIO()):\n        app.main([name, '--help'], standalone_mode=False)"
    )
    assert heavy(watched(call)["modules"]) == []
