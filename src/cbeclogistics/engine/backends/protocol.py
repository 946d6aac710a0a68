"""What a backend is: the one small door through which every solver comes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from ..answer import Answer
from ..arrays import Arrays, Floats
from ..limits import Limits, Watch


class Feature(StrEnum):
    """What a backend can do beyond solving."""

    CANCEL = "cancel"
    PROGRESS = "progress"
    WARM_START = "warm start"
    BOUND = "bound"
    SEED = "seed"


@runtime_checkable
class Backend(Protocol):
    """A solver of whole models.

    Raises `BackendError` where the solver fails; never prints; keeps its limits; reports the solver's own status and
    bound, never a wrapper's word for them.
    """

    name: ClassVar[str]
    features: ClassVar[frozenset[Feature]]

    @classmethod
    def why_unavailable(cls) -> str | None:
        """None if usable, else one sentence with the install command. Takes no licence."""

    @classmethod
    def version(cls) -> str:
        """Name and version of the solver behind it."""

    def solve(
        self,
        model: Arrays,
        limits: Limits,
        watch: Watch,
        *,
        parameters: Mapping[str, Any],
        start: Floats | None = None,
    ) -> Answer:
        """Solve the model.

        Parameters
        ----------
        parameters
            Options in the solver's own names (a profile's ``[parameters]``).
        start
            A point to start from, shape (columns,), where the backend declares `Feature.WARM_START`.
        """
