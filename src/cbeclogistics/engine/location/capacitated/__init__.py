"""CFL and SSCFLP: Lagrangian ascent over knapsacks of the sites, fixing, and what is left to a tree or to a MILP."""
