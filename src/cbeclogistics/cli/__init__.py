"""The commands: the library with words. One thin module a command, imported only when it is run."""

from .app import main

__all__ = ["main"]
