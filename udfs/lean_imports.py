"""Keeps scikit-learn out of Flink's Python workers.

xgboost imports it where it is installed, for an interface that no operator uses: 1.2 s of a worker's start, and
five workers start together when jobs begin or come back. Production's images do not have it at all.
"""

from collections.abc import MutableMapping
from typing import Any, Final

WORKER: Final = "pyflink.fn_execution.beam.beam_boot"
UNUSED: Final = "sklearn"


def is_worker(main: Any) -> bool:
    """Whether a process that began with this module is one of Flink's workers."""
    return getattr(getattr(main, "__spec__", None), "name", None) == WORKER


def leave_out_unused(modules: MutableMapping[str, Any]) -> None:
    """Have the import of what no operator uses fail, in a worker that has not imported it yet."""
    if is_worker(modules.get("__main__")):
        modules.setdefault(UNUSED, None)
