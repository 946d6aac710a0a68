"""Reading solver profiles."""

from __future__ import annotations

import math
import pickle
from pathlib import Path

import pytest

from cbeclogistics.engine.backends import names
from cbeclogistics.engine.profile import METHODS, Profile, profiles, read_profile
from cbeclogistics.errors import InputError


def _file(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_profiles_can_be_read_and_name_what_there_is() -> None:
    shipped = profiles()
    assert {"balanced", "quick", "proof", "ortools", "pulp-cbc"} <= shipped.keys()
    for name, profile in shipped.items():
        assert profile.name == name
        assert profile.method in METHODS
        assert profile.backend in names()
        assert profile.description.endswith(".")
        assert read_profile(name) == profile


def test_the_default_is_the_certified_method() -> None:
    balanced = read_profile("balanced")
    assert (balanced.method, balanced.backend) == ("certified", "highs")


def test_every_shipped_profile_is_in_the_readme() -> None:
    from cbeclogistics.data_folders import solvers_folder

    text = (solvers_folder() / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in profiles())


def test_keys_left_out_take_their_defaults(tmp_path: Path) -> None:
    profile = read_profile(_file(tmp_path, 'description = "Mine."'))
    assert profile == Profile("mine", "Mine.")
    assert profile.time_limit == math.inf
    assert profile.limits(seed=7).seed == 7


def test_numbers_may_be_whole_or_infinite(tmp_path: Path) -> None:
    profile = read_profile(_file(tmp_path, 'description = "Mine."\ngap = 0\ntime_limit = inf\nthreads = 2'))
    limits = profile.limits()
    assert (limits.gap, limits.time_limit, limits.threads) == (0.0, math.inf, 2)


def test_parameters_are_kept_as_they_are(tmp_path: Path) -> None:
    profile = read_profile(_file(tmp_path, 'description = "Mine."\n[parameters]\nsolver = "scip"\n"limits/nodes" = 9'))
    assert profile.parameters == {"solver": "scip", "limits/nodes": 9}


def test_a_profile_can_go_to_another_process() -> None:
    profile = read_profile("ortools")
    assert pickle.loads(pickle.dumps(profile)) == profile


def test_an_unknown_name_shows_the_nearest() -> None:
    with pytest.raises(InputError, match=r"'balancd': is no solver profile(?s:.*)did you mean balanced\?"):
        read_profile("balancd")


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_profile(tmp_path / "none.toml")


def test_a_broken_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mine\.toml: cannot be read as TOML"):
        read_profile(_file(tmp_path, "description = "))


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = """
    gapp = 0.1
    method = "whol"
    backend = "hihgs"
    gap = "small"
    time_limit = -1
    threads = 1.5
    parameters = 3
    """
    with pytest.raises(InputError) as caught:
        read_profile(_file(tmp_path, text))
    said = str(caught.value)
    assert len(caught.value.problems) == 8
    for part in (
        "'gapp': is no key of a profile",
        "did you mean gap?",
        "column description: is missing",
        "column method: 'whol': expected one of whole, certified",
        "did you mean whole?",
        "column backend: 'hihgs'",
        "did you mean highs?",
        "column gap: 'small': expected a fraction",
        "column time_limit: '-1': expected seconds",
        "column threads: '1.5': expected a whole number",
        "column parameters: '3': expected a table",
    ):
        assert part in said


@pytest.mark.parametrize(
    "line", ["gap = 1.0", "gap = nan", "gap = true", "threads = 0", "threads = true", "time_limit = nan"]
)
def test_numbers_out_of_range_are_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=line.split()[0]):
        read_profile(_file(tmp_path, f'description = "Mine."\n{line}'))
