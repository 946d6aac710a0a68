"""Delivery by own vehicles inside the network's plan: what it is reckoned to cost, and the routes that tell."""
