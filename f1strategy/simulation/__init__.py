"""The race simulator: what many futures of a race look like, from any moment of it."""
