"""The order in which solver libraries are loaded, which decides between an answer and a crash.

PuLP makes the symbols of highspy's HiGHS global. An OR-Tools loaded after that mixes them with those of the HiGHS it
carries, of another version, and a solve ends in a segmentation fault (PuLP 3.3, OR-Tools 9.15, highspy 1.13 and 1.14).
Loaded before, OR-Tools keeps to its own.
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType

ORTOOLS = "ortools.math_opt.core.python.solver"  # the extension that brings its HiGHS along


def import_pulp() -> ModuleType:
    """Import PuLP, after OR-Tools where that is installed."""
    if "pulp" not in sys.modules and find_spec("ortools"):
        importlib.import_module(ORTOOLS)
    return importlib.import_module("pulp")


def ortools_came_too_late() -> bool:
    """Whether PuLP was loaded before OR-Tools is or was, by somebody else then."""
    loaded = list(sys.modules)  # in the order of loading
    if "pulp" not in loaded:
        return False
    return ORTOOLS not in loaded or loaded.index("pulp") < loaded.index(ORTOOLS)
