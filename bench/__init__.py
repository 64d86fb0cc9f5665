"""Measured figures; not tests. `make bench` runs them all, each can be run alone: `python -m bench.NAME`."""
