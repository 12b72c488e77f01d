"""Benchmarks: what is measured, apart from the command that prints it."""
