"""Solves a model by the method that the profile names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import BackendError
from .answer import Answer
from .arrays import Arrays
from .backends.registry import backend
from .certified import Cuts, certified, with_rows
from .limits import Limits, Watch
from .profile import Profile


def optimise(model: Arrays, cuts: Cuts, profile: Profile, limits: Limits, watch: Watch) -> Answer:
    """Solve a model.

    Parameters
    ----------
    cuts
        Rows that every whole answer keeps: added lazily by method "certified", all at once by "whole".

    Raises
    ------
    BackendError
        The profile's backend is missing or failed.
    """
    kind = backend(profile.backend)
    reason = kind.why_unavailable()
    if reason is not None:
        raise BackendError(reason)
    solver = kind()
    if profile.method == "certified":
        return certified(model, cuts, solver, limits, watch, profile.parameters)
    watch.say("solving the whole model")
    whole = with_rows(model, [cuts.all()])
    answer = solver.solve(whole, limits.after(watch.elapsed()), watch, parameters=profile.parameters)
    assert answer.x is None or answer.x.size == model.columns
    return replace(answer, seconds=watch.elapsed(), bound=float(np.fmax(answer.bound, -np.inf)))
