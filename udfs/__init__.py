"""Flink shells around the pure code: open state, call the code, yield."""

from udfs.lean_imports import leave_out
from udfs.numba_in_workers import make_print_reachable

leave_out()
make_print_reachable()
