"""Stock: how much of it a promise needs, how old it grows, and where in a chain it should lie; `docs/stock.md`.

Pure functions over arrays: arguments broadcast against one another, means and deviations are of demand in units, times
in days. Nothing here knows of sites, lanes or money beyond a holding cost.
"""
