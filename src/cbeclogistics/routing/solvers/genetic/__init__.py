"""A genetic search with local search, for vehicles that are all alike."""
