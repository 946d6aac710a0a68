"""Backends: solvers of whole models, each behind the protocol of `protocol.Backend`."""

from .protocol import Backend, Feature
from .registry import backend, backends, names

__all__ = ["Backend", "Feature", "backend", "backends", "names"]
