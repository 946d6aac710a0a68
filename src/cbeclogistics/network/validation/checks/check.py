"""A check over the rows of several tables, and the columns it must be able to trust."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..instance import Instance


@dataclass(frozen=True)
class Check:
    """A check of what rows mean together.

    Attributes
    ----------
    run
        Reports what it finds.
    needs
        Columns by table; with an error in any of them the check waits until that is mended.
    settings
        Whether it needs the settings.
    """

    run: Callable[[Instance], None]
    needs: Mapping[str, tuple[str, ...]]
    settings: bool = False

    def ready(self, instance: Instance) -> bool:
        """Whether all it needs can be trusted."""
        if self.settings and instance.settings is None:
            return False
        return not any(instance.findings.wrong(table, *columns) for table, columns in self.needs.items())
