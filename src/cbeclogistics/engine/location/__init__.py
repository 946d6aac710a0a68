"""The field's classic location problems: types, an independent checker, whole models for any backend, exact solvers."""
