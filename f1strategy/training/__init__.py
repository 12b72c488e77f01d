"""Training from tables of history, artifacts, model cards: the edge where the models meet files."""
