"""Numba can be imported where Flink's worker has replaced `print`."""

import subprocess
import sys

REPLACED = """
import builtins
class Log:
    def print(self, *args, **kwargs): pass
builtins.print = Log().print
{first}
import numba
"""


def imported(first: str) -> subprocess.CompletedProcess[str]:
    code = REPLACED.format(first=first)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_a_workers_print_would_stop_numba_and_ours_lets_it_in():
    assert "AttributeError" in imported("").stderr
    helped = imported("import udfs")
    assert helped.returncode == 0, helped.stderr
