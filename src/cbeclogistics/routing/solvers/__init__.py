"""Solvers of routing problems, behind one protocol; heavy libraries are imported inside them."""
