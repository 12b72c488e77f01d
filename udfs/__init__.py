"""Flink shells around the pure code: open state, call the code, yield."""

from udfs.numba_in_workers import make_print_reachable

make_print_reachable()
