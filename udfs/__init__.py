"""Flink operators: shells that open state, call the pure code and yield what it returns."""
