"""Flink shells around the pure code: open state, call the code, yield."""

import sys

from udfs.lean_imports import leave_out_unused
from udfs.numba_in_workers import make_print_reachable
from udfs.unsampled_bundles import spare_samples

leave_out_unused(sys.modules)
make_print_reachable()
spare_samples(sys.modules.get("__main__"))
