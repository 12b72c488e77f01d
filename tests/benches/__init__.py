"""What the benchmarks compare with does the same work."""
