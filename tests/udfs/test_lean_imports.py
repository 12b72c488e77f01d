"""Operators need no scikit-learn, and workers do not import it."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from udfs.lean_imports import UNUSED, WORKER, leave_out_unused

OPERATORS = ("route_session", "normalize_laps", "track_field", "plan_options", "archive_batch")
AS_IN_A_WORKER = """
import sys
from types import SimpleNamespace
sys.modules["__main__"].__spec__ = SimpleNamespace(name="{worker}")
import udfs.{operator}
print(sys.modules["{unused}"])
"""


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_is_imported_in_a_worker_without_it(operator):
    code = AS_IN_A_WORKER.format(worker=WORKER, operator=operator, unused=UNUSED)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (told.stdout.strip(), told.returncode) == ("None", 0), told.stderr


@pytest.mark.parametrize("main", [None, SimpleNamespace(__spec__=None), SimpleNamespace()])
def test_elsewhere_nothing_is_left_out(main):
    modules = {"__main__": main}
    leave_out_unused(modules)
    assert UNUSED not in modules


def test_what_is_imported_already_stays():
    modules = {"__main__": SimpleNamespace(__spec__=SimpleNamespace(name=WORKER)), UNUSED: "there"}
    leave_out_unused(modules)
    assert modules[UNUSED] == "there"
