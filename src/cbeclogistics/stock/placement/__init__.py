"""Where safety stock lies in a chain of stages: placement by guaranteed service times (Graves & Willems 2000).

`place` finds it, `audit` recomputes what is found; `docs/stock.md` has the mathematics.
"""
