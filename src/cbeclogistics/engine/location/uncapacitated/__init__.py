"""UFL and p-median to proof: Lagrangian ascent, interchange and branch and bound; compiled by Numba."""
