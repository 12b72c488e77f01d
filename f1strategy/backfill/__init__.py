"""Seasons that are over, into the lake: the timing room in batch, one race after the other."""
