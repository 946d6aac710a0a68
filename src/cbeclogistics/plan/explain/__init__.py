"""Why a demand costs what it costs: its waterfall from factory to door, and what other ways would have cost."""

from .explain import explain
from .explanation import Explanation

__all__ = ["Explanation", "explain"]
