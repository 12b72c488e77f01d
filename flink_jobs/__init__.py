"""Flink jobs: wiring only, one module a job."""
