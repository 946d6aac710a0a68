"""Cross-border design at planners' scale: which stocking sites to open at what size, and how every demand is served.

Costs stay factored, so memory grows with sites × products + sites × markets + demands, never with the possible flows.
Problem, format and method: `docs/planner-family.md`.
"""
