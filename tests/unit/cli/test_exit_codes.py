from __future__ import annotations

import pytest

from cbeclogistics import errors
from cbeclogistics.cli.exit_codes import ExitCode, of_error, of_status
from cbeclogistics.plan.plan import Status


def test_every_exit_code_says_what_it_means():
    assert all(code.meaning for code in ExitCode)
    assert [int(c) for c in ExitCode] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]


@pytest.mark.parametrize("status", Status)
def test_every_status_of_a_plan_has_an_exit_code(status):
    assert of_status(status) in ExitCode


def test_every_error_of_the_package_has_an_exit_code():
    for kind in errors.CbecError.__subclasses__():
        assert of_error(kind([]))[0] not in (ExitCode.DONE, ExitCode.FAILED)


def test_a_fault_of_the_program_is_not_passed_off_as_one_of_the_input():
    with pytest.raises(ZeroDivisionError):
        of_error(ZeroDivisionError())
