"""History through the same pure code: what the engine would have said, and how it went."""
