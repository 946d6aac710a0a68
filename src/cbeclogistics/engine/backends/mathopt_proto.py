"""A model as MathOpt's protocol buffer, filled array by array."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from ..arrays import Arrays


def model_proto(model: Arrays) -> Any:
    """Return the model as a ``ModelProto``; column and row ids are indices."""
    from ortools.math_opt import model_pb2

    proto = model_pb2.ModelProto()
    # lists, because a repeated field takes numpy scalars one by one and slowly
    variables = proto.variables
    variables.ids.extend(range(model.columns))
    variables.lower_bounds.extend(model.lower.tolist())
    variables.upper_bounds.extend(model.upper.tolist())
    variables.integers.extend(model.integer.tolist())

    priced = np.flatnonzero(model.cost)
    proto.objective.offset = model.offset
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(model.cost[priced].tolist())

    proto.linear_constraints.ids.extend(range(model.rows))
    proto.linear_constraints.lower_bounds.extend(model.row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(model.row_upper.tolist())

    by_row = sp.csr_matrix(model.matrix)
    by_row.sort_indices()
    entries = proto.linear_constraint_matrix
    entries.row_ids.extend(np.repeat(np.arange(model.rows), np.diff(by_row.indptr)).tolist())
    entries.column_ids.extend(by_row.indices.tolist())
    entries.coefficients.extend(by_row.data.tolist())
    return proto
