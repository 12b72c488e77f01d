"""The fitted models' files, and the way from the files to the models: the only I/O of the models."""
