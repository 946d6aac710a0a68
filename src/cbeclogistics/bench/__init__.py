"""Benchmarks: suites of instances, our solvers and their peers on the same instance, one after another, and the rows.

Every run has a process of its own; its answer is checked by the independent checkers before it becomes a row.
"""
