"""The `f1strategy` command, thin."""
