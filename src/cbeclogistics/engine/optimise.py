"""Solves a model by the method that the profile names."""

from __future__ import annotations

from ..errors import BackendError
from .answer import Answer
from .arrays import Arrays, Ints
from .backends.registry import backend
from .certified import certified
from .limits import Limits, Watch
from .links import LinkCuts
from .polish import polished
from .profile import Profile
from .relaxation import with_rows


def optimise(
    model: Arrays, cuts: LinkCuts, labels: Ints, profile: Profile, limits: Limits, watch: Watch,
    families: Ints | None = None,
) -> Answer:  # fmt: skip
    """Solve a model.

    Parameters
    ----------
    cuts
        Strong links, which every whole answer keeps: added lazily by method "certified", all at once by "whole".
    labels
        Shape (columns,): neighbourhoods for method "certified".
    families
        Shape (columns,): families for method "certified", by which large models are begun.

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
        answer = certified(model, cuts, labels, solver, limits, watch, profile.parameters, families)
        return polished(model, answer, limits.after(watch.elapsed()), watch)
    watch.say("solving the whole model")
    whole = with_rows(model, [cuts.all()])
    answer = solver.solve(whole, limits.after(watch.elapsed()), watch, parameters=profile.parameters)
    return polished(model, answer, limits.after(watch.elapsed()), watch)
