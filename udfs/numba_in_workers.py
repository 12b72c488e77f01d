"""Lets numba be imported in Flink's Python workers.

A worker replaces `print` by a method that writes to its log. Numba registers `print` when it is imported
and demands to find it under its name in the module that defined it; there, nobody put it.
"""

import builtins
import sys


def make_print_reachable() -> None:
    """Put whatever `print` is now where its module says that it is."""
    module = sys.modules.get(builtins.print.__module__)
    if module is not None and getattr(module, builtins.print.__name__, None) is not print:
        setattr(module, builtins.print.__name__, builtins.print)
