"""The public log: what was published, in which order."""
