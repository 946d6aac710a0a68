"""Whatever is changed in a right plan, the audit notices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PLANS = ["free", "bonded", "for_export"]
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(data=st.data())
def test_any_changed_figure_is_noticed(plans, data) -> None:
    name = data.draw(st.sampled_from(PLANS))
    plan = plans.solved(name)
    table = data.draw(st.sampled_from([t for t in sorted(plan.tables) if len(plan.tables[t])]))
    frame = plan.tables[table]
    column = data.draw(st.sampled_from([c for c in frame.columns if frame[c].dtype.kind == "f"]))
    at = data.draw(st.integers(0, len(frame) - 1))
    factor, step = data.draw(st.sampled_from([(1, 0.02), (1, -0.02), (1.01, 1), (0, -1), (-1, -1)]))
    changed = plans.edit(plan, table, at, **{column: lambda v: (0.0 if np.isnan(v) else v) * factor + step})
    assert plans.failed(changed, name), (table, column, at)


@SLOW
@given(data=st.data())
def test_any_changed_word_is_noticed(plans, data) -> None:
    name = data.draw(st.sampled_from(PLANS))
    plan = plans.solved(name)
    table = data.draw(st.sampled_from([t for t in sorted(plan.tables) if len(plan.tables[t])]))
    frame = plan.tables[table]
    column = data.draw(st.sampled_from([c for c in frame.columns if frame[c].dtype.kind != "f"]))
    at = data.draw(st.integers(0, len(frame) - 1))
    others = [*sorted(set(frame[column])), "", "other"]
    word = data.draw(st.sampled_from([o for o in others if o != frame[column].iloc[at]]))
    changed = plans.edit(plan, table, at, **{column: word})
    assert plans.failed(changed, name), (table, column, at, word)


@SLOW
@given(data=st.data())
def test_any_dropped_row_is_noticed(plans, data) -> None:
    name = data.draw(st.sampled_from(PLANS))
    plan = plans.solved(name)
    table = data.draw(st.sampled_from([t for t in sorted(plan.tables) if len(plan.tables[t])]))
    at = data.draw(st.integers(0, len(plan.tables[table]) - 1))
    assert plans.failed(plans.drop(plan, table, at), name), (table, at)


@SLOW
@given(factor=st.floats(0.5, 1.5).filter(lambda f: abs(f - 1) > 1e-3), data=st.data())
def test_forged_books_do_not_hide_a_changed_flow(plans, factor: float, data) -> None:
    """Flow, its costs, cost lines and totals all scaled together: supply, balance or demand still tell."""
    plan = plans.solved("free")
    at = data.draw(st.integers(0, len(plan.flows) - 1))
    flows = plan.flows.copy()
    money = [c for c in flows.columns if flows[c].dtype.kind == "f" and c != "unit_cost"]
    flows.loc[at, money] = (flows.loc[at, money].astype(float) * factor).round(2)
    forged = plans.recount(plans.with_table(plan, "flows", flows))
    assert plans.failed(replace(forged), "free")
