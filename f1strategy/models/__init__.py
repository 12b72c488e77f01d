"""Race models: what a lap, a stop, an undercut, a neutralisation will be. Pure; files are training's."""
