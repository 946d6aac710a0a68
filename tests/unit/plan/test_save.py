"""A plan's folder stands whole or not at all, and reads back as it was."""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import pickle
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cbeclogistics.errors import CbecError, InputError
from cbeclogistics.plan import publish, save
from cbeclogistics.plan.plan import Plan, Status
from cbeclogistics.plan.save import FILES, read_plan
from cbeclogistics.plan.schema import PLAN_TABLES


@pytest.fixture(scope="module")
def plan(plans) -> Plan:
    return plans.solved("free")


def same(a: Plan, b: Plan) -> None:
    assert list(a.tables) == list(b.tables)
    for name in a.tables:
        pd.testing.assert_frame_equal(a.tables[name], b.tables[name], check_exact=True)
    for field in set(a.__dataclass_fields__) - {"tables"}:
        assert getattr(a, field) == getattr(b, field), field


def digest(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_a_saved_plan_reads_back_exactly(plan: Plan, tmp_path: Path) -> None:
    folder = plan.save(tmp_path / "a" / "b" / "plan")
    assert {p.name for p in folder.iterdir()} == FILES
    same(read_plan(folder), plan)
    assert read_plan(str(folder)).audit.passed


def test_a_plan_without_a_bound_reads_back(plan: Plan, tmp_path: Path) -> None:
    bare = replace(plan, bound=-math.inf, gap=math.inf, status=Status.INTERRUPTED, notes=("stopped by the user",))
    bare.save(tmp_path / "plan")
    said = json.loads((tmp_path / "plan" / "plan.json").read_text(), parse_constant=pytest.fail)
    assert said["bound"] is None
    assert said["gap"] is None
    same(read_plan(tmp_path / "plan"), bare)


def test_a_plan_without_flows_reads_back(plan: Plan, tmp_path: Path) -> None:
    empty = replace(plan, tables={n: t.head(0) for n, t in plan.tables.items()})
    same(read_plan(empty.save(tmp_path / "plan")), empty)


def test_a_plan_survives_pickling(plan: Plan) -> None:
    same(pickle.loads(pickle.dumps(plan)), plan)


def test_the_same_plan_is_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    assert digest(plan.save(tmp_path / "a")) == digest(plan.save(tmp_path / "b"))


def test_an_earlier_plan_is_replaced_and_what_lay_beside_it_kept(plan: Plan, tmp_path: Path) -> None:
    folder = plan.save(tmp_path / "plan")
    (folder / "notes.txt").write_text("mine")
    later = replace(plan, notes=("later",))
    later.save(folder)
    assert read_plan(folder).notes == ("later",)
    assert (folder / "notes.txt").read_text() == "mine"
    assert os.listdir(tmp_path) == ["plan"]


def test_an_empty_folder_is_taken(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    same(read_plan(plan.save(tmp_path / "plan")), plan)


def test_a_link_to_a_folder_stays_a_link(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    plan.save(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    same(read_plan(tmp_path / "real"), plan)


@pytest.mark.parametrize("stands", [{"letter.txt": "dear"}, {"plan.json": "{"}, {"plan.json": '{"name": "other"}'}])
def test_what_is_no_plan_is_not_overwritten(plan: Plan, tmp_path: Path, stands: dict[str, str]) -> None:
    for name, text in stands.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match="holds files but no plan"):
        plan.save(tmp_path)
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == stands


def test_a_file_is_not_overwritten(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        plan.save(tmp_path / "plan")
    assert (tmp_path / "plan").read_text() == "mine"


@pytest.mark.parametrize("broken", ["write_csv", "write_geojson", "write_geopackage", "layers"])
@pytest.mark.parametrize("stood", [True, False])
def test_a_failure_half_way_leaves_what_stood(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, stood: bool
) -> None:
    folder = tmp_path / "plan"
    if stood:
        plan.save(folder)
    before = digest(folder) if stood else None

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(save, broken, full)
    words = "what stood there still does" if stood else "nothing was left there"
    with pytest.raises(CbecError, match=f"No space left on device; .*{words}"):
        replace(plan, notes=("later",)).save(folder)
    assert (digest(folder) if stood else None) == before
    assert os.listdir(tmp_path) == (["plan"] if stood else [])


def test_the_earlier_plan_comes_back_if_the_last_rename_fails(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan.save(tmp_path / "plan")
    rename = os.rename

    def refuse(a: Path, b: Path) -> None:
        if str(a).endswith(".part"):
            raise PermissionError(errno.EACCES, "Permission denied")
        rename(a, b)

    monkeypatch.setattr(publish.os, "rename", refuse)
    with pytest.raises(CbecError, match="Permission denied"):
        replace(plan, notes=("later",)).save(folder)
    same(read_plan(folder), plan)
    assert os.listdir(tmp_path) == ["plan"]


def test_an_interrupt_leaves_nothing_behind(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(save, "write_geopackage", stop)
    with pytest.raises(KeyboardInterrupt):
        plan.save(tmp_path / "plan")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_an_error_in_words(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CbecError, match="could not be written"):
        plan.save(tmp_path / "file" / "plan")
    with pytest.raises(CbecError, match="could not be written"):
        plan.save(tmp_path / ("x" * 300))


def test_plans_saved_at_once_to_one_folder_leave_one_whole_plan(plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    errors: list[Exception] = []

    def write(i: int) -> None:
        try:
            replace(plan, notes=(str(i),)).save(folder)
        except CbecError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) < 4
    assert read_plan(folder).audit.passed
    assert os.listdir(tmp_path) == ["plan"]


def damage(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


DAMAGE = {
    "another format": ("plan.json", '"format": 1', '"format": 2', "format 1"),
    "no format": ("plan.json", '"format": 1,', "", "'format' is a required property"),
    "no JSON": ("plan.json", "{", "", "is no JSON"),
    "not a number": ("plan.json", '"runtime_s": ', '"runtime_s": NaN, "x": ', "is no JSON"),
    "unknown status": ("plan.json", '"status": "optimal"', '"status": "perfect"', "status"),
    "a path for a file": ("plan.json", '"flows.csv"', '"../flows.csv"', "tables.flows.file"),
    "unknown type": ("plan.json", '"units": "float64"', '"units": "complex"', "tables"),
    "bad figure": ("demand.csv", "1200.0", "many", "demand.csv, row 2, column units: 'many'"),
    "column renamed": ("flows.csv", "lane", "line", "flows.csv, row 1"),
    "cell too many": ("costs.csv", "H1", "H1,H1", "costs.csv, row 2: '9 cells'"),
    "open quote": ("costs.csv", "H1", '"H1', "costs.csv: is no table"),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_damage_is_named_where_it_is(plan: Plan, tmp_path: Path, how: str) -> None:
    folder = plan.save(tmp_path / "plan")
    name, old, new, words = DAMAGE[how]
    damage(folder, name, old, new)
    with pytest.raises(InputError) as raised:
        read_plan(folder)
    assert words in str(raised.value)


def test_every_damaged_file_is_named_at_once(plan: Plan, tmp_path: Path) -> None:
    folder = plan.save(tmp_path / "plan")
    (folder / "flows.csv").unlink()
    (folder / "sites.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError) as raised:
        read_plan(folder)
    assert {p.table for p in raised.value.problems} == {"flows.csv", "sites.csv"}


@pytest.mark.parametrize("name", ["nowhere", "file", "empty"])
def test_what_is_no_plan_is_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no folder with a plan|holds no plan"):
        read_plan(tmp_path / name)


def test_a_figure_changed_in_the_folder_is_read_and_caught_by_the_audit(plans, plan: Plan, tmp_path: Path) -> None:
    folder = plan.save(tmp_path / "plan")
    damage(folder, "demand.csv", "1200.0", "1199.0")
    assert plans.failed(read_plan(folder), "free")


@pytest.mark.parametrize("name", ["free", "bonded"])
def test_tables_are_those_of_the_schema(plans, name: str) -> None:
    plan = plans.solved(name)
    assert sorted(plan.tables) == sorted(PLAN_TABLES)
    for table, frame in plan.tables.items():
        assert sorted(frame.columns) == sorted(PLAN_TABLES[table].names), table
        key = list(PLAN_TABLES[table].key)
        assert not key or not frame.duplicated(key).any(), table
