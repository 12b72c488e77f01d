"""A simulated race told in the rows of OpenF1: one module per group of endpoints."""
