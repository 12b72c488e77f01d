"""Pure: raw timing rows become lap records. No clock, no I/O."""
