"""The race-strategy library: pure logic in the middle, sources and runtime at the edges. No Flink."""
