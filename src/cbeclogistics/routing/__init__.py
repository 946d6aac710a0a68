"""Vehicle routing and location with routing: problems, solvers, and an audit that shares no code with them."""
