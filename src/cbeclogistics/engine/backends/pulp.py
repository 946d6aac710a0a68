"""CBC and whatever else PuLP knows, commercial solvers included."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

from ...errors import BackendError
from ..answer import Answer
from ..arrays import Arrays, Floats
from ..limits import Limits, Watch
from .honest import Claim, answer
from .loading import import_pulp
from .protocol import Feature
from .pulp_cbc import ask_cbc
from .pulp_other import ask_other

CBC = ("PULP_CBC_CMD", "COIN_CMD")


class Pulp:
    """The solvers PuLP knows; ``solver`` in the parameters is PuLP's name of one.

    "PULP_CBC_CMD" (the default), "COIN_CMD"
        CBC inside PuLP, or on the path. Driven without PuLP's model: an MPS file in, its log and its own file of the
        solution out, so that bound and status are CBC's and no digit is lost. The others of the parameters are CBC's
        command-line options, for example ``cuts = "off"``.
    any other
        Through PuLP's own model and interface: slower, cannot be cancelled, reports no progress. The others of the
        parameters are arguments of PuLP's class. The bound is asked of the solver itself where it is known how (see
        `pulp_other.BOUNDS`); without it a plan is never called optimal.
    """

    name: ClassVar[str] = "pulp"
    features: ClassVar[frozenset[Feature]] = frozenset(Feature)

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if usable, else one sentence with the install command."""
        return None if find_spec("pulp") else 'PuLP is not installed: pip install "pulp>=3.2,<4"'

    @classmethod
    def version(cls) -> str:
        """Name and version of the solver."""
        return f"PuLP {metadata.version('pulp')}"

    def solve(
        self,
        model: Arrays,
        limits: Limits,
        watch: Watch,
        *,
        parameters: Mapping[str, Any],
        start: Floats | None = None,
    ) -> Answer:
        """Solve the model; ``parameters`` are ``solver`` and its options."""
        missing = self.why_unavailable()
        if missing:
            raise BackendError(missing)
        options = dict(parameters)
        solver = str(options.pop("solver", CBC[0]))
        program = _cbc_program(solver) if solver in CBC else ""

        def ask(asked: Arrays, within: Limits, tight: bool) -> Claim:
            if not program:
                return ask_other(solver, asked, within, options)
            with tempfile.TemporaryDirectory(prefix="cbeclogistics-") as folder:
                return ask_cbc(program, asked, within, watch, options, start, Path(folder), tight=tight)

        return answer(model, limits, watch, ask, f"{solver} in {self.version()}")


def _cbc_program(solver: str) -> str:
    pulp = import_pulp()
    if solver == "COIN_CMD":
        known = pulp.COIN_CMD(msg=False)
        if not known.available():
            raise BackendError('There is no cbc on the path: install CBC, or write solver = "PULP_CBC_CMD".')
        return str(known.executable(known.path))
    program = Path(pulp.PULP_CBC_CMD.pulp_cbc_path).resolve()
    if not program.is_file():
        raise BackendError('This PuLP carries no CBC for this machine: install CBC and write solver = "COIN_CMD".')
    return str(program)
