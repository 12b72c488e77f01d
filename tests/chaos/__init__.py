"""Faults done to a running stack while a race goes on, judged by the plain fold of the same rows."""
