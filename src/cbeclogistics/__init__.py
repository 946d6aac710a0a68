"""Optimizer for cross-border logistics and overseas warehouses."""
